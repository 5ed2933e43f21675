"""How a deadline came about, step by step in words, each with the clause and the document that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import decision_on
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.support.clock import Clock
from upheld.support.promises import Promise
from upheld.support.sources import Origin, origin_of
from upheld.support.wording import duration_text, local_text


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the working.

    `origin` is None where it rests on a fact and not on a term; `decided` says who filled a term that the text leaves
    open, and why, and is empty where the text states it.
    """

    text: str
    origin: Origin | None = None
    decided: str = ""


def trace_of(agreement: Agreement, clock: Clock) -> tuple[Line, ...]:
    """The working behind a clock, in order: terms used, start, pauses, instant reached, verdict."""
    if clock.promise is None:
        path: Path = ("support", "plans")
        return (
            Line(
                f"The plan promises no {clock.kind} for priority {clock.priority}: there is no deadline.",
                origin_of(agreement, path),
            ),
        )
    return (*_terms(agreement, clock.promise), *_facts(agreement, clock, clock.promise))


def reading_text(promise: Promise) -> str:
    """The promise in one line: `3 hours of working time`, `1 business day, by close of business`."""
    if promise.days is None:
        landing = getattr(promise.time, "landing", "closing")
        return f"{promise.within} of {promise.counted}" + (", else at the next opening" if landing != "closing" else "")
    cut = f", received by {promise.days.received_by}" if promise.days.received_by else ""
    return f"{promise.within} after the date of the report{cut}, by {promise.days.by}"


def _terms(agreement: Agreement, promise: Promise) -> Iterator[Line]:
    within = (*promise.path, "within")
    text = f"Plan {promise.plan} promises priority {promise.priority} a {promise.kind} within {promise.within}."
    yield Line(text, origin_of(agreement, within), _decided(agreement, within))
    counted = (*promise.path, "counted")
    yield Line(f"Counted as {promise.counted}.", origin_of(agreement, counted), _decided(agreement, counted))
    if promise.days is not None:
        by = (*promise.path, "by")
        text = (
            f"Due on the business date, by {promise.days.by}; the first such date is the next after that of the report."
        )
        yield Line(text, origin_of(agreement, by), _decided(agreement, by))
    if promise.calendar:
        yield from _calendar(agreement, promise)


def _calendar(agreement: Agreement, promise: Promise) -> Iterator[Line]:
    term = agreement.text.calendars[promise.calendar]
    path: Path = ("calendars", promise.calendar)
    hours = "; ".join(f"{day} {', '.join(times)}" for day, times in term.week.items())
    yield Line(
        f"Hours {promise.calendar}: {hours}.",
        origin_of(agreement, (*path, "week")),
        _decided(agreement, (*path, "week")),
    )
    zone = (*path, "zone")
    yield Line(f"These hours are in the zone {promise.zone}.", origin_of(agreement, zone), _decided(agreement, zone))
    holidays = (*path, "holidays")
    yield Line(_holidays_text(term), origin_of(agreement, holidays), _decided(agreement, holidays))


def _holidays_text(term: CalendarTerm) -> str:
    if isinstance(term.holidays, Unstated) or term.holidays in ((), "none"):
        return "No holidays are closed."
    named = term.holidays if isinstance(term.holidays, str) else ", ".join(map(str, term.holidays))
    return f"Closed on holidays: {named}."


def _facts(agreement: Agreement, clock: Clock, promise: Promise) -> Iterator[Line]:
    if clock.started is None or clock.running is None:
        yield Line("It starts with the first response; there was none yet.")
        return
    plan: Path = ("support", "plans", promise.plan)
    yield Line(f"The clock starts {local_text(clock.started, promise.zone)}.")
    if clock.since is not None and clock.since > clock.started:
        yield Line(
            f"Priority {clock.priority} holds since {local_text(clock.since, promise.zone)}.",
            origin_of(agreement, (*plan, "priority_change")),
        )
    if clock.paused:
        yield Line(
            f"It stood still for {duration_text(clock.paused)} of pauses.",
            origin_of(agreement, (*plan, "pauses")),
        )
    yield Line(_due_text(clock, promise))
    yield Line(verdict_text(clock))


def _due_text(clock: Clock, promise: Promise) -> str:
    if clock.due is None:
        return f"It is paused with {duration_text(clock.left or 0)} left: it is due so long after it goes on."
    goal = f"{duration_text(clock.running.goal)} have run by" if clock.running and promise.days is None else "That is"
    return f"{goal} {local_text(clock.due, promise.zone)}: it is due then, and kept at that instant."


def verdict_text(clock: Clock) -> str:
    """How the clock stands, in one sentence."""
    how = f" ({clock.how})" if clock.how else ""
    if clock.verdict == "kept":
        return f"Kept{how}, with {duration_text(clock.left or 0)} left."
    if clock.verdict == "missed":
        still = "" if clock.stopped is not None or clock.replaced is not None else " so far"
        return f"Missed{how}, late by {duration_text(clock.late or 0)}{still}."
    if clock.verdict in {"running", "paused"}:
        return (
            f"{clock.verdict.capitalize()}: {duration_text(clock.spent)} spent, {duration_text(clock.left or 0)} left."
        )
    words = {
        "not started": "Not started.",
        "no target": f"The plan has no {clock.kind} target for priority {clock.priority}: no deadline.",
        "replaced": "A change of priority put another clock in its place.",
        "merged": "The ticket was merged into another one.",
    }
    return words[clock.verdict]


def _decided(agreement: Agreement, path: Path) -> str:
    """Who decided a term that the text leaves open, when and why; empty where the text states it."""
    term = ".".join(map(str, path))
    if not agreement.was_decided(term):
        return ""
    decision = decision_on(agreement, term)
    if decision is None:
        return "decided"
    on = f" on {decision.on}" if decision.on else ""
    why = f": {decision.why}" if decision.why else ""
    return f"decided by {decision.by or 'someone'}{on}{why}"
