"""
eflomal (Östling & Tiedemann 2016, github.com/robertostling/eflomal), an outside aligner, behind the interface of `glossary.words`.

It is under GPL-3 and wants a C compiler, so Padanan neither ships nor imports it: where somebody has installed it, its
program `eflomal-align` is asked in a process of its own. It knows beforehand what our aligner knows (its *priors*). It
draws samples, so two runs may differ in a link or two; whoever needs the same answer twice asks ours.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

from glossary.blocks import Pair
from glossary.hmm import Progress, silent
from glossary.partitions import HERE, Workers
from glossary.prior import Translations
from glossary.words import Linked, Settle, as_they_are, grown
from memory.errors import Invalid, Unavailable
from memory.text import fold

PROGRAM = "eflomal-align"
_LENGTH = "0.1"  # of its usual rounds: with priors more of them find no more (.880 of TICO's terms at .03, .1 and 1.0)
_SAID = 300  # characters of what the program complains that are passed on


def linked(
    pairs: Iterable[Pair],
    translations: Translations,
    settle: Settle = as_they_are,
    *,
    workers: Workers = HERE,
    progress: Progress = silent,
    program: str = PROGRAM,
) -> Iterator[Linked]:
    """
    The word links of sentence pairs (Indonesian, English), learnt by eflomal from all of them together.

    They are joined from both directions as ours are: where both agree, and what touches that. Pairs with an empty side
    have none. The text lies in files meanwhile, so memory holds the words alone. The program has no use for `workers`, and
    `progress` hears of its end. Raises Unavailable where the program is not to be had, Invalid with what it said where it
    fails.
    """
    admit(program)
    with tempfile.TemporaryDirectory(prefix="padanan-") as directory:
        place = Path(directory)
        _written(pairs, translations, place)
        _run(program, place)
        for done, one in enumerate(_read(place), start=1):
            progress(done)
            yield replace(one, links=settle(one.source, one.target, one.links))


def admit(program: str = PROGRAM) -> None:
    """Raise Unavailable where the program is not to be had."""
    if which(program) is None:
        raise Unavailable(f"There is no program {program} here.", hint="Install it with “pip install eflomal”.")


def _written(pairs: Iterable[Pair], translations: Translations, place: Path) -> None:
    """Write the pairs as eflomal reads them, as they were, and what is known of their words."""
    known: set[str] = set()
    with (
        (place / "source").open("w", encoding="utf-8") as source,
        (place / "target").open("w", encoding="utf-8") as target,
        (place / "pairs").open("w", encoding="utf-8") as kept,
    ):
        for here, there in pairs:
            print(json.dumps([list(here), list(there)]), file=kept)
            if here and there:
                print(*map(_word, here), file=source)
                print(*map(_word, there), file=target)
                known.update(map(fold, here))
    with (place / "priors").open("w", encoding="utf-8") as priors:
        for word in sorted(known - {""}):
            for other, count in translations(word).items():
                if other and count > 0:
                    print("LEX", _word(word), _word(other), f"{count:g}", sep="\t", file=priors)


def _word(word: str) -> str:
    """A word as it stands in a file in which blanks part words."""
    return "_".join((fold(word) or word).split()) or "_"


def _run(program: str, place: Path) -> None:
    if not (place / "source").stat().st_size:
        (place / "forth").touch()
        (place / "back").touch()
        return
    files = {"-s": "source", "-t": "target", "-f": "forth", "-r": "back", "-p": "priors"}
    told = [word for option, name in files.items() for word in (option, str(place / name))]
    # Its own program, by the name that was asked for, on files of our own making.
    ended = subprocess.run([program, "--length", _LENGTH, *told], capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        said = ended.stderr.strip()[-_SAID:] or f"it ended with {ended.returncode}"
        raise Invalid(f"{program} could not align the text: {said}", hint="Our own aligner needs no other program.")


def _read(place: Path) -> Iterator[Linked]:
    """The pairs as they were, with the links that eflomal gave in both directions."""
    with (
        (place / "pairs").open(encoding="utf-8") as kept,
        (place / "forth").open(encoding="utf-8") as forth,
        (place / "back").open(encoding="utf-8") as back,
    ):
        for line in kept:
            here, there = json.loads(line)
            links = _joined(forth.readline(), back.readline()) if here and there else frozenset()
            yield Linked(tuple(here), tuple(there), links)


def _joined(forth: str, back: str) -> frozenset[tuple[int, int]]:
    """
    Links in both directions, each as “place-place”, as one set.

    >>> sorted(_joined("0-1 1-0 2-0", "0-1 1-0 3-3"))
    [(0, 1), (1, 0), (2, 0)]
    """
    one, other = (
        {(int(i), int(j)) for i, _, j in (link.partition("-") for link in said.split())} for said in (forth, back)
    )
    return grown(one & other, sorted(one ^ other))
