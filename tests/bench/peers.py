"""What others offer for fuzzy matching, asked for the hundred units most like a query. Nothing here is ours to test."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

Ask = Callable[[str], list[int]]


def tantivy(texts: list[str], folder: Path, hits: int) -> Ask:
    """Lucene's kind of index, in Rust: any of the words, by BM25."""
    import tantivy as engine

    folder.mkdir()
    schema = engine.SchemaBuilder().add_text_field("text").add_unsigned_field("row", stored=True).build()
    index = engine.Index(schema, path=str(folder))
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for row, text in enumerate(texts):
        writer.add_document(engine.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> list[int]:
        words = "".join(c.lower() if c.isalnum() else " " for c in query).split()
        terms = [(engine.Occur.Should, engine.Query.term_query(schema, "text", word)) for word in words]
        found: list[Any] = searcher.search(engine.Query.boolean_query(terms), hits).hits
        return [searcher.doc(place)["row"][0] for _, place in found]

    return ask


def postgres(texts: list[str], hits: int) -> Ask:
    """pg_trgm's GiST index in order of distance, as Weblate asks it: a server of our own on a socket, until we end."""
    folder = Path(tempfile.mkdtemp(prefix="padanan-bench-"))
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # a server refuses to run as root
    if user:
        shutil.chown(folder, "postgres")
    folder.chmod(0o755)
    _run(
        [
            *user,
            _program("initdb"),
            "-D",
            f"{folder}/data",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        ]
    )
    options = f"-k {folder} -c listen_addresses= -c shared_buffers=1GB -c maintenance_work_mem=1GB -c fsync=off"
    control = [*user, _program("pg_ctl"), "-D", f"{folder}/data", "-w"]
    _run([*control, "-o", options, "-l", f"{folder}/log", "start"])
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(subprocess.run, [*control, "-m", "immediate", "stop"], check=False, capture_output=True)
    psql = subprocess.Popen(
        [*user, "psql", "-h", str(folder), "-d", "postgres", "-qAt"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(psql.kill)
    assert psql.stdin is not None
    assert psql.stdout is not None
    _filled(psql.stdin, texts)
    return _asking(psql.stdin, psql.stdout, hits)


def _filled(into: IO[str], texts: list[str]) -> None:
    into.write("CREATE EXTENSION pg_trgm; CREATE TABLE unit (row int, text text);\nCOPY unit FROM STDIN;\n")
    for row, text in enumerate(texts):
        into.write(f"{row}\t" + text.replace("\\", "\\\\").replace("\t", " ") + "\n")
    into.write("\\.\nCREATE INDEX ON unit USING gist (text gist_trgm_ops); ANALYZE unit;\n")


def _asking(into: IO[str], out: IO[str], hits: int) -> Ask:
    def ask(query: str) -> list[int]:
        quoted = query.replace("'", "''")
        into.write(f"SELECT row FROM unit ORDER BY text <-> '{quoted}' LIMIT {hits};\n\\echo .\n")
        into.flush()
        return [int(line) for line in iter(out.readline, ".\n")]

    return ask


def _program(name: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(installed[-1]) if installed else "")
    if not found:
        raise FileNotFoundError(f"there is no {name}: apt-get install postgresql")
    return found


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
