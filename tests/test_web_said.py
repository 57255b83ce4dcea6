"""Problems in the reader's language: every phrase is found, fitted by its own texts alone, and said with all its values."""

from __future__ import annotations

import ast
import errno
import os
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from babel.messages.frontend import parse_mapping_cfg
from babel.util import pathmatch
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import default_exceptions

from memory.errors import Problem
from tests.conftest import ROOT
from web import problems
from web.errors import STATUS
from web.said import Phrase, Said, fitting, said
from web.said import phrases as known

KINDS = {Problem.__name__, *(kind.__name__ for kind in STATUS)}
PAIRS = known("id")
MESSAGES = [english for english, _ in PAIRS]
QUICK = settings(max_examples=300, deadline=None)
PLAIN = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0189-_", min_size=1, max_size=12)
HOSTILE = ("%(name)s", "%s", "{0}", "{name}", "<b>x</b>", "%%", "a, b", ": ", "x is empty.", "\n", "“", "\x00")


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    """Somebody who reads Indonesian."""
    app = Flask("web")
    Babel(app)
    with app.test_request_context(), force_locale("id"):
        yield


def told(text: str) -> str:
    """What the page shows, which is Indonesian."""
    found = said(text)
    assert not found.english, text
    return found.text


def values(phrase: Phrase, like: st.SearchStrategy[str] = PLAIN) -> st.SearchStrategy[dict[str, str]]:
    """Values for the places of a phrase."""
    counts = st.integers(0, 10**9).map(lambda count: f"{count:,}")
    return st.fixed_dictionaries({name: counts if name in phrase.counts else like for name in phrase.names})


def spoken() -> list[Path]:
    """The modules whose problems pages may tell: all that `make translations` does not pass over."""
    with (ROOT / "web/translations/babel.cfg").open(encoding="utf-8") as file:
        methods = parse_mapping_cfg(file)[0]  # type: ignore[no-untyped-call]
    files = [path.relative_to(ROOT) for room in ("memory", "glossary", "web") for path in (ROOT / room).rglob("*.py")]
    read = {path: next(method for pattern, method in methods if pathmatch(pattern, path.as_posix())) for path in files}
    return sorted(path for path, method in read.items() if method != "ignore")


def made(source: str) -> list[int]:
    """The lines on which a module makes problems."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if ast.unparse(call.func).rpartition(".")[2] in KINDS and call.args]


MODULES = spoken()


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_problem_that_a_page_may_tell_is_a_phrase_of_the_catalogue(module: Path) -> None:
    source = (ROOT / module).read_text(encoding="utf-8")
    found = problems.phrases(source)

    assert [line for line in made(source) if line not in dict(found)] == []
    assert {problems.message(phrase) for _, phrase in found} <= {message(phrase) for phrase in MESSAGES}


def message(phrase: Phrase) -> str:
    """A phrase as the catalogue has it."""
    pieces = zip(phrase.names, phrase.texts[1:], strict=True)
    texts = [phrase.texts[0], *(f"%({name}){'d' if name in phrase.counts else 's'}{text}" for name, text in pieces)]
    return "".join(texts)


def test_modules_that_are_passed_over_are_there() -> None:
    """A module that is renamed is not told in English for it."""
    with (ROOT / "web/translations/babel.cfg").open(encoding="utf-8") as file:
        methods = parse_mapping_cfg(file)[0]  # type: ignore[no-untyped-call]
    passed = [pattern for pattern, method in methods if method == "ignore"]

    assert [pattern for pattern in passed if not any(ROOT.glob(pattern.replace("**.py", "**/*.py")))] == []


def filled(like: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Phrase, dict[str, str]]]:
    """A phrase, and values for its places."""
    return st.sampled_from(MESSAGES).flatmap(lambda phrase: st.tuples(st.just(phrase), values(phrase, like)))


def test_a_phrase_is_told_from_every_other() -> None:
    """Where two fit a text, one of them says more of it itself; or both are one phrase, whose values have two names."""
    wrong = []
    for phrase in MESSAGES:
        text = phrase.filled({name: "17" if name in phrase.counts else f"x{name}" for name in phrase.names})
        fits = [found for found, _, _ in fitting(text, PAIRS)]
        wrong += [
            (text, found.texts) for found in fits if found.weight == fits[0].weight and found.texts != phrase.texts
        ]
        wrong += [(text, fits[0].texts)] if fits[0].texts != phrase.texts else []

    assert wrong == []


def test_a_phrase_whose_values_have_two_names_is_said_in_one_way() -> None:
    said_as: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for english, other in PAIRS:
        said_as.setdefault(english.texts, set()).add(other.texts)

    assert [texts for texts, ways in said_as.items() if len(ways) > 1] == []


@QUICK
@given(filled(PLAIN))
def test_a_text_gives_a_phrase_back_with_its_values(case: tuple[Phrase, dict[str, str]]) -> None:
    phrase, given_ = case

    _, other, held = next(fitting(phrase.filled(given_), PAIRS))

    assert list(held.values()) == [given_[name] for name in phrase.names]
    assert all(value in other.filled(held) for value in given_.values())


@QUICK
@given(filled(st.text(max_size=20) | st.sampled_from(HOSTILE)))
def test_whatever_a_value_holds_is_shown(case: tuple[Phrase, dict[str, str]]) -> None:
    """Braces, places, tags, line ends, words of other phrases: a value may be cut elsewhere, and nothing of it is lost."""
    text = case[0].filled(case[1])

    found, other, held = next(fitting(text, PAIRS), (None, None, {}))

    assert found is not None
    assert other is not None
    assert found.filled(held) == text
    assert all(value in other.filled(held) for value in held.values())


@pytest.mark.parametrize("value", ["%(name)s", "%s %%", "{0}", "<b>bold</b>", "a\nb", "is empty.", "x is empty. y"])
def test_hostile_values_are_shown_as_they_are(value: str) -> None:
    assert told(f"{value} is empty.") == f"{value} kosong."


@pytest.mark.parametrize("value", ["2026-99-99T99:99:99", "0001-01-01T00:00:00+14:00", "20261122", "line 7", ""])
def test_what_is_no_time_is_shown_as_it_is(value: str) -> None:
    assert told(f"The token t_1 was revoked at {value}.") == f"Token t_1 dicabut pada {value}."


def test_a_text_that_is_no_phrase_is_shown_as_it_is_and_marked() -> None:
    assert said("The moon is made of cheese.") == Said("The moon is made of cheese.", english=True)


def test_nothing_is_said_of_nothing() -> None:
    assert said("") == Said("")


def test_an_english_page_is_told_the_problem_as_it_is() -> None:
    with force_locale("en"):
        assert said("surat.tmx is empty.") == Said("surat.tmx is empty.")


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("a.tmx is 1,234 MB; the limit is 200 MB.", "a.tmx berukuran 1.234 MB; batasnya 200 MB."),
        ("x is empty. is 1,234 MB; the limit is 200 MB.", "x is empty. berukuran 1.234 MB; batasnya 200 MB."),
        ("“kapal” is no language here.", "“kapal” bukan bahasa yang dikenal di sini."),
        ("A concept that is in_review takes no other in.", "Konsep yang ditinjau tidak dapat menerima gabungan."),
        ("It can be: approve, reject.", "Yang mungkin: Setujui, Tolak."),
        ("The form says “” of version “”.", "Formulir menyebutkan “” untuk versi “”."),
        ("A waiver for a document has to name it.", "Pengecualian untuk dokumen harus menyebutkan namanya."),
        ("A waiver for a project has to name it.", "Pengecualian untuk proyek harus menyebutkan namanya."),
        (
            "2 full terms are preferred in “id”: kapal, perahu.",
            "2 istilah berjenis bentuk lengkap diutamakan dalam “id”: kapal, perahu.",
        ),
        ("Number of documents: 1,234.", "Jumlah dokumen: 1.234."),
        (
            "The import of a.tmx was undone at 2026-11-22T13:14:31.920+00:00.",
            "Impor a.tmx sudah diurungkan pada 22 Nov 2026 13.14.31 UTC.",
        ),
        (
            "The token t_1 was revoked at 2026-01-02T03:04:05.000001+07:00.",
            "Token t_1 dicabut pada 1 Jan 2026 20.04.05 UTC.",
        ),
        ("The concept k_1 was removed by ani on 2026-11-22.", "Konsep k_1 dihapus oleh ani pada 2026-11-22."),
        ("This needs the role admin.", "Ini memerlukan peran pengelola."),
        (
            "a.csv gives nothing: all of its 3 units were skipped; the first, in line 2: its text in id is empty.",
            "a.csv tidak menghasilkan apa-apa: semua unitnya (3) dilewati; yang pertama, pada baris 2: teksnya dalam id"
            " kosong.",
        ),
        (
            "2 files cannot be read, so nothing was done:\n  a.txt is empty. Is it the right file?\n  b.txt: damaged",
            "2 berkas tidak terbaca, jadi tidak ada yang dikerjakan:\n  a.txt kosong. Apakah berkasnya benar?\n"
            "  b.txt: damaged",
        ),
        (
            "“kapal”: A concept needs a term. Say what it is called in one language at least.",
            "“kapal”: Konsep memerlukan istilah. Tuliskan namanya, setidaknya dalam satu bahasa.",
        ),
    ],
)
def test_counts_words_and_phrases_within_a_phrase_are_said_in_the_language(english: str, indonesian: str) -> None:
    assert told(english) == indonesian


@pytest.mark.parametrize("code", [400, 404, 405, 413])
def test_what_the_framework_tells_is_known(code: int) -> None:
    told(str(default_exceptions[code].description))


@pytest.mark.parametrize("code", list(STATUS.values()), ids=lambda status: str(status.value))
def test_what_a_status_is_called_is_known(code: HTTPStatus) -> None:
    told(code.phrase)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS, errno.EIO])
def test_what_the_system_tells_within_a_problem_is_known(number: int) -> None:
    text = f"The file could not be written: {os.strerror(number)}."

    assert os.strerror(number) not in told(text)


def test_a_long_text_takes_no_long_time() -> None:
    """Sixty thousand sentence ends and as many marks that phrases turn on."""
    text = "x, line 1: " * 20_000 + "is in “a” and. is “. " * 20_000
    began = time.process_time()

    said(f"a.txt, line 1: {text}.")
    said(text)

    assert time.process_time() - began < 1
