"""
TinyDB over the journal, by TinyDB's own extension points.

`JournalDB` is a TinyDB whose tables write single documents: `JournalTable` overrides `_read_table`, through which every
query reads, and `_update_table`, through which every change goes. A query still looks at every document, as TinyDB's
do; what is looked up by id is found at once, and a change costs what it changes. Any thread may call anything.

`RecordDB` has tables whose ids are strings that the caller chooses: those of `JournalStore`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import partial
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from memory.errors import Invalid
from memory.stores.base import Record
from memory.stores.files.draft import Draft
from memory.stores.files.storage import JournalStorage


class JournalTable(Table):
    """A TinyDB table, durable with every call. Queries are cached until the next change, whoever makes it."""

    _storage: JournalStorage
    _cached_at = -1

    def insert(self, document: Mapping[str, Any]) -> int:
        """TinyDB's; the next free id and the document that takes it are one step."""
        with self._storage.lock:
            return super().insert(document)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """TinyDB's; the update, and the insert where there is nothing to update, are one step."""
        with self._storage.batch():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """TinyDB's; a cached answer is given only while the store stands at the revision that it was found at."""
        with self._storage.lock:
            revision = -1 if self._storage.drafting else self._storage.revision
            if revision != self._cached_at or revision < 0:  # what a draft holds may be taken back at any moment
                self.clear_cache()
            self._cached_at = revision
            return super().search(cond)

    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        # A mapping that copies only when it is iterated, so that get(doc_id=…) and len() cost the same at any size.
        return cast(dict[str, Mapping[Any, Any]], self._storage.layer(self.name))

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        with self._storage.batch() as draft:
            documents = Documents(self._storage, self.name, self.document_id_class, draft)
            updater(cast(dict[Any, Any], documents))
            documents.settle()
        self.clear_cache()


class RecordTable(JournalTable):
    """A table whose ids are strings, chosen by the caller."""

    document_id_class = str  # type: ignore[assignment]  # an extension point of TinyDB's, which annotates it as int

    def put(self, changes: Iterable[tuple[str, Record | None]]) -> None:
        """Set each of these records, whole, or forget it where it is None; all or none."""

        def updater(documents: Any) -> None:
            for id, record in changes:
                try:
                    documents.put(id, record)
                except TypeError as error:
                    raise Invalid(
                        f"The {self.name} {id!r} cannot be stored: {error}.",
                        hint="A record holds strings, numbers, booleans, null, lists and objects with string keys.",
                        kind=self.name,
                        id=id,
                    ) from error

        self._update_table(updater)

    def _get_next_id(self) -> int:
        raise Invalid(
            f"A record for the table {self.name!r} came without an id.",
            hint="Choose one: put() it, or insert tinydb.table.Document(record, doc_id=id).",
        )


class JournalDB(TinyDB):
    """TinyDB in a directory of its own: `JournalDB(path)` keeps what is inserted, whatever happens to the process."""

    default_storage_class = JournalStorage  # type: ignore[assignment]  # the extension point is annotated as JSONStorage
    table_class = JournalTable

    @property
    def storage(self) -> JournalStorage:
        """The journal below."""
        return cast(JournalStorage, self._storage)

    def table(self, name: str, **options: Any) -> Table:
        """TinyDB's; the same table for every thread."""
        if name in self._tables:
            return self._tables[name]
        with self.storage.lock:
            return super().table(name, **options)

    def drop_tables(self) -> None:
        """TinyDB's; reading what to drop and dropping it are one step."""
        with self.storage.lock:
            super().drop_tables()

    def drop_table(self, name: str) -> None:
        """TinyDB's; reading what to drop and dropping it are one step."""
        with self.storage.lock:
            super().drop_table(name)


class RecordDB(JournalDB):
    """A JournalDB whose tables hold records under string ids."""

    table_class = RecordTable


class Documents(MutableMapping[Any, "Editable"]):
    """A table as a TinyDB updater wants it: documents by id, to be changed in place. A draft hears of each change."""

    def __init__(self, storage: JournalStorage, name: str, id_class: Callable[[str], Any], draft: Draft) -> None:
        self._name = name
        self._id_class = id_class
        self._draft = draft
        self._records = storage.layer(name)
        self._edited: dict[Any, Editable] = {}

    def put(self, id: Any, record: Mapping[str, Any] | None) -> None:
        """Set a document, whole, or forget it."""
        self._edited.pop(id, None)
        self._draft.put(self._name, str(id), None if record is None else dict(record))

    def settle(self) -> None:
        """Tell the draft of documents changed in place, and of the table itself if it is new."""
        for id, document in list(self._edited.items()):
            if document.record != self._records[str(id)]:
                self.put(id, document.record)
        if not self._draft.names.get(self._name, self._records.exists):
            self._draft.put(self._name, None, {})

    def __getitem__(self, id: Any) -> Editable:
        """The document, to be changed in place before the updater returns; KeyError if there is none."""
        if id in self._edited:
            return self._edited[id]
        return Editable(self._records[str(id)], partial(self._edited.setdefault, id))

    def __setitem__(self, id: Any, document: Mapping[str, Any]) -> None:
        """Set a document, whole."""
        self.put(id, document)

    def __delitem__(self, id: Any) -> None:
        """Forget a document; KeyError if there is none."""
        self._records[str(id)]
        self.put(id, None)

    def __contains__(self, id: object) -> bool:
        """Whether there is such a document."""
        return str(id) in self._records

    def __iter__(self) -> Iterator[Any]:
        """The ids as they are at this moment."""
        return map(self._id_class, self._records)

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._records)

    def clear(self) -> None:
        """Forget every document."""
        for id in self:
            self.put(id, None)


class Editable(MutableMapping[str, Any]):
    """
    One record that may be edited: the first step that could change it says so.

    An update by condition looks at every document of a table and changes few; only those are held and compared.
    """

    def __init__(self, record: Record, touched: Callable[[Editable], object]) -> None:
        self.record = record
        self._touched: Callable[[Editable], object] | None = touched

    def __getitem__(self, key: str) -> Any:
        """The value; a list or an object within could be changed by whoever holds it, so that counts as a change."""
        if isinstance(self.record[key], (dict, list)):
            self._touch()
        return self.record[key]

    def __setitem__(self, key: str, value: Any) -> None:
        """Change it."""
        self._touch()
        self.record[key] = value

    def __delitem__(self, key: str) -> None:
        """Change it."""
        self._touch()
        del self.record[key]

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(self.record)

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self.record)

    def _touch(self) -> None:
        if self._touched:
            self._touched(self)
            self._touched = None
