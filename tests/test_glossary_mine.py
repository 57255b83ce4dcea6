"""The whole walk: files in, proposals out; nothing by halves, nothing twice."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from glossary.lookup import Glossary
from glossary.mine import Progress, mine
from glossary.report import Report
from glossary.terms import Decision
from memory.errors import Invalid
from memory.recall import Memory
from memory.stores import Store, open_store
from tests.conftest import ROOT

CORPUS = ROOT / "seeds" / "corpus"
TREATY = "01-partnership-treaty"
STORY = """\
Pemerintah mengumumkan gencatan senjata di wilayah itu setelah perundingan yang panjang.

Kedua pihak menolak kebijakan hegemonik dan menyepakati bantuan kemanusiaan.
"""
WANTED = {
    "perjanjian kemitraan strategis komprehensif": "comprehensive strategic partnership treaty",
    "Dewan Keamanan PBB": "UN Security Council",
    "tindakan pemaksaan sepihak": "unilateral coercive measures",
}
UNIT = '<tu><tuv xml:lang="en"><seg>{en}</seg></tuv><tuv xml:lang="id"><seg>{id}</seg></tuv></tu>'


@pytest.fixture(params=["empty", "seeded"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store before the articles: an empty one, and one with the seeds mined."""
    if request.param == "seeded":
        shutil.copytree(request.getfixturevalue("seeded"), tmp_path / "data")
    with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A folder with one short Indonesian document of ours."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    return folder


def run(paths: list[Path], store: Store, **more: Any) -> Report:
    """Mine into a store."""
    return mine(paths, memory=Memory(store), glossary=Glossary(store), **more)


def state(store: Store) -> tuple[int, list[Any], list[Any]]:
    """All that a run may change."""
    return store.revision, list(store.records("concept")), list(store.records("unit"))


def pair(folder: Path, name: str = TREATY) -> Path:
    """A folder with one bilingual document of the seeds."""
    folder.mkdir(exist_ok=True)
    for side in ("id", "en"):
        shutil.copy(CORPUS / f"{name}.{side}.txt", folder)
    return folder


def tmx(path: Path, *units: dict[str, str]) -> Path:
    """A TMX file with these units."""
    body = "\n".join(UNIT.format(**unit) for unit in units)
    path.write_text(f'<?xml version="1.0"?>\n<tmx version="1.4"><body>\n{body}\n</body></tmx>\n', encoding="utf-8")
    return path


class TestTheArticles:
    """The five news articles, in Indonesian alone, into an empty store and into a seeded one."""

    def test_the_terms_a_reader_would_mark_are_proposed_with_their_english(
        self, articles: list[Path], start: Store
    ) -> None:
        report = run(articles, start)
        proposed = {c.text: c for c, _, _ in report.candidates}

        assert len(articles) == 5
        for indonesian, english in WANTED.items():
            assert proposed[indonesian].renderings[0] == english
            assert proposed[indonesian].method == "composed"

    def test_a_proposal_says_why(self, articles: list[Path], start: Store) -> None:
        report = run(articles, start)
        wanted = next(c for c, _, _ in report.candidates if c.text == "tindakan pemaksaan sepihak")

        assert set(wanted.why) == {"sepihak → unilateral", "pemaksaan → coercive", "tindakan → measure"}
        assert set(wanted.features) >= {"seen", "alone", "first", "attested"}

    def test_the_yang_form_is_folded_in(self, articles: list[Path], start: Store) -> None:
        run(articles, start)
        hits = Glossary(start).look_up("perjanjian kemitraan strategis yang komprehensif", "id").hits

        assert hits[0].how == "exact"
        assert hits[0].term.type == "variant"
        assert hits[0].concept.terms[0].text == "perjanjian kemitraan strategis komprehensif"
        assert hits[0].concept.in_language("en")[0].text == "comprehensive strategic partnership treaty"

    def test_look_up_finds_it_in_both_directions_at_once(self, articles: list[Path], start: Store) -> None:
        glossary = Glossary(start)
        glossary.warm()
        mine(articles, memory=Memory(start), glossary=glossary)

        for indonesian, english in WANTED.items():
            assert glossary.look_up(indonesian, "id").hits[0].concept.in_language("en")[0].text == english
            assert indonesian in [hit.concept.terms[0].text for hit in glossary.look_up(english, "en").hits]

    def test_a_second_run_changes_nothing(self, articles: list[Path], start: Store) -> None:
        run(articles, start)
        before = state(start)
        counts = run(articles, start).counts()

        assert state(start) == before
        assert (counts["proposed"], counts["strengthened"]) == (0, 0)

    def test_the_report_is_json_and_every_dropped_line_has_a_reason(self, articles: list[Path], start: Store) -> None:
        told = json.loads(json.dumps(run(articles, start).as_json()))
        dropped = [line for document in told["documents"] for line in document["dropped"]]

        assert len(dropped) == told["counts"]["dropped"] > 0
        assert [line for line in dropped if not (line["reason"] and line["why"] and line["line"] >= 1)] == []
        assert all(document["read"] for document in told["documents"])
        assert {document["kind"] for document in told["documents"]} == {"document"}

    def test_page_furniture_and_names_are_not_proposed(self, articles: list[Path], start: Store) -> None:
        proposed = {c.text.casefold() for c, _, _ in run(articles, start).candidates}

        assert not [text for text in proposed if re.search(r"putin|kim jong|baca juga|copyright|rekomendasi|wib", text)]

    def test_evidence_points_at_the_words_in_an_article(self, articles: list[Path], start: Store) -> None:
        report = run(articles, start)
        texts = {path.name: " ".join(path.read_text(encoding="utf-8").split()) for path in articles}

        for candidate, _, _ in report.candidates:
            for place in candidate.evidence:
                ((begin, end),) = place.spans["id"]
                assert (
                    place.texts["id"][begin:end]
                    .split()[0]
                    .casefold()
                    .startswith(candidate.text.split()[0][:3].casefold())
                )
                assert place.texts["id"] in texts[place.document]


class TestNothingByHalves:
    """A run that cannot be finished has done nothing."""

    def test_a_bad_file_among_good_ones_changes_nothing(self, story: Path, store: Store) -> None:
        pair(story)
        (story / "bad.txt").write_bytes(b"\x89PNG\r\n")
        before = state(store)

        with pytest.raises(Invalid, match=r"bad\.txt is a PNG picture, not text\."):
            run([story], store)
        assert state(store) == before

    def test_a_tmx_that_breaks_off_changes_nothing(self, story: Path, store: Store) -> None:
        whole = tmx(story / "a.tmx", {"id": "Perjanjian itu berlaku.", "en": "The treaty is in force."})
        whole.write_text(whole.read_text(encoding="utf-8").replace("</body></tmx>", ""), encoding="utf-8")
        before = state(store)

        with pytest.raises(Invalid, match=r"a\.tmx is not well-formed: line \d+"):
            run([story], store)
        assert state(store) == before

    def test_a_term_list_with_a_bad_header_changes_nothing(self, story: Path, store: Store) -> None:
        (story / "z.csv").write_text("key,id,id_admitted,colour\nk,sanksi,sanction,red\n", encoding="utf-8")
        before = state(store)

        with pytest.raises(Invalid, match=r"z\.csv is a table with the columns key, id, id_admitted, colour"):
            run([story], store)
        assert state(store) == before

    def test_a_bad_row_in_a_term_list_is_reported_and_the_others_are_taken(self, story: Path, store: Store) -> None:
        (story / "z.csv").write_text("key,id,en\nk,sanksi,sanction\nk,pakta,pact\n", encoding="utf-8")
        (found,) = (file for file in run([story], store).files if file.path.endswith("z.csv"))

        assert found.skipped == [{"line": 3, "why": "the key “k” is in line 2 already"}]
        assert found.concepts == {"new": 1, "unchanged": 0}

    @pytest.mark.parametrize(("stage", "at"), [("read", 0), ("read", 1), ("remember", 0)])
    def test_a_run_interrupted_before_all_is_read_has_done_nothing(
        self, stage: str, at: int, story: Path, store: Store
    ) -> None:
        pair(story)
        before = state(store)

        with pytest.raises(KeyboardInterrupt):
            run([story], store, progress=interrupting(stage, at))
        assert state(store) == before
        assert run([story], store).counts()["proposed"] > 0


class TestNothingTwice:
    """What is known gains evidence, or is left."""

    def test_a_pair_mined_again_adds_no_unit_and_no_concept(self, tmp_path: Path, store: Store) -> None:
        first = run([pair(tmp_path / "in")], store).counts()
        before = state(store)
        second = run([tmp_path / "in"], store).counts()

        assert first["units_created"] > 0
        assert state(store) == before
        assert (second["units_created"], second["units_updated"]) == (0, 0)
        assert second["units_unchanged"] == first["units_created"]

    def test_a_pair_mined_again_after_others_changes_nothing(self, tmp_path: Path, store: Store) -> None:
        here, others = pair(tmp_path / "a"), tmp_path / "b"
        for path in sorted(CORPUS.glob("0[2-9]-*.id.txt")):
            pair(others, path.name.removesuffix(".id.txt"))
        run([here], store)
        run([others], store)
        before = state(store)
        run([here], store)

        assert state(store) == before

    def test_an_approved_concept_gains_evidence_instead_of_a_twin(self, story: Path, store: Store) -> None:
        (story / "list.csv").write_text("key,id,en\ngs,gencatan senjata,ceasefire\n", encoding="utf-8")
        report = run([story], store)
        glossary = Glossary(store)
        (known,) = glossary.concepts("approved")

        assert [o for c, _, o in report.candidates if c.text == "gencatan senjata"] == ["known"]
        assert (known.occurrences, len(known.evidence)) == ({"story.txt": 1}, 1)
        assert [hit.concept.id for hit in glossary.look_up("gencatan senjata", "id").hits] == [known.id]

    def test_nor_does_a_glossary_that_was_asked_before(self, story: Path, store: Store) -> None:
        (story / "list.csv").write_text("key,id,en\ngs,gencatan senjata,ceasefire\n", encoding="utf-8")
        glossary = Glossary(store)
        glossary.warm()
        mine([story], memory=Memory(store), glossary=glossary)

        assert len([c for c in glossary.concepts() if c.terms[0].text == "gencatan senjata"]) == 1

    def test_a_rejected_candidate_comes_back_only_with_new_evidence(self, story: Path, store: Store) -> None:
        memory, glossary = Memory(store), Glossary(store)
        mine([story], memory=memory, glossary=glossary)
        (hit,) = glossary.look_up("kebijakan hegemonik", "id").hits
        glossary.decide(hit.concept.id, Decision("reject", "ani", "no term"))

        assert mine([story], memory=memory, glossary=glossary).counts()["rejected"] == 1
        assert glossary.get(hit.concept.id).lifecycle == "rejected"
        (story / "more.txt").write_text(
            "Mereka mengecam kebijakan hegemonik negara itu sejak lama.\n", encoding="utf-8"
        )
        mine([story], memory=memory, glossary=glossary)
        assert glossary.get(hit.concept.id).lifecycle == "proposed"


class TestEveryKindOfFile:
    """What each kind of file brings."""

    def test_a_tmx_of_a_client_brings_units_and_aligned_candidates(
        self, shared: Path, tmp_path: Path, store: Store
    ) -> None:
        sides = [(shared / "corpora" / "tico19" / f"tico19.{side}").open(encoding="utf-8") for side in ("id", "en")]
        with sides[0] as here, sides[1] as there:
            lines = [tuple(map(escaped, pair)) for pair in islice(zip(here, there, strict=True), 200)]
        file = tmx(tmp_path / "client.tmx", *({"id": i, "en": e} for i, e in lines))
        counts = run([file], store).counts()
        before = state(store)
        memory = Memory(store)

        assert counts["units_created"] + counts["units_unchanged"] + counts["units_updated"] + counts["skipped"] == 200
        assert len(memory) == counts["units_created"] > 190
        assert {u.status for u in memory.units()} == {"confirmed"}
        assert {o.kind for u in memory.units() for o in u.origin} == {"human"}
        assert {c.why[0] for c in Glossary(store).concepts("proposed")} == {"aligned"}
        run([file], store)
        assert state(store) == before

    def test_words_are_translated_as_the_memory_translates_them(
        self, tmp_path: Path, story: Path, store: Store
    ) -> None:
        (story / "story.txt").write_text("Mereka membeli kapal dagang kuno itu kemarin siang.\n", encoding="utf-8")
        (before,) = [c.renderings[0] for c, _, _ in run([story], store).candidates if c.text == "kapal dagang kuno"]
        pairs = [{"id": f"Kapal {k} itu karam.", "en": f"The vessel {k} sank."} for k in range(12)]
        run([tmx(tmp_path / "a.tmx", *pairs)], store)
        (after,) = [c.renderings[0] for c, _, _ in run([story], store).candidates if c.text == "kapal dagang kuno"]

        assert before.endswith("ship")
        assert after.endswith("vessel")

    def test_a_doubted_pair_is_remembered_reported_and_not_mined(self, tmp_path: Path, store: Store) -> None:
        good = {"id": "Ia menolak kebijakan hegemonik.", "en": "He rejects the hegemonic policy."}
        bad = {
            "id": "Ada kapal perang di 12 pelabuhan pada 1999 dan 2004.",
            "en": "There are warships in 40 ports and 7 bays.",
        }
        report = run([tmx(tmp_path / "a.tmx", good, bad)], store)

        assert report.files[0].doubted == [{"texts": bad, "doubts": ["number_mismatch"]}]
        assert len(Memory(store)) == 2
        assert [c.text for c, _, _ in report.candidates] == ["kebijakan hegemonik"]

    def test_a_unit_without_both_languages_is_skipped_with_its_line(self, tmp_path: Path, store: Store) -> None:
        file = tmx(tmp_path / "a.tmx", {"id": "", "en": "Yes."}, {"id": "Ia menolak.", "en": "He refuses."})
        report = run([file], store)

        assert report.files[0].skipped == [{"line": 3, "why": "its text in id is empty"}]
        assert report.counts()["units_created"] == 1

    def test_a_pair_is_aligned_and_says_so(self, tmp_path: Path, store: Store) -> None:
        report = run([pair(tmp_path / "in")], store)
        (file,) = report.files

        assert (file.kind, file.language) == ("pair", "id+en")
        assert file.aligned == file.units["created"] > 15
        assert {(u.status, *(o.kind for o in u.origin)) for u in Memory(store).units()} == {("draft", "aligned")}
        assert {c.method for c, _, _ in report.candidates} == {"aligned"}

    def test_a_dictionary_of_ones_own_is_used_in_the_run_that_brings_it(self, story: Path, store: Store) -> None:
        (story / "story.txt").write_text(
            "Kedua pihak menolak kebijakan pezwargonan yang disepakati itu.\n", encoding="utf-8"
        )
        without = run([story], store)
        (story / "a.tsv").write_text("indonesian\tpos\tenglish\npezwargonan\tNOUN\tzwargonisation\n", encoding="utf-8")
        with_ = run([story], store)

        assert [(c.text, c.missing) for c in without.unsure] == [("kebijakan pezwargonan", ("pezwargonan",))]
        assert without.as_json()["without_english"] == [
            {"id": "kebijakan pezwargonan", "missing": ["pezwargonan"], "seen": 1}
        ]
        assert [(c.text, c.renderings[0]) for c, _, _ in with_.candidates] == [
            ("kebijakan pezwargonan", "zwargonisation policy")
        ]

    def test_what_has_no_english_is_reported_and_not_proposed(self, story: Path, store: Store) -> None:
        (story / "story.txt").write_text(
            "Kedua pihak menolak kebijakan pezwargonan yang disepakati itu.\n", encoding="utf-8"
        )
        counts = run([story], store).counts()

        assert (counts["proposed"], counts["without_english"], len(Glossary(store))) == (0, 1, 0)

    def test_an_english_document_alone_proposes_nothing_and_bears_witness(self, story: Path, store: Store) -> None:
        (story / "story.txt").write_text(
            "Kedua pihak menyepakati gencatan senjata sementara di wilayah itu.\n", encoding="utf-8"
        )
        text = "They said that the interim ceasefire, which is an interim ceasefire, will be signed before the talks.\n"
        (story / "en.txt").write_text(text * 20, encoding="utf-8")
        report = run([story], store)

        assert [(c.text, c.renderings[0]) for c, _, _ in report.candidates] == [
            ("gencatan senjata sementara", "interim ceasefire")
        ]

    def test_the_report_names_what_was_passed_over(self, story: Path, store: Store) -> None:
        (story / "README.md").write_text("x", encoding="utf-8")
        told = run([story], store).as_json()["passed_over"]

        assert told == [{"path": str(story / "README.md"), "why": "about the folder, not in it"}]

    def test_counts_add_up(self, story: Path, store: Store) -> None:
        report = run([pair(story)], store)
        counts = report.counts()
        outcomes = ("proposed", "strengthened", "known", "unchanged", "rejected")

        assert counts["files"] == 2
        assert sum(counts[name] for name in outcomes) == len(report.candidates)
        assert counts["proposed"] == len(Glossary(store))
        assert counts["aligned"] == len(Memory(store))

    def test_one_who_mines_is_named_in_the_history(self, story: Path, store: Store) -> None:
        run([story], store, by="ani")
        glossary = Glossary(store)

        assert {glossary.history(c.id)[0]["by"] for c in glossary.concepts()} == {"ani"}


def interrupting(stage: str, at: int) -> Progress:
    """Progress that interrupts when a stage has got so far."""

    def interrupt(here: str, done: int, _: int) -> None:
        if here == stage and done >= at:
            raise KeyboardInterrupt

    return interrupt


def escaped(text: str) -> str:
    """A line as the text of an XML element."""
    return text.strip().replace("&", "&amp;").replace("<", "&lt;")
