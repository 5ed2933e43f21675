"""What a customer does to a case: writes, confirms that it is solved."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upheld.problems import Place, Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.api.forms_once import done_once
from upheld.server.desk.acts import Said, fact_of
from upheld.server.desk.recording import Stale, record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.look.errors import error_page
from upheld.server.look.numbers import number_in
from upheld.server.look.taken import taken
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.ticket_page import LONGEST_REPLY, place_of_files, shown
from upheld.server.portal.uploads import taken_in
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

CHANNEL = "web form"


@asks_for("ticket.message")
@require_http_methods(["GET", "POST"])
@for_customers
def write(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Add what a customer wrote; it ends the waiting on them, and takes up again what was solved."""
    ticket, text = reader.ticket(number), request.POST.get("text", "").strip()
    if request.method == "GET":
        # Who had to sign in first comes by this way; their browser has kept what they wrote.
        return HttpResponseRedirect(f"/portal/tickets/{number}", status=HTTPStatus.SEE_OTHER)
    problems = tuple(_faults(text))
    if problems:
        return shown(request, reader, ticket, text, problems)
    try:
        told = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        onward = done_once(told, reader.actor, request.path, lambda: _written(request, reader, number, text))
    except Refused as refused:
        return shown(request, reader, ticket, text, tuple(refused.problems))
    return taken(request, f"ticket-{number}", onward)


@asks_for("ticket.reopen")
@require_POST
@for_customers
def confirm(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Note that the customer finds the case solved: it is closed."""
    ticket, now = reader.ticket(number), present()
    seen = number_in(request.POST.get("seen", ""), 9)
    expected = ticket.last_sequence if seen is None else seen
    try:
        fact = fact_of(Said("confirm"), reader.actor, epoch_seconds(now))
        record(number, [fact], reader.actor, now, expected)
    except Stale:
        return error_page(request, HTTPStatus.CONFLICT)
    except Refused as refused:
        return shown(request, reader, ticket, "", tuple(refused.problems))
    return HttpResponseRedirect(f"/portal/tickets/{number}", status=HTTPStatus.SEE_OTHER)


def _written(request: HttpRequest, reader: Reader, number: int, text: str) -> str:
    """Add the message with its files, and answer where it stands."""
    now = present()
    message = CustomerMessage(text, now, CHANNEL, taken_in(request, place_of_files(number)))
    made = reply(number, message, reader.actor, now)
    return f"/portal/tickets/{made.ticket.pk}#latest"


def _faults(text: str) -> list[Problem]:
    if not text:
        return [Problem(Place("request"), "text", _("There is nothing in it yet."), code="missing")]
    if len(text) > LONGEST_REPLY:
        return [Problem(Place("request"), "text", _("At most %d characters.") % LONGEST_REPLY)]
    return []
