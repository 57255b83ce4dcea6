"""Places in a cleaned text, and in the text as it was sent."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.recall import Memory
from memory.text import clean, squeeze
from memory.trace import Trace, cleaned, squeezed
from memory.units import Unit, unit_id

PIECES = [
    "Sidang",
    "kafé",
    "raya",
    "23",
    ".",
    ",",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\u00ad",
    "\u200b",
    "\ufeff",
    "\u2029",
    "😀",
    "한",
]
SENT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def read(trace: Trace, sent: str, start: int, end: int) -> str:
    """What stands in the sent text where the cleaned one has a place."""
    first, last = trace.back((start, end))
    return sent[first:last]


@given(SENT | st.text(max_size=20), st.sampled_from(["NFC", "NFD", None]))
@settings(max_examples=300, deadline=None)
def test_the_traced_text_is_the_cleaned_text_and_places_rise(sent: str, form: str | None) -> None:
    sent = unicodedata.normalize(form, sent) if form else sent  # type: ignore[arg-type]
    for trace, text in ((cleaned(sent), squeeze(clean(sent))), (squeezed(sent), squeeze(sent))):
        places = [trace.back((at, at + 1)) for at in range(len(text))]

        assert trace.text == text
        assert all(0 <= start < end <= len(sent) for start, end in places)
        assert places == sorted(places)


@given(SENT, st.sampled_from(["NFC", "NFD"]), st.data())
@settings(max_examples=300, deadline=None)
def test_any_slice_reads_the_same_where_it_was_sent(sent: str, form: str, data: st.DataObject) -> None:
    sent = unicodedata.normalize(form, sent)  # type: ignore[arg-type]
    trace = cleaned(sent)
    start = data.draw(st.integers(0, len(trace.text)))
    end = data.draw(st.integers(start, len(trace.text)))

    assert squeeze(clean(read(trace, sent, start, end))) == squeeze(trace.text[start:end])


@pytest.mark.parametrize(
    ("sent", "text", "place", "there"),
    [
        ("  Sidang  raya", "Sidang raya", (7, 11), (10, 14)),
        ("kafe\u0301 itu", "kafé itu", (0, 4), (0, 5)),
        ("\ufeffper\u00adjanjian.", "perjanjian.", (0, 10), (1, 12)),
        ("\u1112\u1161\u11ab a", "한 a", (2, 3), (4, 5)),
        ("x\u0301\u0302y", "x\u0301\u0302y", (3, 4), (3, 4)),
        ("", "", (0, 0), (0, 0)),
        ("\u200b ", "", (0, 0), (0, 0)),
        ("a ", "a", (1, 1), (1, 1)),
    ],
)
def test_a_place_leads_back(sent: str, text: str, place: tuple[int, int], there: tuple[int, int]) -> None:
    trace = cleaned(sent)

    assert (trace.text, trace.back(place)) == (text, there)


WORDS = ["Beliau", "membuka", "sidang", "kafé", "raya", "fisika", "12", "."]
GAPS = st.sampled_from([" ", "  ", "\n", " \u200b", "\t "])


@st.composite
def spaced(draw: st.DrawFn) -> str:
    """A sentence as people paste it."""
    chosen = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7))
    text = "".join(draw(GAPS) + word for word in chosen) + draw(st.sampled_from(["", " ", "\r\n"]))
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)  # type: ignore[arg-type]


@given(known=spaced(), sent=spaced())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_steps_of_a_difference_rebuild_both_texts(memory: Memory, known: str, sent: str) -> None:
    """The places are those of the text that was sent, and of `source` as it is answered."""
    kept = clean(known)
    one = Unit(unit_id({"id": kept, "en": "x"}), {"id": kept, "en": "x"})
    memory.forget([unit.id for unit in memory.units()])
    memory.remember([one])

    for match in memory.recall(sent, "id", min_score=0):
        query = " ".join(sent[slice(*step.query)] for step in match.diff)
        source = " ".join(match.source[slice(*step.match)] for step in match.diff)
        assert squeeze(clean(query)) == squeeze(clean(sent))
        assert squeeze(source) == squeeze(kept)
        for step in match.diff:
            here, there = sent[slice(*step.query)], match.source[slice(*step.match)]
            assert step.kind != "equal" or squeeze(clean(here)) == squeeze(there)
            assert here == here.strip() and there == there.strip()
    assert memory.get(one.id) == replace(one, created=memory.get(one.id).created, changed=memory.get(one.id).changed)
