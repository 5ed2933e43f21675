"""Operations on tickets: open, list, read with clocks, and everything that happens to one."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.api.accounts import Cursor, Limit, account_named
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in, require
from upheld.server.api.matching import expected_sequence
from upheld.server.api.operations import IF_MATCH, Operation, Operations
from upheld.server.api.paging import DEFAULT, cursor_of, key_of
from upheld.server.api.replies import ApiProblem, Reply
from upheld.server.api.ticket_records import EventPage, TicketDetail, TicketPage, brief, detail, event_record
from upheld.server.api.times import Instant
from upheld.server.desk.acts import ActName, Said, action_for, fact_of
from upheld.server.desk.facts import HIDDEN_KINDS
from upheld.server.desk.finding import Wanted, narrowed
from upheld.server.desk.models import Ticket, TicketRows
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.desk.standing import standing_of
from upheld.server.present import present, present_second
from upheld.support.events import INTERNAL
from upheld.timeline.instants import epoch_seconds

tickets = Operations("tickets")
Order = Literal["newest", "due"]
State = Literal["open", "waiting", "solved", "closed", "merged", "not entitled"]
How = Literal["notice", "portal", "call logged", "internal"]
Filter = Annotated[str, Query(max_length=200)]
Said200 = Annotated[str, Field(max_length=200)]
_CHANNELS_OF_CUSTOMERS = frozenset({"api", "web form"})
Words = Annotated[dict[Said200, Said200], Field(max_length=50)]


class ReportBody(BaseModel):
    """A ticket to be opened. Who belongs to an account opens for it alone and need not name it.

    A `change request` asks for something that support does not owe: it needs no priority and has no clock.
    `channel` is how it came in: an agent logs a telephone call or a message; a customer's own comes by `api`. `intake`
    holds the fields that the agreement asks for: `began_at` with its offset from UTC, `ongoing` as `yes` or `no`.
    """

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(min_length=1, max_length=300)]
    description: Annotated[str, Field(max_length=50_000)] = ""
    account: Annotated[str, Field(max_length=64)] = ""
    agreement: Annotated[str, Field(max_length=64)] = ""
    channel: Literal["api", "web form", "e-mail", "telephone", "monitoring"] = "api"
    priority: Annotated[str, Field(max_length=64)] = ""
    answers: Words = Field(default_factory=dict)
    environment: Annotated[str, Field(max_length=64)] = ""
    kind: Literal["case", "change request"] = "case"
    intake: Annotated[dict[Said200, Annotated[str, Field(max_length=5_000)]], Field(max_length=50)] = Field(
        default_factory=dict
    )


class EventBody(BaseModel):
    """Something that is done to a ticket.

    `how` says how a message reached the customer, and `internal` that it did not; with `notice` the service brings it
    to them, and it answers a clock once it has reached them. `notice` is the status that its notice bears. `to` is the
    address of whom it is assigned to (`nobody`), or what it is linked with (`ticket/7`, `incident/7`).
    """

    model_config = ConfigDict(extra="forbid")

    event: ActName
    text: Annotated[str, Field(max_length=50_000)] = ""
    how: How | None = None
    state: Said200 = ""
    priority: Annotated[str, Field(max_length=64)] = ""
    cause: Said200 = ""
    into: Annotated[str, Field(max_length=20)] = ""
    to: Said200 = ""
    queue: Said200 = ""
    notice: Literal["Update", "Informational", "Action Required"] | None = None


@tickets.post("/tickets", Operation("ticket.open", TicketDetail, HTTPStatus.CREATED))
def open_a_ticket(request: HttpRequest, body: ReportBody) -> Reply:
    """Open a ticket."""
    actor = actor_in(request)
    account = account_of(body.account, actor)
    if not actor.of_provider and body.channel not in _CHANNELS_OF_CUSTOMERS:
        raise ApiProblem(HTTPStatus.FORBIDDEN, f"a report by {body.channel} is logged on the provider's side")
    report = Report(**body.model_dump(exclude={"account"}))
    made = open_ticket(account, report, actor, present())
    return Reply(detail(made.ticket, made.standing, actor), HTTPStatus.CREATED, _headers(made.ticket))


@tickets.get("/tickets", Operation("ticket.read", TicketPage))
def list_tickets(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    request: HttpRequest,
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    order: Order = "newest",
    state: State | None = None,
    account: Filter = "",
    queue: Filter = "",
    priority: Filter = "",
    channel: Filter = "",
    environment: Filter = "",
    opened_after: Instant | None = None,
    opened_before: Instant | None = None,
    due_after: Instant | None = None,
    due_before: Instant | None = None,
    q: Filter = "",
    assignee: Filter = "",
) -> Reply:
    """Tickets: the newest first, or those with an open clock by the time at which it falls due.

    Each word of `q` is looked for in the subject, the messages, the details of the report and the account's name, also
    within longer words, or is the ticket's number.
    `assignee` is the address of an agent.
    """
    actor = actor_in(request)
    wanted = Wanted(
        state or "", account, queue, priority, channel, environment, _seconds(opened_after), _seconds(opened_before),
        _seconds(due_after), _seconds(due_before), q, assignee,
    )  # fmt: skip
    # Not joined: PostgreSQL takes the row policy of accounts to leave one of them, and would sort all tickets of it.
    rows = narrowed(Ticket.objects.visible_to(actor).prefetch_related("account", "assignee"), wanted, actor)
    found = list(_ordered(rows, order, cursor)[: limit + 1])
    more = cursor_of(_key(found[limit - 1], order)) if len(found) > limit else None
    return Reply(TicketPage(items=[brief(each, actor) for each in found[:limit]], next=more))


@tickets.get("/tickets/{number}", Operation("ticket.read", TicketDetail))
def get_ticket(request: HttpRequest, number: Number) -> Reply:
    """One ticket, with its clocks as they stand now."""
    actor = actor_in(request)
    ticket = ticket_of(number, actor)
    return Reply(detail(ticket, standing_of(ticket, present_second()), actor), headers=_etag(ticket))


@tickets.get("/tickets/{number}/events", Operation("ticket.read", EventPage))
def list_ticket_events(request: HttpRequest, number: Number, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """What happened to a ticket, as it was recorded; customers do not see what stays in the house."""
    actor = actor_in(request)
    ticket = ticket_of(number, actor)
    after = key_of(cursor, 1) or (0,)
    rows = ticket.events.filter(sequence__gt=after[0]).order_by("sequence")
    if "ticket.notes" not in actor.may:
        rows = rows.exclude(Q(kind__in=HIDDEN_KINDS) | Q(detail=INTERNAL))
    found = list(rows[: limit + 1])
    more = cursor_of((found[limit - 1].sequence,)) if len(found) > limit else None
    return Reply(EventPage(items=[event_record(each) for each in found[:limit]], next=more))


@tickets.post("/tickets/{number}/events", Operation("ticket.message", TicketDetail, HTTPStatus.CREATED, (IF_MATCH,)))
def add_ticket_event(request: HttpRequest, number: Number, body: EventBody) -> Reply:
    """Do something to a ticket: acknowledge, message, note, wait, resume, priority, resolve, reopen and others.

    A customer's message ends the waiting on the customer and reopens a solved ticket within the plan's time; after that
    it begins another ticket, which is then the answer.
    """
    actor, now = actor_in(request), present()
    ticket = ticket_of(number, actor)
    said = Said(body.event, _fields(body))
    require(actor, action_for(said))
    expected = expected_sequence(request.headers.get("If-Match", ""))
    fact = fact_of(said, actor, epoch_seconds(now))
    if fact.kind == "customer_message":
        made = reply(ticket.pk, CustomerMessage(str(fact.data["text"]), now), actor, now, expected)
    else:
        made = record(ticket.pk, [fact], actor, now, expected)
    return Reply(detail(made.ticket, made.standing, actor), HTTPStatus.CREATED, _headers(made.ticket))


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else epoch_seconds(at)


def _fields(body: EventBody) -> dict[str, str]:
    given: dict[str, Any] = body.model_dump(exclude={"event"}, exclude_none=True)
    return {name: str(value) for name, value in given.items()}


def ticket_of(number: int, actor: Actor) -> Ticket:
    """The ticket of a number, where the actor may see it. Raises Http404: what is not yours is not there."""
    rows = Ticket.objects.visible_to(actor).with_terms()
    return get_object_or_404(rows, pk=number)


def account_of(named: str, actor: Actor) -> Account:
    """The account that is named; who belongs to one need not name it. Raises Http404 as `account_named`."""
    if not named and actor.account is not None:
        return Account.objects.get(pk=actor.account)
    return account_named(named, actor)


def _ordered(rows: TicketRows, order: Order, cursor: str) -> TicketRows:
    if order == "newest":
        after = key_of(cursor, 1)
        return (rows.filter(pk__lt=after[0]) if after else rows).order_by("-pk")
    rows = rows.filter(next_due__isnull=False)
    after = key_of(cursor, 2)
    if after:
        rows = rows.filter(Q(next_due__gt=after[0]) | Q(next_due=after[0], pk__gt=after[1]))
    return rows.order_by("next_due", "pk")


def _key(ticket: Ticket, order: Order) -> tuple[int, ...]:
    return (ticket.pk,) if order == "newest" else (ticket.next_due or 0, ticket.pk)


def _headers(ticket: Ticket) -> dict[str, str]:
    return {"Location": f"/api/v1/tickets/{ticket.pk}", **_etag(ticket)}


def _etag(ticket: Ticket) -> dict[str, str]:
    # Of the ticket's events, not of the clocks, which move with every second: hence no answer "not modified".
    return {"ETag": f'"{ticket.last_sequence}"'}
