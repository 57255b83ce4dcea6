"""What may vary on a word without making it another term, by language."""

from __future__ import annotations

from glossary.morphology import english, indonesian
from memory.text import Language

__all__ = ["core", "english", "indonesian"]


def core(words: list[str], language: Language) -> tuple[str, ...]:
    """The folded words of a term without what inflection adds: the key under which inflected forms meet."""
    return indonesian.core(words) if language == "id" else english.core(words)
