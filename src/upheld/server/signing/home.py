"""The start: everybody is led to the pages that are theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from upheld.server.access.routes import open_to_all
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.models import Person
from upheld.server.api.calling import CHOSEN_ACCOUNT

DESK, PORTAL, STATUS = "/desk/", "/portal/", "/status/"


@open_to_all("it tells nothing, and leads on")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead the provider's people to the desk, customers to the portal, and passers-by to the status page."""
    person = request.user
    actors = actors_of_person(person) if isinstance(person, Person) else ()
    if not actors:
        return HttpResponseRedirect(STATUS)
    at_desk = not request.session.get(CHOSEN_ACCOUNT) and any(actor.of_provider for actor in actors)
    return HttpResponseRedirect(DESK if at_desk else PORTAL)
