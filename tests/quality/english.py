"""
Makes `seeds/english.tsv.gz`: `python -m tests.quality.english FOLDER`, with the two tables of SymSpell in the folder.

They are counts of words and of two words in a row in a very large English text, which spelling correctors ship
(`frequency_dictionary_en_82_765.txt` and `frequency_bigramdictionary_en_243_342.txt`; Wolf Garbe, MIT licence). We keep
what a term can be made of: no small words, no single letters, and pairs that are likelier than chance. The one small word
that is kept is *of* after a word: what is *of* something, as importance is, asks for it.
"""

from __future__ import annotations

import gzip
import math
import sys
from pathlib import Path

from glossary.usage import HEADER, SHIPPED
from memory.language import SMALL

_TOTAL = 1e12  # about how many words were counted
_RARE = 5e6  # what a word counts that is only in a pair
_SMALL = SMALL["en"] | frozenset("a an so do does did if no my me am us any all how what where there here".split())


def counts(path: Path) -> dict[str, int]:
    """Words or pairs of words with their counts."""
    found = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        words, _, count = line.rpartition(" ")
        if words == "of" or all(_kept(word) for word in words.removesuffix(" of").split()):
            found[words] = int(count)
    return found


def _kept(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in _SMALL


def table(words: dict[str, int], pairs: dict[str, int]) -> dict[str, int]:
    """The rows: words with their frequency, pairs with their lift where it is above chance."""
    found = {word: round(math.log2(count)) for word, count in words.items() if word != "of"}
    for pair, count in pairs.items():
        left, right = pair.split()
        lift = round(math.log2(count * _TOTAL / (words.get(left, _RARE) * words.get(right, _RARE))))
        if lift > 0:
            found[pair] = lift
    return found


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    words = counts(folder / "frequency_dictionary_en_82_765.txt")
    rows = table(words, counts(folder / "frequency_bigramdictionary_en_243_342.txt"))
    text = "".join(f"{words}\t{value}\n" for words, value in [HEADER, *sorted(rows.items())])
    SHIPPED.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    print(len(rows), "rows,", SHIPPED.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
