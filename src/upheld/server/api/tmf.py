"""TM Forum's Trouble Ticket API (TMF621, version 5) as a second face of tickets: list, read and open."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from upheld.server.api.accounts import Limit
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT
from upheld.server.api.replies import Reply
from upheld.server.api.ticket_records import brief, detail
from upheld.server.api.tickets import account_of, ticket_of
from upheld.server.api.tmf_mapping import (
    STATUS_OF,
    Status,
    TroubleTicket,
    TroubleTicketBody,
    TroubleTicketList,
    trouble_ticket,
)
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.standing import standing_of
from upheld.server.present import present, present_second

tmf = Operations("troubleTicket")
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@tmf.get("/troubleTicket", Operation("ticket.read", TroubleTicketList))
def list_trouble_tickets(
    request: HttpRequest, limit: Limit = DEFAULT, offset: Offset = 0, status: Status | None = None
) -> Reply:
    """Tickets, the newest first; how many there are in all stands in `X-Total-Count`."""
    actor = actor_in(request)
    rows = Ticket.objects.visible_to(actor).select_related("account").order_by("-pk")
    if status:
        rows = rows.filter(state__in=[state for state, told in STATUS_OF.items() if told == status])
    found = [trouble_ticket(brief(each, actor)) for each in rows[offset : offset + limit]]
    headers = {"X-Total-Count": str(rows.count()), "X-Result-Count": str(len(found))}
    return Reply(TroubleTicketList(found), headers=headers)


@tmf.get("/troubleTicket/{number}", Operation("ticket.read", TroubleTicket))
def retrieve_trouble_ticket(request: HttpRequest, number: Number) -> Reply:
    """One ticket, with the instant at which its resolution falls due."""
    actor = actor_in(request)
    ticket = ticket_of(number, actor)
    return Reply(trouble_ticket(detail(ticket, standing_of(ticket, present_second()), actor)))


@tmf.post("/troubleTicket", Operation("ticket.open", TroubleTicket, HTTPStatus.CREATED))
def create_trouble_ticket(request: HttpRequest, body: TroubleTicketBody) -> Reply:
    """Open a ticket."""
    actor = actor_in(request)
    account = account_of(body.account, actor)
    report = Report(
        body.name, body.description, priority=body.priority, environment=body.environment, intake=body.intake
    )
    made = open_ticket(account, report, actor, present())
    told = trouble_ticket(detail(made.ticket, made.standing, actor))
    return Reply(told, HTTPStatus.CREATED, {"Location": told.href})
