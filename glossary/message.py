"""What a finding says to a person, in English and in Indonesian."""

from __future__ import annotations

from glossary.findings import Kind
from memory.text import Language

_MESSAGES: dict[Kind, tuple[str, str]] = {
    "missing": (
        "“{term}” is to be rendered “{wanted}”; the target does not have it.",
        "“{term}” harus diterjemahkan “{wanted}”; terjemahan tidak memuatnya.",
    ),
    "forbidden": (
        "“{written}” is a wrong rendering here; write “{wanted}”.",
        "“{written}” padanan yang keliru; tulislah “{wanted}”.",
    ),
    "deprecated": (
        "“{written}” is no longer used; write “{wanted}”.",
        "“{written}” tidak dipakai lagi; gunakan “{wanted}”.",
    ),
    "variant": (
        "“{written}” is spelt “{wanted}”.",
        "“{written}” ditulis “{wanted}”.",
    ),
    "untranslated": (
        "“{written}” was left untranslated; it is “{wanted}”.",
        "“{written}” belum diterjemahkan; padanannya “{wanted}”.",
    ),
    "do_not_translate": (
        "“{term}” is to stay as it is.",
        "“{term}” tidak diterjemahkan; tulislah apa adanya.",
    ),
    "case": (
        "“{written}” is written “{wanted}”.",
        "“{written}” ditulis “{wanted}”.",
    ),
    "inconsistent": (
        "“{written}” here, “{wanted}” before: one text, one term.",
        "Di sini “{written}”, sebelumnya “{wanted}”: gunakan satu istilah saja.",
    ),
    "ambiguous": (
        "“{term}” has several meanings: {wanted}.",
        "“{term}” memiliki beberapa makna: {wanted}.",
    ),
}
_SOME = (
    "“{term}” stands there {asked} times, “{wanted}” fewer; see whether one is missing.",
    "“{term}” muncul {asked} kali, “{wanted}” lebih sedikit; periksa apakah ada yang terlewat.",
)
_DISTANT = (
    "“{written}” is “{wanted}” with words in between; see whether it is meant.",
    "“{written}” adalah “{wanted}” dengan sisipan; periksa apakah memang itu maksudnya.",
)


def message(kind: Kind, language: Language, *, asked: int = 0, distant: bool = False, **words: str) -> str:
    """
    What a finding of this kind says. `asked` is how often a term stands there of which only some are rendered.

    >>> message("variant", "id", written="kerjasama", wanted="kerja sama")
    '“kerjasama” ditulis “kerja sama”.'
    """
    both = _SOME if asked else _DISTANT if distant else _MESSAGES[kind]
    return both[language == "id"].format(asked=asked, **words)
