"""Views of the queue that somebody keeps under a name: kept, renamed, let go."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upheld.server.accounts.models import Person
from upheld.server.console.filters import Asked
from upheld.server.console.models import SavedView
from upheld.server.console.pages import desk_page, person_in
from upheld.server.look.numbers import number_in

QUEUE = "/desk/queue"
_MOST = 20
Fault = Literal["", "full", "taken", "nameless"]


@desk_page("ticket.notes")
@require_POST
def change_views(request: HttpRequest) -> HttpResponse:
    """Keep the view that the page shows under a name, give a kept one another name, or let it go."""
    person, told = person_in(request), request.POST
    query = Asked.of(QueryDict(told.get("query", "")[:1000])).query
    fault = _changed(person, told, query) if person else ""
    said = "&".join(part for part in (query, f"view={fault}" if fault else "") if part)
    return HttpResponseRedirect(f"{QUEUE}?{said}" if said else QUEUE, status=303)


def view_fault(name: str) -> str:
    """What was wrong with the last change of a view, in words; empty where nothing was."""
    words = {
        "full": _("You keep %(number)d views already: let one go before you keep another.") % {"number": _MOST},
        "taken": _("Another of your views has this name already."),
        "nameless": _("A view needs a name."),
    }  # fmt: skip
    return words.get(name, "")


def _changed(person: Person, told: QueryDict, query: str) -> Fault:
    own, name = SavedView.objects.filter(person=person), told.get("name", "").strip()[:60]
    asked, number = told.get("do", "keep"), number_in(told.get("view", "")) or 0
    if asked == "remove":
        own.filter(pk=number).delete()
        return ""
    if not name:
        return "nameless"
    if asked == "rename":
        if own.filter(name=name).exclude(pk=number).exists():
            return "taken"
        own.filter(pk=number).update(name=name)
        return ""
    if own.exclude(name=name).count() >= _MOST:
        return "full"
    SavedView.objects.update_or_create(person=person, name=name, defaults={"query": query})
    return ""
