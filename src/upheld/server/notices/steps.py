"""What the desk is told of time that runs out: warnings, missed targets, escalations; and whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.standing import Standing
from upheld.server.notices.composing import late_line, link, priority_text
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.message import Message, Reader
from upheld.support.clock import Clock
from upheld.timeline.instants import epoch_seconds, instant_from_text, utc_from_seconds

STALE_AFTER = 300
"""Seconds after which an escalation of what has been answered meanwhile wakes nobody any more."""

Told = Mapping[str, object]
"""A step as the core's `step_record` tells it."""


def outdated(told: Told, key: str, stands: Standing, now: datetime) -> str:
    """Why a step is not told any more; empty where it still is.

    A warning holds while its clock runs and is not yet missed. A missed target is told even when it has been answered
    meanwhile, unless that would come long after. What a change of the ticket took away is told no more.
    """
    if key not in {step.key for step in stands.steps}:
        return "the ticket has changed: this is not owed any more"
    clock = clock_of(key, stands)
    over = clock is None or not clock.open
    at = epoch_seconds(now)
    if told.get("kind") == "warning":
        missed = clock is not None and clock.due is not None and clock.due < at
        return "the target has been answered or missed meanwhile" if over or missed else ""
    late = at - instant_from_text(str(told["at"]))
    return "it has been answered meanwhile" if over and late > STALE_AFTER else ""


def step_message(told: Told, key: str, stands: Standing, reader: Reader, ticket: Ticket) -> Message:
    """The message about a step, for whoever it is told to."""
    words, kind = reader.words, str(told["kind"])
    clock = clock_of(key, stands)
    due = None if clock is None else clock.due
    values = {
        **_values(ticket, stands),
        "target": words(f"target.{told['target']}"), "to": str(told.get("to") or ""), "share": str(told.get("level")),
        "due": words("step.no_due") if due is None else words.instant(due, reader.zone),
        "reason": _reason(clock),
    }  # fmt: skip
    since = instant_from_text(str(told["at"]))
    return _message(kind, values, reader, late_line(words, since, utc_from_seconds(stands.now)))


def asked_message(event: TicketEvent, stands: Standing, reader: Reader) -> Message:
    """The message about an escalation that somebody asked for."""
    to = str(event.data.get("to", ""))
    values = {**_values(event.ticket, stands), "to": to, "reason": str(event.data.get("text") or "-")}
    late = late_line(reader.words, event.at, event.recorded_at)
    return _message("escalated", values, reader, late)


def clock_of(key: str, stands: Standing) -> Clock | None:
    """The clock that a step's key names: ticket/target/number/..."""
    _, target, number, *_ = key.split("/")
    found = [clock for clock in stands.clocks if clock.kind == target and str(clock.number) == number]
    return next((clock for clock in found if clock.replaced is None), found[-1] if found else None)


def _values(ticket: Ticket, stands: Standing) -> dict[str, str]:
    return {
        "ticket": str(ticket.pk), "subject": one_line(ticket.subject), "account": ticket.account.name,
        "priority": priority_text(ticket, stands.agreement), "link": f"{link()}/desk/tickets/{ticket.pk}",
    }  # fmt: skip


def _reason(clock: Clock | None) -> str:
    return clock.promise.origin.cited if clock is not None and clock.promise is not None else "-"


def _message(kind: str, values: Mapping[str, str], reader: Reader, late: str) -> Message:
    words = reader.words
    says = filled(words(f"step.{kind}"), values)
    text = plain_text(filled(words("step.text"), {**values, "description": says}))
    subject = one_line(filled(words(f"step.subject_{kind}"), values))
    data = {"type": f"ticket.{kind}", "data": {"ticket": int(values["ticket"]), "description": says}}
    return Message(subject, f"{late}{text}\n", words.language, data)
