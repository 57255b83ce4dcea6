"""Questions: look up, match, count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from memory.text import Language
from web import shapes
from web.cli.command import padanan, printing, put, reading, stored
from web.lookup import LIMIT, look, recall
from web.show import colours, show_look, show_recalled

_SIDES = click.Choice(["id", "en", "auto"])


@padanan.command()
@click.argument("text")
@click.option("--from", "source", type=_SIDES, default="auto", show_default=True, help="The language of TEXT.")
@click.option("--limit", type=click.IntRange(1, 100), default=LIMIT, show_default=True)
@click.option("--subject", help="Only concepts of this subject.")
@stored
@printing
def lookup(text: str, source: str, limit: int, subject: str | None, data: Path | None, as_json: bool) -> None:
    """Look TEXT up: terms, dictionary, fuzzy matches, sentences."""
    if not text.strip():
        raise click.UsageError("Give a text to look up.")
    with reading(data) as context:
        found = look(context, text, None if source == "auto" else source, limit=limit, subject=subject)  # type: ignore[arg-type]
        if as_json:
            put(shapes.answer(found, context.glossary.version))
        else:
            show_look(found, colours())


@padanan.command()
@click.argument("text")
@click.option("--from", "source", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--min-score", type=click.IntRange(0, 102), default=70, show_default=True)
@stored
@printing
def match(text: str, source: Language, limit: int, min_score: int, data: Path | None, as_json: bool) -> None:
    """Recall the units most like TEXT, with their scores."""
    with reading(data) as context:
        found = recall(context, text, source, limit=limit, min_score=min_score)
        if as_json:
            put(shapes.recall([found], context.glossary.version))
        else:
            show_recalled(found, colours())


@padanan.command()
@stored
@printing
def stats(data: Path | None, as_json: bool) -> None:
    """Count what there is."""
    with reading(data) as context:
        found: dict[str, Any] = {
            "units": len(context.memory),
            "concepts": len(context.glossary),
            "lifecycles": context.glossary.stages(),
            "dictionary": len(context.lexicon),
            "termbase_version": context.glossary.version,
        }
    if as_json:
        put(found)
        return
    for name, value in found.items():
        told = (
            ", ".join(f"{stage} {count}" for stage, count in value.items()) if isinstance(value, dict) else f"{value:,}"
        )
        print(f"{name:18} {told}")
