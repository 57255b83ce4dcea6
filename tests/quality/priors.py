"""
The counts that ship, `seeds/prior.tsv.gz`, made anew from ../shared/corpora: `python -m tests.quality.priors`.

News and talks are counted as they are: geovedi, ntrex, PUD, our own documents. Of the counts in ../shared/corpora/priors
only what they have beyond our own count of the same text is added, which is flores. LibreOffice's text is three quarters of
all pairs and speaks of menus, so that its counts of a word are brought down to a fifth of what the others have, and to
five where they have less. TICO-19 is in none of it.

Measures on ntrex and PUD are taken with counts that have seen neither (`unseen`): `prior-without-news.tsv.gz`, which
`glossary.learn` made of geovedi, LibreOffice and our documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from glossary import anchors, prior
from glossary.learn import counts
from glossary.lexicon import SEEDS, seeds
from glossary.prior import Counts, joined
from memory.align import align
from memory.documents import read
from memory.language import SMALL
from memory.sentences import sentences
from memory.text import LANGUAGES, Language
from tests.conftest import SHARED

CORPORA = SHARED / "corpora"
WITHOUT_NEWS = Path(__file__).with_name("prior-without-news.tsv.gz")
_SHARE, _FREE = 0.2, 5.0  # of the others' counts of a word, and at least, that LibreOffice may have


@cache
def without_news() -> Counts:
    """The counts that have seen neither ntrex nor PUD."""
    return prior.read(WITHOUT_NEWS)


@contextmanager
def unseen() -> Iterator[None]:
    """For as long as this lasts, and in a function that this decorates, the counts that ship are those without news."""
    before, prior.shipped = prior.shipped, without_news  # type: ignore[assignment]
    try:
        _forget()
        yield
    finally:
        prior.shipped = before
        _forget()


def _forget() -> None:
    anchors.translations.cache_clear()
    anchors._met.cache_clear()


def lines(*names: str) -> Iterator[tuple[str, str]]:
    """The pairs of corpora whose lines stand beside each other."""
    for name in names:
        sides = [(CORPORA / name / f"{name}.{side}").read_text(encoding="utf-8").split("\n") for side in LANGUAGES]
        yield from zip(*sides, strict=True)


def own() -> Iterator[tuple[str, str]]:
    """The pairs of the documents of the seeds."""
    for path in sorted((SEEDS / "corpus").glob("*.id.txt")):
        texts = [
            [s.text for p in read(side).paragraphs for s in sentences(p.text, language)]
            for language, side in (("id", path), ("en", path.with_name(path.name.replace(".id.", ".en."))))
        ]
        for bead in align(*texts, anchors=seeds().anchors):
            if bead.source and bead.target:
                yield " ".join(texts[0][i] for i in bead.source), " ".join(texts[1][j] for j in bead.target)


def published() -> Counts:
    """The counts in ../shared/corpora/priors, but for function words and marks, which their aligner links otherwise."""
    found: Counts = {}
    table = (CORPORA / "priors/id-en.tsv").read_text(encoding="utf-8").split("\n")
    # Other lines count jumps and how many words one word makes.
    for _, here, there, count in (line.split("\t") for line in table if line.startswith("LEX\t")):
        if _tells(here, "id") and _tells(there, "en"):
            found.setdefault(here, {})[there] = float(count)
    return found


def _tells(word: str, language: Language) -> bool:
    return word not in SMALL[language] and any(sign.isalnum() for sign in word)


def beyond(all_: Counts, some: Counts) -> Counts:
    """
    What counts have that others have not.

    >>> beyond({"kapal": {"ship": 3.0, "vessel": 1.0}}, {"kapal": {"ship": 1.0, "vessel": 2.0}})
    {'kapal': {'ship': 2.0}}
    """
    return {
        word: {
            there: count - some.get(word, {}).get(there, 0.0)
            for there, count in row.items()
            if count > some.get(word, {}).get(there, 0.0)
        }
        for word, row in all_.items()
    }


def lowered(table: Counts, beside: Counts) -> Counts:
    """The counts of words, none of which has more than a share of what it has in other counts, or five."""
    found = {}
    for word, row in table.items():
        most = max(_SHARE * sum(beside.get(word, {}).values()), _FREE)
        share = min(1.0, most / sum(row.values()))
        found[word] = {there: share * count for there, count in row.items()}
    return found


def shipped() -> Counts:
    """The counts that ship."""
    news = counts(lines("geovedi", "ntrex", "pud"), seeds())
    software = counts(lines("libreoffice-ui"), seeds())
    general = joined(news, beyond(published(), joined(news, software)), counts(own(), seeds()))
    manual = joined(software, counts(lines("libreoffice-help"), seeds()))
    return joined(general, lowered(manual, general))


if __name__ == "__main__":
    print(f"{prior.write(shipped(), prior.SHIPPED):,} pairs of words")
