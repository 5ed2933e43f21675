"""When each session was last seen, to within minutes: so that people know their own among them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from upheld.server.people.sessions import mark_seen
from upheld.server.present import present

_WITHOUT_PEOPLE = ("/static/", "/livez", "/readyz", "/metrics")


class SeenSessions:
    """Notes that a signed-in person was here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; without a session's cookie nobody is looked up."""
        known = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(_WITHOUT_PEOPLE)
        if known and request.user.is_authenticated:
            mark_seen(request, present())
        return self._next(request)
