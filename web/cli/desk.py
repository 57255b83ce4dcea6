"""
`padanan review`: the queue in the terminal, the likeliest candidate first, one key for each decision.

A decision is durable when its key has been answered: whoever leaves, however, leaves what was decided.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import click

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Lifecycle, Term
from memory.errors import Problem
from web.cli.command import padanan, stored, writing
from web.marks import marked
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
    with writing("review", data) as context:
        desk = _Desk(context.glossary, by, subject, colours())
        with suppress(KeyboardInterrupt, EOFError, click.Abort):  # Ctrl-C, Ctrl-D, and both in the middle of a line
            desk.work()
        click.echo(f"\n{desk.approved} approved, {desk.rejected} rejected, {desk.waiting():,} waiting.")


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision of this sitting: what it was, of which concept, and the concept before it if it was changed, too."""

    decision: str
    concept: str
    before: Concept | None = None


@dataclass
class _Desk:
    """The queue, and what was decided of it in this sitting."""

    glossary: Glossary
    by: str
    subject: str | None
    paint: Paint
    skipped: set[str] = field(default_factory=set)
    decided: list[_Decided] = field(default_factory=list)

    @property
    def approved(self) -> int:
        """How many were approved."""
        return sum(one.decision == "approve" for one in self.decided)

    @property
    def rejected(self) -> int:
        """How many were rejected."""
        return sum(one.decision == "reject" for one in self.decided)

    def waiting(self) -> int:
        """How many wait for a decision: what was proposed, and what was changed after it had been approved."""
        return sum(self.glossary.page(stage, subject=self.subject, limit=1)[1] for stage in _WAITING)

    def work(self) -> None:
        """Show one candidate after the other and do what is asked, until nothing is left or somebody has had enough."""
        while (here := self._next()) is not None:
            self._show(here)
            key = _key()
            if key in ("q", ""):
                return
            try:
                self._do(key, here)
            except Problem as problem:
                click.echo(self.paint(f"  {problem}", "red"))

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
                click.echo(self.paint("  approved", "green"))
            case "r":
                reason = click.prompt("Reason", default="", show_default=False)
                self._decide(here, Decision("reject", self.by, reason))
                click.echo(self.paint("  rejected", "green"))
            case "e":
                self._change(here)
                click.echo(self.paint("  approved", "green"))
            case "s":
                self.skipped.add(here.id)
            case "u":
                self._undo()
            case _:
                click.echo("  ".join(f"{name} {does}" for name, does in _KEYS.items()))

    def _decide(self, here: Concept, decision: Decision) -> None:
        self.glossary.decide(here.id, decision, version=here.version)
        self.decided.append(_Decided(decision.decision, here.id))

    def _change(self, here: Concept) -> None:
        """Approve it with another English; what was proposed stays admitted unless it is the same."""
        known = here.in_language("en")
        text = click.prompt("English", default=known[0].text if known else None)
        others = [replace(term, status="admitted") for term in known if term.text != text]
        terms = [*here.in_language("id"), Term("en", text, "preferred", known[0].type if known else "full"), *others]
        with self.glossary.store.batch():
            changed = self._edited(here, terms)
            self.glossary.decide(changed.id, Decision("approve", self.by), version=changed.version)
        self.decided.append(_Decided("approve", here.id, before=here))

    def _edited(self, here: Concept, terms: Sequence[Term]) -> Concept:
        return self.glossary.edit(here.id, {"terms": [asdict(t) for t in terms]}, by=self.by, version=here.version)

    def _undo(self) -> None:
        """Take the last decision back, and the change that came with it."""
        if not self.decided:
            click.echo("  Nothing was decided yet.")
            return
        last = self.decided[-1]
        with self.glossary.store.batch():
            undone = self.glossary.undo(last.concept, by=self.by)
            if last.before:
                self._edited(undone, last.before.terms)
        self.decided.pop()
        click.echo(self.paint(f"  taken back: {last.decision}", "green"))

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
        return "".join(self.paint(piece, "yellow") if found else piece for piece, found in marked(text, spans))


def _key() -> str:
    """The next key; from a terminal without Enter, from a pipe one character after the other, "" at its end."""
    if sys.stdin.isatty():
        return click.getchar(echo=False).lower()
    while (key := sys.stdin.read(1)).isspace():
        pass
    return key.lower()
