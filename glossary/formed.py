"""
English for Indonesian words that no dictionary lists, because a rule forms them.

Four kinds. A prefix that both languages have goes before a word that is known: *antarnegara*, *pascapanen*, *non-migas*.
The doing has the verb's name, and the doer too: *pengaktifan* is *mengaktifkan*, activating; the most of an adjective is its
superlative: *terlemah*. A loan is spelt by the table of EYD V (unsur serapan), so it sounds like the English word it is: *konformasi*,
conformation. And what is written as a name or an acronym, or is an English word as it stands, stays: *PPh*, *council*.
Nothing else is formed: a native word that nobody lists has no English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from glossary import usage
from glossary.cognates import sound
from glossary.lexicon import Entry, Lexicon
from glossary.morphology import english

# Prefixes with what English puts before a noun or adjective; the longer first.
_PREFIXES = {
    "antar": "inter-",
    "anti": "anti-",
    "ekstra": "extra-",
    "kontra": "counter-",
    "makro": "macro-",
    "mikro": "micro-",
    "multi": "multi-",
    "nano": "nano-",
    "neo": "neo-",
    "non": "non-",
    "pasca": "post-",
    "pra": "pre-",
    "pro": "pro-",
    "pseudo": "pseudo-",
    "semi": "semi-",
    "sub": "sub-",
    "super": "super-",
    "supra": "supra-",
    "trans": "trans-",
    "ultra": "ultra-",
}
_PREFIXED = re.compile(rf"({'|'.join(sorted(_PREFIXES, key=len, reverse=True))})(-?)(\w[\w-]+)")
_LEAST = 4  # letters of what follows a prefix that is written in one with it
# Endings that loans have and native words hardly: fewer than one in twenty sounds like another English word.
_LOAN = re.compile(
    r".{3,}(?:si|al|if|ik|is|as|or|gi|me|at|um|in|et|on|ur|it|fi|da|ks|ni|il|ol|en|id|er|an|ar|ium|oid|ia|isme)"
)
_VERB = re.compile(r"(?:i[sz]e|ate|ed|ing)$")


def formed(word: str, written: str, lexicon: Lexicon) -> tuple[Entry, ...]:
    """
    The entries that rules form of a folded word and the way it is written; none where no rule applies.

    >>> from glossary.lexicon import seeds
    >>> [entry.english for entry in formed("konformasi", "konformasi", seeds())]
    [('conformation',)]
    >>> formed("pezwargonan", "pezwargonan", seeds())
    ()
    """
    if written != written.casefold():
        return (Entry(written, "PROPN", (written,)),)
    found = [*_prefixed(word, lexicon), *_action(word, lexicon), *_most(word, lexicon)] or [*_loan(word)]
    if not found and word in usage.shipped():
        found = [Entry(word, pos, (word,)) for pos in ("NOUN", "ADJ")]
    return tuple(found)


def _prefixed(word: str, lexicon: Lexicon) -> Iterator[Entry]:
    parts = _PREFIXED.fullmatch(word)
    if parts and (parts[2] or len(parts[3]) >= _LEAST):
        for entry in lexicon.entries([parts[3]]):
            if entry.pos in ("NOUN", "ADJ"):
                before = _PREFIXES[parts[1]]
                yield Entry(word, "ADJ", tuple(f"{before}{text}" for text in entry.english[:2]))


def _action(word: str, lexicon: Lexicon) -> Iterator[Entry]:
    """
    The nouns of a verb, with *pe-* for its *me-* (Tata Bahasa Baku 9.2): who or what does it, and with *-an* that it is done.

    The doer before another noun is what it does: *zat penghambat*, an inhibiting substance.
    """
    told = re.fullmatch(r"pe(\w{4,}?)(an)?", word)
    for ending in ("kan", "i", "") if told else ():
        for entry in lexicon.verbs(f"me{told[1]}{ending}"):  # type: ignore[index]
            acts = tuple(english.gerund(text) for text in entry.english[:2])
            if told[2]:  # type: ignore[index]
                yield Entry(word, "NOUN", acts)
            else:
                yield Entry(word, "NOUN", tuple(f"{act.partition(' ')[0][:-3]}er" for act in acts))
                yield Entry(word, "ADJ", acts)


def _most(word: str, lexicon: Lexicon) -> Iterator[Entry]:
    if word.startswith("ter"):
        for entry in lexicon.entries([word[3:]]):
            if entry.pos == "ADJ":
                yield Entry(word, "ADJ", tuple(_superlative(text) for text in entry.english[:1]))


def _superlative(adjective: str) -> str:
    """
    An adjective of one syllable, or a short one in *-y*, takes *-est*; others take *most* (Quirk et al. 1985, 7.81).

    >>> _superlative("weak"), _superlative("big"), _superlative("heavy"), _superlative("dangerous")
    ('weakest', 'biggest', 'heaviest', 'most dangerous')
    >>> _superlative("free"), _superlative("shy"), _superlative("fluent")
    ('freest', 'shyest', 'most fluent')
    """
    if adjective in _IRREGULAR:
        return _IRREGULAR[adjective]
    if _SYLLABLE.fullmatch(adjective):
        doubled = re.sub(r"([^aeiou][aeiou])([bdgmnpt])$", r"\1\2\2", adjective)
        return f"{doubled.removesuffix('e')}est"
    if re.fullmatch(r"\w{1,4}[^aeiou]y", adjective):
        return f"{adjective[:-1]}iest"
    return f"most {adjective}"


# One syllable, or a second one in -le or -re; two vowel letters that are two sounds (fluent, giant) are no such vowel.
_SYLLABLE = re.compile(
    r"y?(?:qu|{c})*(?:(?:ai|au|ea|ee|ei|ie|oa|oo|ou|[aeiou])(?:{c}+(?:(?<=[gq])u)?e?|[ey])|(?<={c})y)".replace(
        "{c}", "[b-df-hj-np-tv-xz]"
    )
)
_IRREGULAR = {
    **{"good": "best", "bad": "worst", "far": "farthest", "dry": "driest", "quiet": "quietest"},
    **{"real": "most real", "naive": "most naive"},
}


def _loan(word: str) -> Iterator[Entry]:
    if _LOAN.fullmatch(word):
        found = next((there for heard in _heard(word) if (there := _sounds(heard[:1]).get(heard))), None)
        if found:
            yield Entry(word, "ADJ" if re.search(r"(?:al|if|is|er|an|ar)$", word) else "NOUN", found)


def _heard(word: str) -> Iterator[str]:
    """How a loan may sound: *-is* may be -ic, a last vowel may be an e that English does not sound."""
    heard = sound(word, "id")
    yield heard
    yield re.sub(r"is$", "ik", heard)
    yield re.sub(r"(?<=[^aeiou])[ae]$", "", heard)


# The letters that English may begin with where a loan begins with this one.
_INITIALS = {"k": "kcq", "s": "scz", "f": "fvp", "i": "iy", "e": "ea", "u": "uo"}


@cache
def _sounds(initial: str) -> dict[str, tuple[str, ...]]:
    """English words by how they would sound as Indonesian loans with this initial, the most frequent two; no verbs."""
    known, letters = usage.shipped(), tuple(_INITIALS.get(initial, initial))
    found: dict[str, tuple[str, ...]] = {}
    for word in known.words():
        if word.startswith(letters) and not _VERB.search(word) and english.singular(word) == word:
            heard = sound(word, "en")
            found[heard] = (*found.get(heard, ()), word)
    return {heard: tuple(sorted(of, key=lambda word: -known.frequency(word))[:2]) for heard, of in found.items()}
