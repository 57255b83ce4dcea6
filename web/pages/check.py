"""
A text and its translation against the approved terms: pasted here, or read of a file (`paper.py`).

What was pasted stays in its form: each button sends both texts, and gets the page as it is then. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_locale

from glossary.findings import SEVERITIES, Finding
from glossary.lookup import Glossary
from glossary.passages import Placed
from glossary.waivers import Scope, Waiver
from memory.errors import Invalid, NotFound, Problem
from memory.formats.fields import other
from memory.language import guess
from memory.text import Language
from web import findings, lookup
from web.auth import needs, who
from web.context import here
from web.errors import status
from web.judge import judged
from web.marks import labelled
from web.pages.frame import LOCALES, pages, partial
from web.papers import Paper, joined, pasted
from web.verdict import Verdict

_LONGEST = 60_000  # characters pasted on one side
_PAGE = 50  # segments
Piece = tuple[str, Sequence[tuple[int, Finding]], Sequence[tuple[int, Finding]]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment with its open findings, each with its number in the whole; both texts in pieces that are marked."""

    at: int
    placed: Placed
    findings: Sequence[tuple[int, Finding]]
    source: Sequence[Piece]
    target: Sequence[Piece]

    @property
    def languages(self) -> tuple[Language, Language]:
        """From which language to which."""
        return self.placed.source, other(self.placed.source)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form of pasted texts says."""

    source: str = ""
    target: str = ""
    direction: str = "auto"
    project: str = ""
    before: str | None = None  # the translation before the last replacement

    @classmethod
    def read(cls) -> Typed:
        """Read it."""
        source, target = (
            request.form.get(name, "").replace("\r\n", "\n").rstrip("\n") for name in ("source", "target")
        )
        before = request.form.get("before")
        direction, project = request.form.get("from", "auto"), request.form.get("project", "").strip()
        return cls(source, target, direction, project, before.replace("\r\n", "\n") if before is not None else None)

    @property
    def language(self) -> Language:
        """The language translated from: as chosen, else as the texts read, else Indonesian."""
        chosen = lookup.direction(self.direction)
        written = guess(self.target).language
        return chosen or guess(self.source).language or (other(written) if written else "id")

    @property
    def fits(self) -> bool:
        """Whether the texts are short enough to be pasted."""
        return max(len(self.source), len(self.target)) <= _LONGEST

    def paper(self) -> Paper:
        """The texts as a paper. Invalid where one is too long."""
        if not self.fits:
            raise Invalid(f"A text has more than {_LONGEST:,} characters.", hint="Send it as a file.")
        return pasted(self.source, self.target, self.language, project=self.project)


@pages.get("/check")
@needs("reader")
def check() -> str:
    """The form, empty."""
    return form(Typed())


@pages.post("/check")
@needs("reader")
def check_pasted() -> Response:
    """Check what was pasted; for `fix`, with a replacement put in; for `undo`, with the last one taken out."""
    typed = Typed.read()
    try:
        if "undo" in request.form and typed.before is not None:
            typed = replace(typed, target=typed.before, before=None)
        elif "fix" in request.form:
            paper = typed.paper()
            typed = replace(typed, target=joined(mended(paper, request.form["fix"])), before=typed.target)
        else:
            typed.paper()
            typed = replace(typed, before=None)
        return make_response(form(typed))
    except Problem as problem:
        return refused(problem, form(typed, problem))


@pages.post("/check/waive")
@needs("editor")
def check_waive() -> Response:
    """Let a finding of what was pasted pass, or no longer."""
    typed = Typed.read()
    try:
        waive(typed.paper())
        return make_response(form(typed))
    except Problem as problem:
        return refused(problem, form(typed, problem))


@pages.post("/check/findings.<suffix>")
@needs("reader")
def check_findings(suffix: str) -> Response:
    """What was found, as a file."""
    return taken_along(Typed.read().paper(), suffix)


def verdict(paper: Paper) -> Verdict:
    """The verdict on a paper, its messages in the language of the page."""
    glossary = here().glossary
    now = datetime.now(UTC).isoformat(timespec="minutes")  # a waiver may end
    return _verdict(glossary, paper, language(), (glossary.store.revision, now))


@lru_cache(maxsize=8)
def _verdict(glossary: Glossary, paper: Paper, said: Language, _at: tuple[int, str]) -> Verdict:
    """The same for the same store: going from page to page of a long paper does not check it anew."""
    return judged(glossary, paper.placed, paper.skipped, path=paper.path, project=paper.project, language=said)


def language() -> Language:
    """The language of the page."""
    found = str(get_locale())
    return cast(Language, found) if found in LOCALES else "id"


def mended(paper: Paper, asked: str) -> Paper:
    """The paper with a finding mended; `asked` is what the page calls it, a dot, and which replacement."""
    place, _, number = asked.rpartition(".")
    return paper.mended(finding(paper, place), int(number) if number.isdecimal() and len(number) < 4 else -1)


def finding(paper: Paper, place: str) -> Finding:
    """
    A finding as the page calls it: its key, a dot, and the number of its segment, for segments that read alike share keys.

    NotFound where the paper has it no more.
    """
    key, _, number = place.partition(".")
    at = int(number) if number.isdecimal() and len(number) < 7 else len(paper.placed)
    segment = paper.placed[at].passage.key if at < len(paper.placed) else None
    for one in verdict(paper).checked.findings:
        if (one.key, one.segment) == (key, segment):
            return one
    raise NotFound("This finding is there no more.", hint="The text, or the termbase, has changed since; look again.")


def waive(paper: Paper) -> None:
    """Let the finding pass that the form names, as it says; or, for `unwaive`, no longer."""
    waivers, said = here().glossary.waivers, request.form
    if "unwaive" in said:
        for one in silencing(paper).get(said["unwaive"].partition(".")[0], ()):
            waivers.remove(one.id, by=who().name)
        return
    place = said.get("waive", "")
    key = finding(paper, place).key
    told: dict[str, Any] = {name: said.get(f"{name}-{place}", "").strip() for name in ("reason", "expires")}
    scope = cast(Scope, said.get(f"scope-{place}", "segment"))
    waivers.add(key, by=who().name, scope=scope, document=paper.name, project=paper.project, **told)


def silencing(paper: Paper) -> Mapping[str, Sequence[Waiver]]:
    """The waivers that let findings of the paper pass, by the finding's key."""
    keys = {one.key for one in verdict(paper).checked.findings if one.waived is not None}
    found: dict[str, list[Waiver]] = {}
    for one in here().glossary.waivers.present(document=paper.name, project=paper.project):
        if one.key in keys:
            found.setdefault(one.key, []).append(one)
    return found


def taken_along(paper: Paper, suffix: str) -> Response:
    """The findings of a paper as a file to download."""
    if suffix not in findings.FORMS:
        raise NotFound(
            f"Findings are not written as “{suffix[:20]}”.", hint=f"As {', '.join(findings.FORMS)} they are."
        )
    answer = make_response(findings.written(verdict(paper), suffix, here().glossary.version))
    answer.mimetype = findings.FORMS[suffix]
    answer.headers["Content-Disposition"] = f'attachment; filename="findings.{suffix}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refused(problem: Problem, page: str) -> Response:
    """The page with what could not be done. A refusal has its status, but not for htmx."""
    return make_response(page, 200 if partial() else status(problem))


def shown(paper: Paper, *, every: bool = False, page: int = 1) -> dict[str, Any]:
    """What templates show of a paper: its verdict, and a page of its segments, all or those with open findings."""
    found = verdict(paper)
    numbered: dict[str, list[tuple[int, Finding]]] = {}
    standing = [one for one in found.checked.findings if one.waived is None]
    for number, one in enumerate(standing, start=1):
        numbered.setdefault(one.segment, []).append((number, one))
    wanted = [at for at, one in enumerate(paper.placed) if every or one.passage.key in numbered]
    last = max(1, -(-len(wanted) // _PAGE))
    page = min(max(1, page), last)
    return {
        "paper": paper,
        "verdict": found,
        "scores": found.checked.scores,
        "counts": [(name, sum(one.severity == name for one in standing)) for name in SEVERITIES],
        "segments": [_segment(paper, at, numbered) for at in wanted[(page - 1) * _PAGE : page * _PAGE]],
        "waived": [one for one in found.checked.findings if one.waived is not None],
        "waivers": silencing(paper),
        "forms": list(findings.FORMS),
        "every": every,
        "page": page,
        "last": last,
    }


def _segment(paper: Paper, at: int, numbered: Mapping[str, Sequence[tuple[int, Finding]]]) -> Segment:
    placed = paper.placed[at]
    found = numbered.get(placed.passage.key, [])
    sides = [[(span, one) for one in found for span in one[1].source_spans]]
    sides += [[(span, one) for one in found for span in one[1].target_spans]]
    source, target = (
        list(labelled(text, spans))
        for text, spans in zip((placed.passage.source, placed.passage.target), sides, strict=True)
    )
    return Segment(at, placed, found, source, target)


def form(typed: Typed, problem: Problem | None = None) -> str:
    """The page of pasted texts, with what was found in them."""
    paper = typed.paper() if typed.target.strip() and typed.fits else None
    return render_template(
        "check_part.html" if partial() else "check.html",
        typed=typed,
        problem=problem,
        way=url_for("pages.check"),
        longest=_LONGEST,
        guessed=typed.language if paper else None,
        **(shown(paper) if paper else {}),
    )
