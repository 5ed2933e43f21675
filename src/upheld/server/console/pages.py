"""What every page of the desk has in common: it is for the provider's side alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse

from upheld.server.access.actor import Action
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Person
from upheld.server.api.calling import actor_in
from upheld.server.look.refreshing import refreshed

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def desk_page(action: Action) -> Callable[[Page[P]], Page[P]]:
    """Declare the action that a page of the desk asks for; to a customer who may do it elsewhere, it is not there."""

    def mark(view: Page[P]) -> Page[P]:
        @wraps(view)
        def of_desk(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not actor_in(request).of_provider:
                raise Http404
            return refreshed(request, lambda: view(request, *args, **kwargs))

        asks_for(action)(of_desk)
        # Called by position alone, whatever its first parameter is named.
        return cast("Page[P]", of_desk)

    return mark


def person_in(request: HttpRequest) -> Person | None:
    """The person who reads; None for a program with a key."""
    person = getattr(request, "user", None)
    return person if isinstance(person, Person) else None
