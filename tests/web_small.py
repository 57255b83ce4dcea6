"""A small store that every test of the web room can know by heart: six units, seven concepts, some of them hostile."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Evidence, Term, concept_id
from memory.recall import Memory
from memory.stores import open_store
from memory.units import Origin, Unit, unit_id
from web import create_app, opened, settings

FORMULA = '=HYPERLINK("http://evil.example/","klik")'
IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "<script>alert('hujan')</script>"
CEASEFIRE, LANDSLIDE, GREEN_TABLE, HOSTILE, HAZE, ATTACHE, COURT = (
    concept_id("small", name)
    for name in ("ceasefire", "landslide", "green table", "hostile", "haze", "attaché", "court")
)
PAIRS = (
    ("Gencatan senjata mulai berlaku pada hari Minggu.", "The ceasefire takes effect on Sunday."),
    ("Gencatan senjata itu rapuh.", "The halt in fighting is fragile."),
    ("Kedua negara menandatangani perjanjian itu pada 12 Mei.", "The two countries signed the treaty on 12 May."),
    ("🕊 Perdamaian abadi disepakati di sini.", "🕊 Lasting peace was agreed here."),
    (f"Tanah longsor {SCRIPT} menutup jalan.", f"A landslide {SCRIPT} closed the road."),
    ("Mahkamah menolak permohonan kami.", "The court refused our application."),
)


def _units() -> list[Unit]:
    return [
        Unit(unit_id({"id": here, "en": there}), {"id": here, "en": there}, (Origin("kecil.tmx", "kecil.tmx", at),))
        for at, (here, there) in enumerate(PAIRS, start=1)
    ]


def _concepts() -> list[Concept]:
    landslide = Evidence(
        {"id": PAIRS[4][0], "en": PAIRS[4][1]}, {"id": [[0, 13]], "en": [[2, 11]]}, f"{IMAGE}.txt", 3, "u_1"
    )
    return [
        Concept(
            CEASEFIRE,
            (
                Term("id", "gencatan senjata", "preferred", pos="NOUN"),
                Term("en", "ceasefire", "preferred", pos="NOUN", lookup_forms=("cease-fire",)),
                Term("en", "truce", "admitted", pos="NOUN"),
                Term("en", "weapon stop", "forbidden", pos="NOUN"),
            ),
            "approved",
            ("security",),
            {"id": "Penghentian tembak-menembak.", "en": "A stop to the shooting."},
            "Not an armistice.",
        ),
        Concept(
            LANDSLIDE,
            (Term("id", "tanah longsor", "preferred"), Term("en", "landslide", "preferred")),
            evidence=(landslide,),
            occurrences={"berita.txt": 3},
            confidence=0.84,
            why=("aligned",),
        ),
        Concept(GREEN_TABLE, (Term("id", "meja hijau", "preferred"), Term("en", "green table", "preferred"))),
        Concept(HOSTILE, (Term("id", FORMULA, "preferred"), Term("en", IMAGE, "preferred")), "approved", note=SCRIPT),
        Concept(HAZE, (Term("id", "kabut asap", "preferred"),), confidence=0.3, missing=("kabut",)),
        Concept(
            ATTACHE,
            (Term("id", "atase perdagangan", "preferred"), Term("en", "trade attaché", "preferred")),
            "approved",
            ("economy",),
        ),
        Concept(
            COURT,
            (Term("id", "Mahkamah Konstitusi", "preferred", "proper"), Term("en", "Constitutional Court", "preferred")),
            "approved",
            ("law",),
        ),
    ]


def small(directory: Path) -> Path:
    """Make the small store in a directory."""
    return Path(shutil.copytree(_made(), directory, dirs_exist_ok=True))


@functools.cache
def _made() -> Path:
    """One that is made once in a run, to be copied: each batch waits for the disk."""
    place = Path(tempfile.mkdtemp(prefix="padanan-small-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    fill(place / "data")
    return place / "data"


def fill(where: Path | str) -> None:
    """Write the small store to an empty directory or database."""
    with open_store(where) as made:
        Memory(made).remember(_units(), by="tester", why="a small memory")
        glossary = Glossary(made)
        glossary.add(_concepts(), by="tester", why="a small glossary")
        glossary.decide(GREEN_TABLE, Decision("reject", "editor", "A calque."))


@contextmanager
def small_app(directory: Path, **options: object) -> Iterator[Flask]:
    """The app over a new small store."""
    with opened(settings({}, data=small(directory), **options), writable=True) as context:
        yield create_app(context)
