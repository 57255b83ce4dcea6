"""The report of a run: each document, what was dropped and doubted in it; each candidate with its evidence, judged there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request

from glossary.terms import Concept, Decision
from memory.errors import Invalid, NotFound, Problem
from memory.text import fold
from web.auth import needs, who
from web.context import here
from web.jobs import Job
from web.pages.frame import ours, pages, partial
from web.reasons import reasons
from web.report import whole

_TOGETHER = 25  # candidates on a page
_DECISIONS = ("approve", "reject")
_LARGE = 400  # paragraphs of a document shown of each sort
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which candidates of a report are shown: what came of them, met where, with which letters; and the page of them."""

    outcome: str = ""
    document: str = ""
    text: str = ""
    page: int = 1

    def query(self, **other: object) -> dict[str, object]:
        """The same for an address."""
        told = {"outcome": self.outcome, "document": self.document, "q": self.text, "page": self.page, **other}
        return {name: value for name, value in told.items() if value and (name, value) != ("page", 1)}

    def of(self, candidates: Sequence[Told]) -> list[Told]:
        """Those that are meant, on all pages."""
        wanted = fold(self.text)
        return [
            one
            for one in candidates
            if self.outcome in ("", one["outcome"])
            and (not self.document or self.document in one["occurrences"])
            and (not wanted or any(wanted in fold(text) for text in (one["id"], *one["en"], *one["variants"])))
        ]


@pages.get("/mine/<id_>/documents/<int:number>")
@needs("reader")
def mine_document(id_: str, number: int) -> str:
    """What was read, dropped, doubted and skipped in one document of a run."""
    job, report = _report(id_)
    documents = report["documents"]
    if not 1 <= number <= len(documents):
        raise NotFound(f"The run {id_} has no document {number}.", hint=f"Number of documents: {len(documents):,}.")
    told = documents[number - 1]
    why = Counter(line["reason"] for line in told["dropped"])
    return render_template(
        "mine_document.html", job=job, told=told, name=PurePath(told["path"]).name, why=why.most_common(), most=_LARGE
    )


@pages.get("/mine/<id_>/report.<suffix>")
@needs("reader")
def mine_report(id_: str, suffix: str) -> Response:
    """The whole report, to keep or to send on: as a page that needs no server, or as JSON."""
    _, report = _report(id_)
    if suffix not in ("html", "json"):
        raise NotFound(f"There is no report as “{suffix}”.", hint="There is one as html and one as json.")
    answer = make_response(whole(report)) if suffix == "html" else jsonify(report)
    answer.headers["Content-Disposition"] = f'attachment; filename="padanan-{id_}.{suffix}"'
    return answer


@pages.post("/mine/<id_>/decisions")
@needs("editor")
def mine_decide(id_: str) -> Response:
    """Approve or reject a candidate from the report; htmx is given its part of the page, as it stands then."""
    concept, decision, version = (request.form.get(name, "") for name in ("concept", "decision", "version"))
    if decision not in _DECISIONS or not version.isdecimal() or len(version) > 9:
        raise Invalid(f"The form says “{decision[:20]}” of version “{version[:20]}”.", hint="Reload the page.")
    said = Decision(decision, who().name, request.form.get("reason", ""))  # type: ignore[arg-type]
    problem = None
    try:
        here().glossary.decide(concept, said, version=int(version))
    except NotFound:
        raise
    except Problem as caught:
        problem = caught
        if not partial():
            raise
    way = ours(request.form.get("next", "/"))
    if not partial():
        return make_response(redirect(way, 303))
    known = here().glossary.get(concept)
    return make_response(
        render_template("mine_judge.html", run=id_, known=known, id_=concept, next=way, problem=problem)
    )


def reported(job: Job) -> dict[str, Any]:
    """What the page of a run that is done shows of its report, as the address asks."""
    report = job.report or {}
    chosen = _chosen()
    found = chosen.of(report["candidates"])
    first = (chosen.page - 1) * _TOGETHER
    shown = [(one, _known(one["concept"])) for one in found[first : first + _TOGETHER]]
    return {
        "report": report,
        "documents": [(PurePath(told["path"]).name, told) for told in report["documents"]],
        "outcomes": Counter(one["outcome"] for one in report["candidates"]).most_common(),
        "chosen": chosen,
        "found": len(found),
        "shown": shown,
        "first": first,
        "reasons": reasons,
        "pages": max(1, -(-len(found) // _TOGETHER)),
    }


def _chosen() -> Chosen:
    outcome, document, text, page = (request.args.get(name, "")[:200] for name in ("outcome", "document", "q", "page"))
    return Chosen(outcome, document, text, max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1)


def _report(id_: str) -> tuple[Job, dict[str, Any]]:
    job = here().jobs.get(id_)
    if job.kind != "mine" or job.report is None:
        raise NotFound(f"The job {id_} has no report of the miner.", hint="Only a run that is done has one.", job=id_)
    return job, job.report


def _known(id_: str) -> Concept | None:
    """The concept as it is now; None where it was removed, or merged away, since."""
    try:
        return here().glossary.get(id_)
    except NotFound:
        return None
