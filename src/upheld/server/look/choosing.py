"""Choosing colours and language, kept in a cookie of this browser; works without a script and without signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from upheld.server.access.routes import open_to_all
from upheld.server.look.frame import THEME_COOKIE
from upheld.server.look.language import LANGUAGE_COOKIE, LANGUAGES

_YEAR = 365 * 86400
_WORDS = {THEME_COOKIE: {"light", "dark", "auto"}, LANGUAGE_COOKIE: {code for code, _ in LANGUAGES}}


@open_to_all("colours and language are chosen by strangers too, and tell nothing")
@csrf_exempt  # whoever makes a browser send this changes colours; pages without a session have no token
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen, and go back to where the reader was."""
    response = HttpResponseRedirect(_back(request), status=303)
    for cookie, words in _WORDS.items():
        wanted = request.POST.get(cookie, "")
        if wanted in words:
            secure = bool(settings.SESSION_COOKIE_SECURE)
            response.set_cookie(cookie, wanted, max_age=_YEAR, samesite="Lax", secure=secure)
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
