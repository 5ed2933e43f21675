"""The account's inbox: what it was told, and to whom else it is told."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from upheld.server.access.actor import Actor
from upheld.server.access.routes import asks_for
from upheld.server.delivery.models import EMAIL, PORTAL, Delivery, DeliveryRows
from upheld.server.look.numbers import number_in
from upheld.server.look.words import Words
from upheld.server.notices.inbox import inbox_entries, mark_read
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present

PAGE = 30
STATUSES: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
    {
        "Initial": ("info", "ticket", _("Opened")),
        "Update": ("info", "mail", _("Update")),
        "Resolved": ("good", "check", _("Solved")),
        "Informational": ("none", "info", _("For your information")),
        "Action Required": ("warn", "warning", _("We need something from you")),
    }
)
"""How a notice looks: its tone, its icon, and its status in words of every day."""


@asks_for("ticket.read")
@require_GET
@for_customers
def notices(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what the account was told, the newest first."""
    rows = _told(reader.actor).order_by("-pk")
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    entries = [(row, notice, STATUSES[notice.status]) for row, notice in inbox_entries(found[:PAGE])]
    page = {
        "entries": entries, "fresh": [row.pk for row, _notice, _look in entries if row.read_at is None],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "contacts": reader.account.contacts.filter(channel=EMAIL).order_by("pk"), "tab": "notices",
    }  # fmt: skip
    return render(request, "portal/notices.html", page)


@asks_for("ticket.message")
@require_POST
@for_customers
def read_notice(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Note that somebody has read a notice, and go on to its case. Raises Http404 for another account's."""
    row = get_object_or_404(_told(reader.actor), pk=number)
    mark_read(row, present())
    return HttpResponseRedirect(f"/portal/tickets/{row.letter.ticket_id}", status=HTTPStatus.SEE_OTHER)


@asks_for("ticket.message")
@require_POST
@for_customers
def read_these(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Note that the notices of a page were read; one of another account, or that is none, is passed over."""
    numbers = [number for text in request.POST.getlist("notice")[:PAGE] if (number := number_in(text)) is not None]
    for row in _told(reader.actor).filter(pk__in=numbers, read_at=None):
        mark_read(row, present())
    return HttpResponseRedirect("/portal/notices", status=HTTPStatus.SEE_OTHER)


def unread(actor: Actor) -> int:
    """How many notices nobody at the account has read."""
    return _told(actor).filter(read_at=None).count()


def mark_seen(ticket: int, actor: Actor) -> None:
    """Note that a customer has a case before them, with all that they were told of it: so it has reached them."""
    for row in _told(actor).filter(letter__ticket=ticket, read_at=None):
        mark_read(row, present())


def _told(actor: Actor) -> DeliveryRows:
    return Delivery.objects.visible_to(actor).filter(channel=PORTAL).select_related("letter")
