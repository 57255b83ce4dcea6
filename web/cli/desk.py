"""`padanan review`: the queue in the terminal, the likeliest candidate first, one key for each decision."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import click

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Lifecycle, Term
from memory.errors import Problem
from web.cli.command import padanan, stored
from web.context import opened
from web.settings import settings
from web.show import Paint, colours

_KEYS = {
    "a": "approve",
    "r": "reject, with a reason",
    "e": "change the English, then approve",
    "s": "skip for now",
    "u": "undo the last decision",
    "q": "quit",
}
_WAITING: tuple[Lifecycle, ...] = ("proposed", "in_review")
_SHOWN = 3  # places of evidence


@padanan.command()
@click.option("--by", default="editor", show_default=True, help="Who decides.")
@click.option("--subject", help="Only candidates of this subject.")
@stored
def review(by: str, subject: str | None, data: Path | None) -> None:
    """Go through the candidates: a key approves, rejects, changes or skips; another takes it back."""
    with opened(settings(data=data), writable=True) as context:
        desk = _Desk(context.glossary, by, subject, colours())
        desk.work()
        click.echo(f"{desk.approved} approved, {desk.rejected} rejected, {desk.waiting()} waiting.")


@dataclass
class _Desk:
    """The queue, and what was decided of it in this sitting."""

    glossary: Glossary
    by: str
    subject: str | None
    paint: Paint
    skipped: set[str] = field(default_factory=set)
    decided: list[tuple[str, str]] = field(default_factory=list)  # concept, decision

    @property
    def approved(self) -> int:
        """How many were approved."""
        return sum(decision == "approve" for _, decision in self.decided)

    @property
    def rejected(self) -> int:
        """How many were rejected."""
        return sum(decision == "reject" for _, decision in self.decided)

    def waiting(self) -> int:
        """How many wait for a decision: what was proposed, and what was changed after it had been approved."""
        return sum(self.glossary.page(stage, subject=self.subject, limit=1)[1] for stage in _WAITING)

    def work(self) -> None:
        """Show one candidate after the other and do what is asked, until nothing is left or somebody has had enough."""
        while (here := self._next()) is not None:
            self._show(here)
            key = _key()
            if key in ("q", "\x03", "\x04", ""):
                return
            try:
                self._do(key, here)
            except Problem as problem:
                click.echo(self.paint(str(problem), "red"))

    def _next(self) -> Concept | None:
        """The likeliest candidate that was not skipped."""
        for stage in _WAITING:
            some, _ = self.glossary.page(stage, order="confidence", subject=self.subject, limit=len(self.skipped) + 1)
            if here := next((one for one in some if one.id not in self.skipped), None):
                return here
        return None

    def _do(self, key: str, here: Concept) -> None:
        match key:
            case "a":
                self._decide(here, Decision("approve", self.by))
            case "r":
                reason = click.prompt("Reason", default="", show_default=False)
                self._decide(here, Decision("reject", self.by, reason))
            case "e":
                self._change(here)
            case "s":
                self.skipped.add(here.id)
            case "u":
                self._undo()
            case _:
                click.echo("  ".join(f"{name} {does}" for name, does in _KEYS.items()))

    def _decide(self, here: Concept, decision: Decision) -> None:
        self.glossary.decide(here.id, decision, version=here.version)
        self.decided.append((here.id, decision.decision))
        click.echo(self.paint("  approved" if decision.decision == "approve" else "  rejected", "green"))

    def _change(self, here: Concept) -> None:
        """Approve it with another English; what was proposed stays admitted unless it is the same."""
        known = here.in_language("en")
        text = click.prompt("English", default=known[0].text if known else None)
        others = [replace(term, status="admitted") for term in known if term.text != text]
        terms = [*here.in_language("id"), Term("en", text, "preferred", known[0].type if known else "full"), *others]
        changed = self.glossary.edit(here.id, {"terms": [asdict(t) for t in terms]}, by=self.by, version=here.version)
        self._decide(changed, Decision("approve", self.by))

    def _undo(self) -> None:
        if not self.decided:
            click.echo("  Nothing was decided yet.")
            return
        id_, decision = self.decided.pop()
        self.glossary.undo(id_, by=self.by)
        click.echo(f"  taken back: {decision}")

    def _show(self, here: Concept) -> None:
        """A candidate with its English, how sure it is, and where it was met."""
        left = self.waiting()
        english = [term.text for term in here.in_language("en")]
        first = here.terms[0].text if here.terms else "?"
        sure = f"{here.confidence:.0%}" if here.confidence is not None else "–"
        click.echo(f"\n{self.paint(first, 'cyan')} → {self.paint(', '.join(english[:1]) or '?', 'green')}")
        if english[1:]:
            click.echo(f"   or {', '.join(english[1:4])}")
        click.echo(f"   {sure} · {here.seen}× · {', '.join(here.why) or 'by hand'} · {left:,} waiting")
        for place in here.evidence[:_SHOWN]:
            for language in ("id", "en"):
                if text := place.texts.get(language):
                    click.echo(f"   {self._marked(text, place.spans.get(language, []))}")
        click.echo(self.paint("   [a]pprove [r]eject [e]dit [s]kip [u]ndo [q]uit", "bright_black"))

    def _marked(self, text: str, spans: list[list[int]]) -> str:
        at, pieces = 0, []
        for start, end in spans:
            pieces += [text[at:start], self.paint(text[start:end], "yellow")]
            at = end
        return "".join([*pieces, text[at:]])


def _key() -> str:
    """The next key; from a terminal without Enter, from a pipe one character after the other, "" at its end."""
    return (click.getchar(echo=False) if sys.stdin.isatty() else sys.stdin.read(1)).lower()
