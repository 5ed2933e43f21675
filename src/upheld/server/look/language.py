"""In which language a page is told: as chosen in this browser, else as the person set it, else as the browser asks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from upheld.server.accounts.models import Person

LANGUAGES = (("en", "English"), ("de", "Deutsch"))
LANGUAGE_COOKIE = "language"
_WITHOUT_WORDS = ("/api/", "/static/", "/livez", "/readyz", "/metrics")


class SpokenLanguage:
    """Pages are told in the reader's language; the API in English alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language."""
        if request.path.startswith(_WITHOUT_WORDS):
            return self._next(request)
        with translation.override(_language(request)):
            response = self._next(request)
            response.setdefault("Content-Language", translation.get_language() or "en")
            return response


def _language(request: HttpRequest) -> str:
    known = {code for code, _ in LANGUAGES}
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    # Without a session there is nobody to look up.
    person = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    set_by_person = person.language if isinstance(person, Person) else ""
    return set_by_person if set_by_person in known else translation.get_language_from_request(request)
