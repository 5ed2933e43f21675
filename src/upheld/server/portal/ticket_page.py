"""The page of one ticket: its number, its priority as the agreement defines it, and by when what is due."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import Standing, standing_of
from upheld.server.present import present_second
from upheld.support.clock import Clock
from upheld.support.trace import verdict_text
from upheld.support.wording import local_text


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock in words."""

    target: str
    due: str
    says: str


@asks_for("ticket.read")
@require_GET
def ticket_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a ticket of one's own. Raises Http404: what is not yours is not there."""
    ticket = Ticket.objects.visible_to(actor_in(request)).with_terms().filter(pk=number).first()
    if ticket is None:
        raise Http404
    stands = standing_of(ticket, present_second())
    support = stands.agreement.text.support
    page = {
        "ticket": ticket, "stands": stands, "promises": _promises(stands, ticket.account.zone),
        "opened": local_text(ticket.opened_at, ticket.account.zone),
        "priority": support.priorities.get(stands.priority) if support else None,
    }  # fmt: skip
    return render(request, "portal/ticket.html", page)


def _promises(stands: Standing, zone: str) -> tuple[Promise, ...]:
    return tuple(Promise(clock.kind, _due(clock, zone), verdict_text(clock)) for clock in stands.clocks)


def _due(clock: Clock, zone: str) -> str:
    return local_text(clock.due, zone) if clock.due is not None else ""
