"""How a deadline came about, step by step in words, each with the clause and the document that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining.calendars import week_words
from upheld.agreements.questions import decision_on
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.support.clock import Clock
from upheld.support.promises import Promise
from upheld.support.sources import Origin, origin_of
from upheld.support.wording import duration_text, local_text
from upheld.wording import say, say_word


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
                say(
                    "The plan promises no {kind} for priority {priority}: there is no deadline.",
                    kind=say_word(clock.kind),
                    priority=clock.priority,
                ),
                origin_of(agreement, path),
            ),
        )
    return (*_terms(agreement, clock.promise), *_facts(agreement, clock, clock.promise))


def reading_text(promise: Promise) -> str:
    """The promise in one line: `3 hours of working time`, `1 business day, by close of business`."""
    if promise.days is None:
        landing = getattr(promise.time, "landing", "closing")
        return say("{within} of {counted}", within=promise.within, counted=say_word(promise.counted)) + (
            say(", else at the next opening") if landing != "closing" else ""
        )
    cut = say(", received by {received_by}", received_by=promise.days.received_by) if promise.days.received_by else ""
    return say(
        "{within} after the date of the report{cut}, by {by}",
        within=promise.within,
        cut=cut,
        by=say_word(promise.days.by),
    )


def _terms(agreement: Agreement, promise: Promise) -> Iterator[Line]:
    within = (*promise.path, "within")
    text = say(
        "Plan {plan} promises for priority {priority}: {kind} within {within}.",
        plan=promise.plan,
        priority=promise.priority,
        kind=say_word(promise.kind),
        within=promise.within,
    )
    yield Line(text, origin_of(agreement, within), _decided(agreement, within))
    counted = (*promise.path, "counted")
    yield Line(
        say("Counted as {counted}.", counted=say_word(promise.counted)),
        origin_of(agreement, counted),
        _decided(agreement, counted),
    )
    if promise.days is not None:
        by = (*promise.path, "by")
        text = say(
            "Due on the business date, by {by}; the first such date is the next after that of the report.",
            by=say_word(promise.days.by),
        )
        yield Line(text, origin_of(agreement, by), _decided(agreement, by))
    if promise.calendar:
        yield from _calendar(agreement, promise)


def _calendar(agreement: Agreement, promise: Promise) -> Iterator[Line]:
    term = agreement.text.calendars[promise.calendar]
    path: Path = ("calendars", promise.calendar)
    yield Line(
        say("Hours {calendar}: {hours}.", calendar=promise.calendar, hours=week_words(term.week)),
        origin_of(agreement, (*path, "week")),
        _decided(agreement, (*path, "week")),
    )
    zone = (*path, "zone")
    yield Line(
        say("These hours are in the zone {zone}.", zone=promise.zone),
        origin_of(agreement, zone),
        _decided(agreement, zone),
    )
    holidays = (*path, "holidays")
    yield Line(_holidays_text(term), origin_of(agreement, holidays), _decided(agreement, holidays))


def _holidays_text(term: CalendarTerm) -> str:
    if isinstance(term.holidays, Unstated) or term.holidays in ((), "none"):
        return say("No holidays are closed.")
    named = term.holidays if isinstance(term.holidays, str) else ", ".join(map(str, term.holidays))
    return say("Closed on holidays: {named}.", named=named)


def _facts(agreement: Agreement, clock: Clock, promise: Promise) -> Iterator[Line]:
    if clock.started is None or clock.running is None:
        yield Line(say("It starts with the first response; there was none yet."))
        return
    plan: Path = ("support", "plans", promise.plan)
    yield Line(say("The clock starts {moment}.", moment=local_text(clock.started, promise.zone)))
    if clock.since is not None and clock.since > clock.started:
        yield Line(
            say(
                "Priority {priority} holds since {moment}.",
                priority=clock.priority,
                moment=local_text(clock.since, promise.zone),
            ),
            origin_of(agreement, (*plan, "priority_change")),
        )
    if clock.paused:
        yield Line(
            say("It stood still for {length} of pauses.", length=duration_text(clock.paused)),
            origin_of(agreement, (*plan, "pauses")),
        )
    yield Line(_due_text(clock, promise))
    yield Line(verdict_text(clock))


def _due_text(clock: Clock, promise: Promise) -> str:
    if clock.due is None:
        return say(
            "It is paused with {length} left: it is due so long after it goes on.",
            length=duration_text(clock.left or 0),
        )
    goal = (
        say("{length} have run by", length=duration_text(clock.running.goal))
        if clock.running and promise.days is None
        else say("That is")
    )
    return say(
        "{goal} {moment}: it is due then, and kept at that instant.",
        goal=goal,
        moment=local_text(clock.due, promise.zone),
    )


def verdict_text(clock: Clock) -> str:
    """How the clock stands, in one sentence."""
    how = say(" ({how})", how=say_word(clock.how)) if clock.how else ""
    if clock.verdict == "kept":
        return say("Kept{how}, with {length} left.", how=how, length=duration_text(clock.left or 0))
    if clock.verdict == "missed":
        still = "" if clock.stopped is not None or clock.replaced is not None else say(" so far")
        return say("Missed{how}, late by {length}{still}.", how=how, length=duration_text(clock.late or 0), still=still)
    if clock.verdict in {"running", "paused"}:
        spent, left = duration_text(clock.spent), duration_text(clock.left or 0)
        if clock.verdict == "paused":
            return say("Paused: {spent} spent, {left} left.", spent=spent, left=left)
        return say("Running: {spent} spent, {left} left.", spent=spent, left=left)
    words = {
        "not started": say("Not started."),
        "no target": say(
            "The plan has no {kind} target for priority {priority}: no deadline.",
            kind=say_word(clock.kind),
            priority=clock.priority,
        ),
        "replaced": say("A change of priority put another clock in its place."),
        "merged": say("The ticket was merged into another one."),
    }
    return words[clock.verdict]


def _decided(agreement: Agreement, path: Path) -> str:
    """Who decided a term that the text leaves open, when and why; empty where the text states it."""
    term = ".".join(map(str, path))
    if not agreement.was_decided(term):
        return ""
    decision = decision_on(agreement, term)
    if decision is None:
        return say("decided")
    on = say(" on {on}", on=decision.on) if decision.on else ""
    why = f": {decision.why}" if decision.why else ""
    return say("decided by {by}{on}{why}", by=decision.by or say("someone"), on=on, why=why)
