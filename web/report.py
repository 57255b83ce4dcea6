"""A run of the miner as one HTML page that needs no server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from jinja2 import Environment, FileSystemLoader

from glossary.report import Report
from memory.quality import CHECKS, why
from web.marks import marked

_HERE = Path(__file__).parent


def page(report: Report) -> str:
    """The report as a page; its style is inside, so that it can be mailed."""
    return whole(report.as_json())


def whole(report: Mapping[str, Any]) -> str:
    """The same of a report as JSON, such as a job keeps."""
    templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)
    style = (_HERE / "static" / "padanan.css").read_text(encoding="utf-8")
    return templates.get_template("report.html").render(
        report=report, style=style, marked=marked, name=_name, reasons=_reasons, doubt=_doubt
    )


def _name(path: str) -> str:
    return PurePath(path).name


def _reasons(dropped: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Why lines were dropped, and how many for each reason."""
    return Counter(line["why"] for line in dropped).most_common()


def _doubt(code: str) -> str:
    """A doubt in words."""
    return why(code) if code in CHECKS else code.replace("_", " ")
