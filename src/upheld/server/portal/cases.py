"""The list of an account's cases."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.desk.finding import Wanted, narrowed
from upheld.server.desk.models import Ticket
from upheld.server.look.numbers import number_in
from upheld.server.look.words import Words
from upheld.server.portal.listing import listed
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present_second

PAGE = 25


@dataclass(frozen=True, slots=True)
class View:
    """A choice of cases: its name in the address, what it is called, and the states in it."""

    name: str
    label: Words
    states: tuple[str, ...]


VIEWS = (
    View("open", _("Being worked on"), ("open", "waiting")),
    View("solved", _("Solved"), ("solved", "closed")),
    View("all", _("All"), ()),
)


@asks_for("ticket.read")
@require_GET
@for_customers
def cases(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the cases of a view, the newest first, a page at a time; words narrow them."""
    view = next((each for each in VIEWS if each.name == request.GET.get("view")), VIEWS[0])
    words = request.GET.get("q", "").strip()[:200]
    # Whoever looks for something looks everywhere.
    chosen = VIEWS[-1] if words else view
    rows = narrowed(Ticket.objects.visible_to(reader.actor).with_terms(), Wanted(words=words), reader.actor)
    rows = rows.filter(state__in=chosen.states) if chosen.states else rows
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    page = {
        "views": VIEWS, "view": chosen, "words": words, "cases": listed(found[:PAGE], present_second()),
        "next": found[PAGE - 1].pk if len(found) > PAGE else None, "paged": bool(before),
    }  # fmt: skip
    return render(request, "portal/cases.html", page)
