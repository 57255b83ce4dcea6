"""Files to mine, all their words ours, and runs of the miner over them."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web_desk import ENGLISH, page
from web.context import Context
from web.jobs import Job, Progress

LONG = 60.0
INDONESIAN = """Perundingan Damai Dimulai

Juru bicara kementerian mengatakan perundingan damai dimulai pada hari Senin.

Kedua pihak akan membahas gencatan senjata permanen dan pertukaran tawanan perang.

Perjanjian perbatasan ditandatangani oleh 14 gubernur dan 3 menteri.

Pertukaran tawanan perang akan diawasi oleh pengamat.
"""
TRANSLATED = """Peace Talks Begin

A ministry spokesperson said the peace talks began on Monday.

Both sides will discuss a permanent ceasefire and an exchange of prisoners of war.

The border treaty was signed by 20 mayors and 8 envoys in 2031.

The exchange of prisoners of war will be watched by observers.
"""
ALONE = """Menteri Tinjau Perbatasan

Menteri meninjau pos perbatasan pada hari Selasa. Ia memuji kerja sama keamanan maritim kedua negara.

Baca juga: Harga Beras Naik di Pasar Induk

Kerja sama keamanan maritim itu mencakup patroli laut bersama.
"""
FILES = {"damai.id.txt": INDONESIAN, "damai.en.txt": TRANSLATED, "berita.txt": ALONE}


def context(app: Flask) -> Context:
    """What the app stands on."""
    found: Context = app.extensions["padanan"]
    return found


def sent_files(client: FlaskClient, files: dict[str, str], **more: Any) -> TestResponse:
    """The answer to files that a browser sends from the page."""
    proofs = page(client.get("/mine", headers=ENGLISH)).xpath("//form[@id='mining']//input[@name='csrf']/@value")
    given = [(io.BytesIO(text.encode()), name) for name, text in files.items()]
    data = {"csrf": proofs[0] if proofs else "", "files": given}
    return client.post("/mine", data=data, content_type="multipart/form-data", headers={**ENGLISH, **more})


def ended(app: Flask, path: str) -> Job:
    """The job of a page when it has ended."""
    until, id_ = time.monotonic() + LONG, path.rpartition("/")[2]
    while not (job := context(app).jobs.get(id_)).over:
        assert time.monotonic() < until, job
        time.sleep(0.02)
    return job


@contextmanager
def held(app: Flask) -> Iterator[threading.Event]:
    """Runs that stand still in the middle until the event is set, and find nothing; none of them is left at the end."""
    go_on = threading.Event()

    def work(job: Job, files: Sequence[Path], progress: Progress, **_: object) -> dict[str, Any]:
        progress("extract", 20, 80)
        while not go_on.wait(0.02):
            progress("extract", 20, 80)
        progress("propose", 1, 1)
        return {"counts": {}, "documents": []}

    with patch("web.work.work", work):
        try:
            yield go_on
        finally:
            go_on.set()
            for job in context(app).jobs.all():
                ended(app, job.id)
