"""Notices and duties in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, closed, listed
from upheld.agreements.terms.duty import Duty, Notice

_EFFORT: Mapping[str, str] = {
    "promised": "is promised",
    "reasonable efforts": "is given with reasonable efforts",
    "if practicable": "is given if practicable",
    "where appropriate": "is given where appropriate",
}


def notice(term: Notice, _about: About) -> Iterator[Told]:
    """What is told, when and how."""
    before = f" at least {term.at_least} before" if term.at_least else ""
    by = f" by {listed(term.channel, 'or')}" if term.channel else ""
    to = f" to {term.to[:1].lower()}{term.to[1:]}" if term.to else ""
    yield Told(
        ("title", "about", "at_least", "effort", "channel", "to"),
        f"{term.title} {_EFFORT[term.effort]}{before}{by}{to}.",
    )
    if term.kinds:
        yield Told(("kinds",), f"It is one of these kinds: {listed(term.kinds, 'or')}.")
    if term.must_hold:
        yield Told(("must_hold",), f"It must hold {listed(term.must_hold)}.")


def duty(term: Duty, _about: About) -> Iterator[Told]:
    """Who owes what, and by when."""
    owes = "must" if term.binding == "owed" else "should"
    what = f"{term.title[:1].lower()}{term.title[1:]}"
    yield Told(
        ("title", "owed_by", "binding", "after", "within", "before", "every"),
        f"The {term.owed_by} {owes} {what}{_when(term)}.",
    )
    if term.count_at_least:
        yield Told(("count_at_least",), f"There must be at least {term.count_at_least} of them.")
    if term.fulfilled_when:
        yield Told(("fulfilled_when",), f"It is fulfilled when this holds: {closed(term.fulfilled_when)}")
    if term.escalates_to:
        yield Told(("escalates_to",), f"When overdue, the {term.escalates_to} is told.")


def _when(term: Duty) -> str:
    if term.before:
        return f" at least {term.before} before the {term.after}"
    within = f" within {term.within}" if term.within else ""
    every = f", every {term.every}" if term.every else ""
    event = term.after if term.after.split()[0] in {"the", "a", "an"} else f"the {term.after}"
    return f"{within} from {event}{every}"
