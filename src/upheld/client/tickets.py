"""Operations on tickets, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class Source(Answer):
    """Where a term stands."""

    clause: str | None
    document: str
    place: str


class WorkingLine(Answer):
    """One step of the working behind a deadline; `decided` says who settled what the text leaves open."""

    says: str
    source: Source | None
    decided: str | None


class ClockRecord(Answer):
    """One target of a ticket and how it stands. Instants are in UTC, lengths in seconds as the target counts them."""

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
    working: tuple[WorkingLine, ...]


class EventRecord(Answer):
    """One thing that happened to a ticket: when, and when it was recorded."""

    sequence: int
    event: str
    at: str
    recorded: str
    by: str
    detail: str | None
    text: str | None


class NotEntitled(Answer):
    """Why support is not owed for a ticket, and by which clause."""

    what: str
    clause: str | None


class TicketBrief(Answer):
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


class TicketDetail(Answer):
    """A ticket with its clocks as they stood at `as_of`, and its priority as the agreement defines it.

    `no_deadline` says in words why nothing falls due, where no time is promised.
    """

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
    clocks: tuple[ClockRecord, ...]


EventOfAddTicketEvent = Literal[
    "acknowledge",
    "message",
    "note",
    "take",
    "wait",
    "resume",
    "priority",
    "work_around",
    "fix",
    "resolve",
    "close",
    "confirm",
    "reopen",
    "exclude",
    "include",
    "merge",
    "assign",
    "link",
]


class Tickets:
    """Operations on tickets, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def open_a_ticket(
        self,
        *,
        subject: str,
        description: str | None = None,
        account: str | None = None,
        agreement: str | None = None,
        channel: Literal["api", "web form", "e-mail", "telephone", "monitoring"] | None = None,
        priority: str | None = None,
        answers: Mapping[str, str] | None = None,
        environment: str | None = None,
        kind: Literal["case", "change request"] | None = None,
        intake: Mapping[str, str] | None = None,
        idempotency_key: str = "",
    ) -> TicketDetail:
        """Open a ticket."""
        return self._line.changed(
            Change(
                "POST",
                "/tickets",
                body={
                    "subject": subject,
                    "description": description,
                    "account": account,
                    "agreement": agreement,
                    "channel": channel,
                    "priority": priority,
                    "answers": answers,
                    "environment": environment,
                    "kind": kind,
                    "intake": intake,
                },
                idempotency_key=idempotency_key,
            ),
            TicketDetail,
        )

    def list_tickets(
        self,
        *,
        order: Literal["newest", "due"] | None = None,
        state: Literal["open", "waiting", "solved", "closed", "merged", "not entitled"] | None = None,
        account: str | None = None,
        queue: str | None = None,
        priority: str | None = None,
        channel: str | None = None,
        environment: str | None = None,
        opened_after: datetime | None = None,
        opened_before: datetime | None = None,
        due_after: datetime | None = None,
        due_before: datetime | None = None,
        q: str | None = None,
        assignee: str | None = None,
        page_size: int = 50,
    ) -> Iterator[TicketBrief]:
        """Tickets: the newest first, or those with an open clock by the time at which it falls due."""
        return self._line.pages(
            "/tickets",
            TicketBrief,
            {
                "order": order,
                "state": state,
                "account": account,
                "queue": queue,
                "priority": priority,
                "channel": channel,
                "environment": environment,
                "opened_after": opened_after,
                "opened_before": opened_before,
                "due_after": due_after,
                "due_before": due_before,
                "q": q,
                "assignee": assignee,
            },
            page_size,
        )

    def get_ticket(self, number: int) -> TicketDetail:
        """One ticket, with its clocks as they stand now."""
        return self._line.read(f"/tickets/{part(number)}", TicketDetail, {})

    def list_ticket_events(self, number: int, *, page_size: int = 50) -> Iterator[EventRecord]:
        """What happened to a ticket, as it was recorded; customers do not see what stays in the house."""
        return self._line.pages(f"/tickets/{part(number)}/events", EventRecord, {}, page_size)

    def add_ticket_event(
        self,
        number: int,
        *,
        event: EventOfAddTicketEvent,
        text: str | None = None,
        how: Literal["notice", "portal", "call logged", "internal"] | None = None,
        state: str | None = None,
        priority: str | None = None,
        cause: str | None = None,
        into: str | None = None,
        to: str | None = None,
        queue: str | None = None,
        notice: Literal["Update", "Informational", "Action Required"] | None = None,
        if_match: str = "",
        idempotency_key: str = "",
    ) -> TicketDetail:
        """Do something to a ticket: acknowledge, message, note, wait, resume, priority, resolve, reopen and others."""
        return self._line.changed(
            Change(
                "POST",
                f"/tickets/{part(number)}/events",
                body={
                    "event": event,
                    "text": text,
                    "how": how,
                    "state": state,
                    "priority": priority,
                    "cause": cause,
                    "into": into,
                    "to": to,
                    "queue": queue,
                    "notice": notice,
                },
                if_match=if_match,
                idempotency_key=idempotency_key,
            ),
            TicketDetail,
        )
