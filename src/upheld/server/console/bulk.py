"""Doing one thing to several tickets of the queue."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_POST

from upheld.problems import Refused
from upheld.server.access.actor import Actor
from upheld.server.api.calling import actor_in
from upheld.server.console.filters import Asked
from upheld.server.console.pages import desk_page
from upheld.server.console.preview import refuse_incomplete
from upheld.server.desk.acts import BY_NOTICE, Said, fact_of
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import Stale, record
from upheld.server.look.numbers import number_in
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

QUEUE = "/desk/queue"
_MOST = 200


@desk_page("ticket.work")
@require_POST
def work_on_several(request: HttpRequest) -> HttpResponse:
    """Do one act to every ticket that is ticked; those of which the agreement refuses it are counted."""
    told = request.POST
    done, passed = 0, 0
    for ticket, expected in _ticked(told, actor_in(request)):
        if _done(_said(told), ticket, expected, actor_in(request)):
            done += 1
        else:
            passed += 1
    back = {"done": str(done), **({"passed": str(passed)} if passed else {})}
    return HttpResponseRedirect(f"{QUEUE}?{_query(told, back)}", status=303)


def _ticked(told: QueryDict, actor: Actor) -> Iterator[tuple[Ticket, int]]:
    """Each ticked ticket with the sequence at which it was seen (`41@3`)."""
    for each in told.getlist("ticket")[:_MOST]:
        number, _, seen = each[:40].partition("@")
        pk, expected = number_in(number), number_in(seen)
        if pk is None or expected is None:
            continue
        found = Ticket.objects.visible_to(actor).with_terms().filter(pk=pk).first()
        if found is not None:
            yield found, expected


def _said(told: QueryDict) -> Said:
    act = told.get("act", "")
    if act == "assign":
        return Said("assign", {"to": told.get("to", "")[:200]})
    if act == "priority":
        return Said("priority", {"priority": told.get("priority", "")[:64], "text": told.get("why", "")[:2000]})
    return Said("acknowledge", {"how": BY_NOTICE})


def _done(said: Said, ticket: Ticket, expected: int, actor: Actor) -> bool:
    now = present()
    try:
        fact = fact_of(said, actor, epoch_seconds(now))
        refuse_incomplete(ticket, fact, actor, now)
        record(ticket.pk, [fact], actor, now, expected)
    except (Refused, Stale):
        return False
    return True


def _query(told: QueryDict, more: dict[str, str]) -> str:
    query = Asked.of(QueryDict(told.get("query", "")[:1000])).query
    return "&".join(part for part in (query, urlencode(more)) if part)
