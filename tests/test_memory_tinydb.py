"""
TinyDB over the journal: what TinyDB promises, made durable, and what it costs.

TinyDB's own tests run on `JournalDB` in `tests/tinydb_suite/`; these are about what TinyDB leaves to its storage.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import increment
from tinydb.table import Document

from memory.errors import Invalid, Unavailable
from memory.stores import Change
from memory.stores.files.draft import Layer
from memory.stores.files.storage import JournalStorage
from memory.stores.files.tables import JournalDB, JournalTable
from memory.stores.journal import JournalStore


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a test's database lies."""
    return tmp_path / "db"


@pytest.fixture
def db(place: Path) -> Iterator[JournalDB]:
    """A database with three documents: air, api, angin."""
    with JournalDB(place) as database:
        database.insert_multiple({"text": text, "uses": 0} for text in ("air", "api", "angin"))
        yield database


def lines(place: Path) -> list[list[Any]]:
    """What each line of the journal changes."""
    journal = (place / "journal.1.jsonl").read_bytes()
    return [json.loads(line.split(b" ", 2)[2])["c"] for line in journal.splitlines()]


def reopened(place: Path, db: JournalDB) -> list[Document]:
    """The documents of the default table, once the database has been closed and opened again."""
    db.close()
    with JournalDB(place) as again:
        return again.all()


def test_every_kind_of_change_is_there_after_reopening(place: Path, db: JournalDB) -> None:
    db.insert({"text": "atap"})
    db.insert(Document({"text": "awan"}, doc_id=12))
    db.update({"uses": 1}, where("text") == "api")
    db.update_multiple([(increment("uses"), where("text") == "api")])
    db.upsert({"text": "angin", "uses": 9}, where("text") == "angin")
    db.upsert({"text": "asap"}, where("text") == "asap")
    db.remove(doc_ids=[1])
    expected = {
        2: {"text": "api", "uses": 2},
        3: {"text": "angin", "uses": 9},
        4: {"text": "atap"},
        12: {"text": "awan"},
        13: {"text": "asap"},
    }

    assert {document.doc_id: document for document in db} == expected
    assert {document.doc_id: document for document in reopened(place, db)} == expected


def test_ids_go_on_after_reopening(place: Path, db: JournalDB) -> None:
    db.close()

    with JournalDB(place) as again:
        assert again.insert({"text": "atap"}) == 4


def test_dropped_and_emptied_tables_stay_so(place: Path, db: JournalDB) -> None:
    for name in ("dropped", "emptied", "kept"):
        db.table(name).insert({"text": name})
    db.drop_table("dropped")
    db.table("emptied").truncate()
    db.table("new", persist_empty=True)
    db.close()

    with JournalDB(place) as again:
        assert again.tables() == {"_default", "emptied", "kept", "new"}
        assert again.table("emptied").all() == []
        again.drop_tables()
        assert again.tables() == set()
    with JournalDB(place) as again:
        assert again.tables() == set()


def test_a_call_is_one_line_of_the_journal_and_holds_only_what_changed(place: Path, db: JournalDB) -> None:
    db.update({"uses": 1}, where("text") == "api")
    db.update({"uses": 1}, where("text") == "api")
    db.remove(where("text") == "air")

    assert lines(place) == [
        [["_default", str(id), {"text": text, "uses": 0}] for id, text in ((1, "air"), (2, "api"), (3, "angin"))],
        [["_default", "2", {"text": "api", "uses": 1}]],
        [["_default", "1", None]],
    ]


def test_opening_asking_and_closing_write_nothing(place: Path, db: JournalDB) -> None:
    db.close()
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    with JournalDB(place) as again:
        again.search(where("text") == "air")
        again.get(doc_id=1)
        again.update({"uses": 1}, where("text") == "not there")

    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


def test_an_update_that_fails_halfway_changes_no_document(place: Path, db: JournalDB) -> None:
    def fail_at_the_last(document: MutableMapping[str, Any]) -> None:
        document["uses"] += 1
        if document["text"] == "angin":
            raise LookupError

    before = db.all()
    with pytest.raises(LookupError):
        db.update(fail_at_the_last)

    assert db.all() == before
    assert reopened(place, db) == before


def test_a_change_deep_inside_a_document_is_durable(place: Path, db: JournalDB) -> None:
    def doubt(document: MutableMapping[str, Any]) -> None:
        document["doubts"]["length"].append(2)

    id = db.insert({"doubts": {"length": [1]}})
    db.update(doubt, doc_ids=[id])

    assert db.get(doc_id=id) == {"doubts": {"length": [1, 2]}}
    assert reopened(place, db)[-1] == {"doubts": {"length": [1, 2]}}


def test_a_change_deep_inside_a_document_is_taken_back_when_the_update_fails(db: JournalDB) -> None:
    def fail(document: MutableMapping[str, Any]) -> None:
        document["doubts"].append(2)
        raise LookupError

    id = db.insert({"doubts": [1]})
    with pytest.raises(LookupError):
        db.update(fail, doc_ids=[id])

    assert db.get(doc_id=id) == {"doubts": [1]}


def test_a_document_keeps_nothing_of_the_one_that_was_inserted(db: JournalDB) -> None:
    document = {"doubts": [1]}
    id = db.insert(document)
    document["doubts"].append(2)

    assert db.get(doc_id=id) == {"doubts": [1]}


def test_a_call_refused_inside_an_update_takes_only_itself_back(place: Path, db: JournalDB) -> None:
    def update(documents: Any) -> None:
        documents[1] = {"text": "atap"}
        with pytest.raises(TypeError):
            db.insert_multiple([{"text": "awan"}, {"text": {"not json"}}])
        documents[2] = {"text": "asap"}
        assert (documents[1]["text"], documents[2]["text"]) == ("atap", "asap")

    db.table(db.default_table_name)._update_table(update)

    assert [document["text"] for document in db] == ["atap", "asap", "angin"]
    assert [document["text"] for document in reopened(place, db)] == ["atap", "asap", "angin"]


def test_looking_up_by_id_and_counting_copy_no_table(db: JournalDB, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(layer: Layer) -> None:
        pytest.fail("the whole table was copied")

    monkeypatch.setattr(Layer, "copy", copy)

    assert db.get(doc_id=2) == {"text": "api", "uses": 0}
    assert db.contains(doc_id=2)
    assert len(db) == 3
    assert db.insert({"text": "atap"}) == 4
    assert db.update({"uses": 1}, doc_ids=[4]) == [4]
    assert db.remove(doc_ids=[4]) == [4]


def test_an_iteration_does_not_mind_what_is_written_meanwhile(db: JournalDB) -> None:
    texts = []
    for document in db:
        texts.append(document["text"])
        db.insert({"text": "new"})

    assert texts == ["air", "api", "angin"]
    assert len(db) == 6


def at_once(do: Callable[[], object]) -> None:
    """Do the same thing in eight threads that start together."""
    start = Barrier(8)
    threads = [Thread(target=lambda: (start.wait(), do())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def slowed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let other threads have their turn after this step of a table's, so that two steps that should be one show."""
    step = getattr(JournalTable, name)

    def slow(*args: Any, **options: Any) -> Any:
        answer = step(*args, **options)
        time.sleep(0.005)
        return answer

    monkeypatch.setattr(JournalTable, name, slow)


def test_inserts_of_many_threads_have_ids_of_their_own(
    place: Path, db: JournalDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.close()
    slowed(monkeypatch, "_read_table")
    ids: list[int] = []
    with JournalDB(place) as again:
        at_once(lambda: ids.extend(again.insert({"text": "new"}) for _ in range(25)))

        assert sorted(ids) == list(range(4, 204))
        assert len(again) == 203


def test_upserts_of_many_threads_insert_once(db: JournalDB, monkeypatch: pytest.MonkeyPatch) -> None:
    slowed(monkeypatch, "update")
    at_once(lambda: db.upsert({"text": "atap"}, where("text") == "atap"))

    assert db.count(where("text") == "atap") == 1


def test_a_cached_query_is_asked_again_after_a_change_past_the_table(place: Path) -> None:
    with JournalStore(place) as store, JournalStore(place, writable=False) as reader:
        used = Query().uses > 0
        table, elsewhere = store.db.table("unit"), reader.db.table("unit")
        assert (table.search(used), elsewhere.search(used)) == ([], [])
        store.write([Change("unit", "air", {"uses": 1})])
        assert table.search(used) == [{"uses": 1}]
        assert elsewhere.search(used) == []
        reader.refresh()
        assert elsewhere.search(used) == [{"uses": 1}]
        with store.batch():
            store.write([Change("unit", "air", {"uses": 2})])
            assert table.search(used) == [{"uses": 2}]
            store.write([Change("unit", "air", {"uses": 0})])
            assert table.search(used) == []

        assert table.search(used) == []


def test_a_query_cached_inside_a_batch_that_is_broken_off_is_forgotten(place: Path) -> None:
    def broken_off(store: JournalStore) -> None:
        with store.batch():
            store.write([Change("unit", "air", {"uses": 2})])
            assert store.db.table("unit").search(Query().uses == 2) == [{"uses": 2}]
            raise LookupError

    with JournalStore(place) as store:
        store.write([Change("unit", "air", {"uses": 1})])
        with pytest.raises(LookupError):
            broken_off(store)

        assert store.db.table("unit").search(Query().uses == 2) == []
        with store.batch():
            with pytest.raises(LookupError):
                broken_off(store)
            assert store.db.table("unit").search(Query().uses == 2) == []


def test_a_stores_records_are_tinydb_documents_under_their_own_ids(place: Path) -> None:
    with JournalStore(place) as store:
        store.write([Change("unit", "u-1", {"text": "air"}), Change("unit", "u-2", {"text": "api"})])
        (found,) = store.db.table("unit").search(where("text") == "api")
        store.db.table("unit").update({"uses": 1}, where("text") == "air")

        assert (found, found.doc_id) == ({"text": "api"}, "u-2")
        assert store.get("unit", "u-1") == {"text": "air", "uses": 1}
        assert store.revision == 2


def test_a_record_needs_an_id_from_its_caller(place: Path) -> None:
    with JournalStore(place) as store:
        with pytest.raises(Invalid, match="without an id"):
            store.db.table("unit").insert({"text": "air"})
        store.db.table("unit").insert(Document({"text": "air"}, doc_id="u-1"))  # type: ignore[arg-type]  # TinyDB says int

        assert store.get("unit", "u-1") == {"text": "air"}


def test_a_reading_process_cannot_change_a_table(place: Path, db: JournalDB) -> None:
    with JournalDB(place, writable=False) as reader:
        with pytest.raises(Unavailable, match="for reading only"):
            reader.insert({"text": "atap"})

        assert len(reader) == 3


def test_a_plain_tinydb_on_the_journal_is_refused_rather_than_half_written(place: Path, db: JournalDB) -> None:
    db.close()
    with TinyDB(place, storage=JournalStorage) as plain:
        assert len(plain) == 3
        with pytest.raises(TypeError, match="use it with a JournalTable"):
            plain.insert({"text": "atap"})

    with JournalDB(place) as again:
        assert len(again) == 3
