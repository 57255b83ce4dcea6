"""A run of the miner as one HTML page that needs no server."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from glossary.report import Report
from web.marks import marked

_HERE = Path(__file__).parent


def page(report: Report) -> str:
    """The report as a page; its style is inside, so that it can be mailed."""
    templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)
    style = (_HERE / "static" / "padanan.css").read_text(encoding="utf-8")
    return templates.get_template("report.html").render(
        report=report, counts=report.counts(), style=style, marked=marked
    )
