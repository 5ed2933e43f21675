"""Why a time is due when it is, for a customer: the working of the core, with titles in place of identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.rules.wording import clause_words
from upheld.server.desk.titles import plan_title, priority_title
from upheld.server.look.speaking import core_words
from upheld.server.portal.sentences import IDENTIFIER
from upheld.support.clock import Clock
from upheld.support.sources import Origin
from upheld.support.trace import trace_of


@dataclass(frozen=True, slots=True)
class Reason:
    """A step of the working in the reader's language: its clause with its document, and who decided what was open.

    `text` is the core's own.
    """

    says: str
    text: str
    source: str
    decided: str


def why(agreement: Agreement, clock: Clock) -> tuple[Reason, ...]:
    """The working behind a clock, in order."""
    return tuple(_reasons(agreement, clock))


def _reasons(agreement: Agreement, clock: Clock) -> Iterator[Reason]:
    titles = _titles(agreement, clock)
    for number, line in enumerate(trace_of(agreement, clock)):
        says = core_words(line.text)
        if number == 0:
            says = _titled(says, titles)
        source = ", ".join(_source(line.origin)) if line.origin else ""
        says = IDENTIFIER.sub(lambda at: at[0].replace("_", " "), says)
        yield Reason(says, line.text, source, core_words(line.decided))


def _source(origin: Origin) -> Iterator[str]:
    """Where a term stands: in which document, under which clause."""
    yield from filter(None, (origin.document, core_words(clause_words(origin.clause))))


def _titled(says: str, titles: dict[str, str]) -> str:
    """The first step, which names the plan and the priority, once each: the same word may stand behind as another."""
    left = dict(titles)
    names = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda at: left.pop(at[0], at[0]), says) if names else says


def _titles(agreement: Agreement, clock: Clock) -> dict[str, str]:
    plan = clock.promise.plan if clock.promise else ""
    titles = {plan: plan_title(agreement, plan), clock.priority: priority_title(agreement, clock.priority)}
    return {name: title for name, title in titles.items() if name}
