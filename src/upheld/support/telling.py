"""Clocks and histories told: as plain records for machines, and as lines that people read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.agreements.agreement import Agreement
from upheld.support.clock import Clock
from upheld.support.compliance import Compliance
from upheld.support.sources import Origin
from upheld.support.steps import Step
from upheld.support.trace import Line, reading_text, trace_of, verdict_text
from upheld.support.wording import duration_text, local_iso, local_text
from upheld.timeline.instants import instant_text

Record = dict[str, object]


def clock_record(clock: Clock) -> Record:
    """A clock as plain values: instants in UTC (and `due_local` in the calendar's zone), lengths in seconds."""
    promise = clock.promise
    return {
        "ticket": clock.ticket,
        "target": clock.kind,
        "number": clock.number,
        "priority": clock.priority,
        "verdict": clock.verdict,
        "reading": reading_text(promise) if promise else None,
        "calendar": promise.calendar or None if promise else None,
        "zone": promise.zone if promise else None,
        "started": _utc(clock.started),
        "due": _utc(clock.due),
        "due_local": None if clock.due is None or promise is None else local_iso(clock.due, promise.zone),
        "stopped": _utc(clock.stopped),
        "how": clock.how or None,
        "replaced": _utc(clock.replaced),
        "spent_seconds": clock.spent,
        "left_seconds": clock.left,
        "paused_seconds": clock.paused,
        "late_seconds": clock.late,
    }


def traced_record(agreement: Agreement, clock: Clock) -> Record:
    """A clock with its working."""
    origin = clock.promise.origin if clock.promise else None
    working = [_line_record(line) for line in trace_of(agreement, clock)]
    return {
        **clock_record(clock),
        "source": _origin_record(origin),
        "says": verdict_text(clock),
        "working": working,
    }


def step_record(step: Step) -> Record:
    """A step owed or to come."""
    return {
        "key": step.key, "at": instant_text(step.at), "kind": step.kind, "target": step.target,
        "priority": step.priority, "level": step.level or None, "to": step.to or None,
    }  # fmt: skip


def compliance_record(entry: Compliance) -> Record:
    """Counts of one target; the share as an exact fraction and in per cent."""
    worst = {"ticket": entry.worst[0], "late_seconds": entry.worst[1]} if entry.worst else None
    return {
        "plan": entry.plan, "priority": entry.priority, "target": entry.kind,
        "kept": entry.kept, "missed": entry.missed, "open": entry.open,
        "no_target": entry.no_target, "replaced": entry.replaced,
        "share_kept": None if entry.share is None else str(entry.share),
        "share_kept_percent": None if entry.share is None else percent_text(entry.share),
        "share_promised": None if entry.promised is None else percent_text(entry.promised),
        "promise_kept": entry.met, "worst": worst,
    }  # fmt: skip


def clock_lines(agreement: Agreement, clock: Clock, *, why: bool, zone: str) -> Iterator[str]:
    """What a person wants to know of a clock; with `why`, its whole working.

    `zone` is that of the lines around: a deadline in another one is told with its zone.
    """
    name = clock.kind + (f" {clock.number}" if clock.number > 1 else "")
    promise = clock.promise
    if promise is None:
        yield f"{name:<11}{verdict_text(clock)}"
        return
    elsewhere = "" if promise.zone == zone else f" {promise.zone}"
    due = (
        "no deadline yet"
        if clock.due is None
        else f"due {local_text(clock.due, promise.zone)}{elsewhere}  {instant_text(clock.due)}"
    )
    earlier = f"  (as priority {clock.priority})" if clock.replaced is not None else ""
    yield f"{name:<11}{due}{earlier}"
    hours = f", {promise.calendar} in {promise.zone}" if promise.calendar else ""
    yield f"{'':<11}{reading_text(promise)}{hours}; {promise.origin}"
    paused = f" {duration_text(clock.paused)} paused." if clock.paused else ""
    yield f"{'':<11}{verdict_text(clock)}{paused}"
    if why:
        yield from (f"{'':<13}{text}" for line in trace_of(agreement, clock) for text in _line_texts(line))


def step_line(step: Step, now: int, zone: str) -> str:
    """A step in one line: when, what, and to whom; `owed` where its time has come."""
    named = {"warning": f"warning at {step.level} of the {step.target}", "breach": f"the {step.target} is missed"}
    what = named.get(step.kind, f"the {step.target} is escalated to {step.to}")
    return f"{local_text(step.at, zone)}  {what}{' (owed)' if step.at <= now else ''}"


def compliance_lines(entry: Compliance) -> Iterator[str]:
    """One target's figures in one line, and the worst miss."""
    share = "nothing to judge" if entry.share is None else f"{percent_text(entry.share)} kept"
    promised = "" if entry.promised is None else f", {percent_text(entry.promised)} promised: {_met(entry.met)}"
    more = "".join(
        f", {count} {word}"
        for count, word in (
            (entry.open, "open"),
            (entry.no_target, "without a target"),
            (entry.replaced, "replaced"),
        )
        if count
    )
    counts = f"{entry.kept} kept, {entry.missed} missed{more}"
    yield f"priority {entry.priority:<4}{entry.kind:<11}{counts}; {share}{promised}"
    if entry.worst:
        yield f"{'':<24}worst: {entry.worst[0]}, late by {duration_text(entry.worst[1])}"


def percent_text(share: Fraction) -> str:
    """A share in per cent, cut after two places, so that 99.996% never reads as 100%."""
    hundredths = int(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _met(met: bool | None) -> str:  # noqa: FBT001 - a verdict that may be unknown, not a switch
    return "not yet to be told" if met is None else "kept" if met else "missed"


def _line_texts(line: Line) -> Iterator[str]:
    yield line.text
    if line.origin is not None:
        yield f"  {line.origin}"
    if line.decided:
        yield f"  {line.decided}"


def _line_record(line: Line) -> Record:
    return {"says": line.text, "source": _origin_record(line.origin), "decided": line.decided or None}


def _origin_record(origin: Origin | None) -> Record | None:
    if origin is None:
        return None
    return {"clause": origin.clause or None, "document": origin.document, "place": str(origin.place)}


def _utc(at: int | None) -> str | None:
    return None if at is None else instant_text(at)
