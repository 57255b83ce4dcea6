"""Files as attackers, crashes and old programs leave them, and files that are large."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from memory import formats
from memory.errors import Invalid
from memory.formats.pair import Pair, Skipped
from memory.text import Language
from memory.units import Unit, unit_id
from tests.conftest import ROOT

HEAD = '<?xml version="1.0" encoding="{}"?>\n<tmx version="1.4"><header srclang="id"/><body>\n'
TAIL = "</body></tmx>\n"


def tu(here: str, there: str) -> str:
    return f'<tu><tuv xml:lang="id"><seg>{here}</seg></tuv><tuv xml:lang="en"><seg>{there}</seg></tuv></tu>\n'


def tmx(folder: Path, *units: str, encoding: str = "UTF-8", said: str | None = None, before: str = "") -> Path:
    """A TMX file in one encoding that may say another; its first unit stands on line 3."""
    path = folder / "a.tmx"
    text = HEAD.format(said or encoding).replace("<tmx", before + "<tmx") + "".join(units) + TAIL
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> Invalid:
    with pytest.raises(Invalid) as caught:
        list(formats.read(path))
    assert caught.value.details["file"] == str(path)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("UTF-16", "utf-8"), ("UTF-8-SIG", "UTF-8"), ("windows-1252", "windows-1252"), ("UTF-16", "UTF-16"), ("UTF-8", "utf8")],
)  # fmt: skip
def test_encodings_that_can_be_told_are_read(tmp_path: Path, encoding: str, said: str) -> None:
    (found,) = formats.read(tmx(tmp_path, tu("Kafé “ya”", "Café"), encoding=encoding, said=said))

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Kafé “ya”", "en": "Café"}


@pytest.mark.parametrize("said", ["ISO-8859-1", "windows-1252", "UTF-16"])
def test_utf_8_that_says_it_is_something_else_is_refused_rather_than_garbled(tmp_path: Path, said: str) -> None:
    problem = refusal(tmx(tmp_path, tu("Kafé", "Café"), said=said))

    assert str(problem) == f'a.tmx says it is {said} and is UTF-8. Put encoding="UTF-8" into its first line.'


def test_latin_1_that_says_it_is_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    problem = refusal(tmx(tmp_path, tu("Ya", "Yes"), tu("Kafé", "Café"), encoding="ISO-8859-1", said="UTF-8"))

    assert problem.details["line"] == 4
    assert problem.hint == "It is not in the encoding that its first line says; it may be Windows-1252."


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    assert "klingon" in refusal(tmx(tmp_path, tu("Ya", "Yes"), said="klingon")).message


def test_a_zero_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmx(tmp_path, tu("Ya", "Yes"), tu("Y\0a", "Yes"))).details["line"] == 4


def test_a_segment_of_ten_megabytes_is_refused_with_its_line(tmp_path: Path) -> None:
    problem = refusal(tmx(tmp_path, tu("Ya", "Yes"), tu("x" * 10_500_000, "Yes")))

    assert problem.details["line"] == 4
    assert problem.hint == "A text of more than 10 MB is no segment."


def test_a_segment_of_a_megabyte_is_skipped(tmp_path: Path) -> None:
    _, long, last = formats.read(tmx(tmp_path, tu("Ya", "Yes"), tu("x" * 1_000_000, "Yes"), tu("Ya", "Yes")))

    assert long == Skipped(4, "its text in id has 1,000,000 characters; a segment has at most 100,000")
    assert isinstance(last, Pair)


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    assert refusal(tmx(tmp_path, tu("<hi>" * 5000 + "Ya" + "</hi>" * 5000, "Yes"))).details["line"] == 3


def test_an_entity_that_a_dtd_elsewhere_may_declare_skips_its_unit(tmp_path: Path) -> None:
    units = [tu("Ya", "Yes"), tu("Ya&nbsp;itu", "Yes"), tu("<ph>&nbsp;</ph>", "Yes"), tu("Ya", "Yes")]
    path = tmx(tmp_path, *units, before='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">')

    first, text, code, last = formats.read(path)

    assert text == Skipped(4, "it uses &nbsp;, which nothing in the file explains")
    assert code == Skipped(5, "it uses &nbsp;, which nothing in the file explains")
    assert isinstance(first, Pair)
    assert isinstance(last, Pair)


BOMB = '<!DOCTYPE {} [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(("suffix", "root"), [(".tmx", "tmx"), (".xlf", "xliff")])
@pytest.mark.parametrize("place", ["attribute", "text"])
def test_an_entity_bomb_does_not_go_off(tmp_path: Path, suffix: str, root: str, place: str) -> None:
    path = tmp_path / f"a{suffix}"
    at = {"attribute": f'<{root} version="&j;"/>', "text": f"<{root}>&j;</{root}>"}[place]
    path.write_text(BOMB.format(root) + "]>" + at, encoding="utf-8")

    refusal(path)


@pytest.mark.parametrize("suffix", formats.WRITTEN)
def test_a_file_cut_anywhere_is_read_in_part_or_refused_and_never_misread(tmp_path: Path, suffix: str) -> None:
    texts: list[dict[Language, str]] = [{"id": f"Kafé “{n}”", "en": f'Café, "{n}" <b>x</b>'} for n in range(6)]
    whole = tmp_path / f"whole{suffix}"
    formats.write([Unit(unit_id(pair), pair) for pair in texts], whole)
    data, path = whole.read_bytes(), tmp_path / f"a{suffix}"

    for end in range(1, len(data), 7):
        path.write_bytes(data[:end])
        found: list[dict[Language, str]] = []
        with contextlib.suppress(Invalid):  # and no other exception
            for item in formats.read(path):
                if isinstance(item, Pair):
                    found.append(item.texts)
        # The last line of a table or a catalogue may end within a word, and nothing tells.
        assert found[:-1] == texts[: len(found)][:-1]
        assert suffix not in (".tmx", ".xlsx") or found == texts[: len(found)]


@pytest.mark.parametrize("suffix", formats.WRITTEN)
def test_a_reader_that_is_left_halfway_closes_its_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    pairs: list[dict[Language, str]] = [{"id": f"Ya {n}", "en": "Yes"} for n in range(9)]
    formats.write([Unit(unit_id(pair), pair) for pair in pairs], path)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        found = iter(formats.read(path))
        next(found)
        del found
        gc.collect()

    assert [str(warning.message) for warning in caught] == []


# Large files --------------------------------------------------------------------------------------------------------

MEASURE = """
import resource, sys, time
from pathlib import Path
from memory import formats
from memory.units import Unit, unit_id
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def units(count):
    for n in range(count):
        texts = {"id": f"Kedua negara menandatangani perjanjian nomor {n} di ibu kota.", "en": f"The two countries signed agreement {n}."}
        yield Unit(unit_id(texts), texts)
small, path, what, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
formats.write(units(2000), small)  # so that what is loaded on first use is not counted
assert sum(1 for _ in formats.read(small)) == 2000
before, began = peak(), time.process_time()
done = formats.write(units(count), path) if what == "write" else sum(1 for _ in formats.read(path))
assert done == count
print(peak() - before, round(count / (time.process_time() - began)))
"""


def measured(folder: Path, path: Path, what: str, count: int) -> tuple[int, int]:
    """How many MB more than for a small file it takes to read or write a large one, and units per second of CPU."""
    small = folder / f"small{path.suffix if path.suffix in formats.WRITTEN else '.tmx'}"
    command = [sys.executable, "-c", MEASURE, str(small), str(path), what, str(count)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    return int(told[0]), int(told[1])


LONG = "yang panjang sekali dan tetap satu kalimat saja " * 4


def large_tmx(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format("UTF-8"))
        file.writelines(tu(f"Kalimat nomor {n} {LONG}", f"Sentence number {n} {LONG}") for n in range(count))
        file.write(TAIL)


def large_xliff(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<xliff version="1.2"><file source-language="id" target-language="en"><body>\n')
        file.writelines(
            f'<group><trans-unit id="{n}"><source>Kalimat {n} {LONG}</source><target>Sentence {n}</target></trans-unit></group>\n'
            for n in range(count)
        )
        file.write("</body></file></xliff>")


def large_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("id,en\n")
        file.writelines(f"Kalimat nomor {n} {LONG},Sentence number {n} {LONG}\n" for n in range(count))


def large_po(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('msgid ""\nmsgstr "Language: en\\n"\n')
        file.writelines(f'\nmsgid "Kalimat {n} {LONG}"\nmsgstr "Sentence {n} {LONG}"\n' for n in range(count))


@pytest.mark.parametrize(
    ("name", "make", "count"),
    [("a.tmx", large_tmx, 104_000), ("a.xlf", large_xliff, 30_000), ("a.csv", large_csv, 50_000), ("a.po", large_po, 30_000)],
    ids=["tmx", "xliff", "csv", "po"],
)  # fmt: skip
def test_a_large_file_is_read_in_constant_memory(
    tmp_path: Path, name: str, make: Callable[[Path, int], None], count: int
) -> None:
    path = tmp_path / name
    make(path, count)
    assert name != "a.tmx" or path.stat().st_size > 50_000_000

    more, speed = measured(tmp_path, path, "read", count)

    assert more < 12  # MB
    assert speed > 6_000  # a third of what a machine of 2024 does at rest, for this one may be busy


@pytest.mark.parametrize(
    ("suffix", "more"), [(".tmx", 12), (".xlf", 12), (".xliff", 12), (".po", 12), (".csv", 12), (".xlsx", 40)]
)
def test_units_are_written_in_constant_memory(tmp_path: Path, suffix: str, more: int) -> None:
    count = {".xlsx": 10_000, ".tmx": 50_000}.get(suffix, 30_000)

    assert measured(tmp_path, tmp_path / f"a{suffix}", "write", count)[0] < more
