"""Tickets as the API tells them: clocks word for word as `upheld deadline` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from upheld.server.access.actor import Actor
from upheld.server.desk.models import CHANGE_REQUEST, Ticket, TicketEvent
from upheld.server.desk.standing import Standing
from upheld.support.telling import traced_record
from upheld.timeline.instants import epoch_seconds, instant_text


class Source(BaseModel):
    """Where a term stands."""

    clause: str | None
    document: str
    place: str


class WorkingLine(BaseModel):
    """One step of the working behind a deadline; `decided` says who settled what the text leaves open."""

    says: str
    source: Source | None
    decided: str | None


class ClockRecord(BaseModel):
    """One target of a ticket and how it stands. Instants are in UTC, lengths in seconds as the target counts them."""

    model_config = ConfigDict(extra="forbid")

    ticket: str
    target: str
    number: int
    priority: str
    verdict: str
    reading: str | None
    calendar: str | None
    zone: str | None
    started: str | None
    due: str | None
    due_local: str | None
    stopped: str | None
    how: str | None
    replaced: str | None
    spent_seconds: int
    left_seconds: int | None
    paused_seconds: int
    late_seconds: int | None
    source: Source | None
    says: str
    working: list[WorkingLine]


class TicketBrief(BaseModel):
    """A ticket in a list; `next_due` is when its first open clock falls due. Customers are not told the `assignee`."""

    number: int
    account: str
    subject: str
    state: str
    priority: str | None
    channel: str
    kind: str
    queue: str | None
    assignee: str | None
    opened: str
    next_due: str | None


class NotEntitled(BaseModel):
    """Why support is not owed for a ticket, and by which clause."""

    what: str
    clause: str | None


class TicketDetail(TicketBrief):
    """A ticket with its clocks as they stood at `as_of`, and its priority as the agreement defines it.

    `no_deadline` says in words why nothing falls due, where no time is promised.
    """

    agreement: str
    version: str
    digest: str
    plan: str
    events: int
    as_of: str
    priority_title: str | None
    priority_definition: str | None
    not_entitled: NotEntitled | None
    no_deadline: str | None
    clocks: list[ClockRecord]


class TicketPage(BaseModel):
    """A page of tickets; `next` is the cursor of the one after it."""

    items: list[TicketBrief]
    next: str | None


class EventRecord(BaseModel):
    """One thing that happened to a ticket: when, and when it was recorded."""

    sequence: int
    event: str
    at: str
    recorded: str
    by: str
    detail: str | None
    text: str | None


class EventPage(BaseModel):
    """A page of events; `next` is the cursor of the one after it."""

    items: list[EventRecord]
    next: str | None


def brief(ticket: Ticket, actor: Actor) -> TicketBrief:
    """A ticket as lists tell it to somebody."""
    return TicketBrief(**_index(ticket, actor))


def detail(ticket: Ticket, stands: Standing, actor: Actor) -> TicketDetail:
    """A ticket with its clocks, as it is told to somebody."""
    text, refusal = stands.agreement.text, stands.refusal
    told = NotEntitled(what=refusal.what, clause=refusal.clause or None) if refusal else None
    priority = text.priority(stands.priority)
    return TicketDetail(
        **{**_index(ticket, actor), "state": stands.state, "next_due": _utc(stands.next_due)},
        agreement=text.agreement, version=text.version.id, digest=stands.agreement.digest, plan=ticket.plan,
        events=ticket.last_sequence, as_of=instant_text(stands.now), not_entitled=told,
        no_deadline=None if refusal else _no_deadline(ticket, stands),
        priority_title=priority.title if priority else None,
        priority_definition=priority.definition if priority else None,
        clocks=[ClockRecord.model_validate(traced_record(stands.agreement, clock)) for clock in stands.clocks],
    )  # fmt: skip


def event_record(row: TicketEvent) -> EventRecord:
    """An event as the API tells it."""
    return EventRecord(
        sequence=row.sequence, event=row.kind, at=instant_text(row.at),
        recorded=instant_text(epoch_seconds(row.recorded_at)), by=row.actor, detail=row.detail or None,
        text=_text(row.data),
    )  # fmt: skip


def _no_deadline(ticket: Ticket, stands: Standing) -> str | None:
    """Why nothing falls due; None where something does, or did."""
    if any(clock.promise for clock in stands.clocks):
        return None
    if ticket.kind == CHANGE_REQUEST:
        return "a change is asked for: there is no deadline"
    if not ticket.plan:
        return "the agreement promises no times for tickets: there is no deadline"
    return f"the plan {ticket.plan} promises no time for priority {stands.priority}: there is no deadline"


def _index(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    assignee = ticket.assignee.email if ticket.assignee and actor.of_provider else None
    return {
        "number": ticket.pk, "account": ticket.account.slug, "subject": ticket.subject, "state": ticket.state,
        "priority": ticket.priority or None, "channel": ticket.channel, "kind": ticket.kind,
        "queue": ticket.queue or None, "assignee": assignee, "opened": instant_text(ticket.opened_at),
        "next_due": _utc(ticket.next_due),
    }  # fmt: skip


def _text(data: Mapping[str, object]) -> str | None:
    said = data.get("text") or data.get("description")
    return str(said) if said else None


def _utc(at: int | None) -> str | None:
    return None if at is None else instant_text(at)
