"""Links out of mails: their secret is taken out of the address at once, so that no log keeps it.

What a browser's session then holds is the secret's digest alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from upheld.server.access.routes import open_to_all
from upheld.server.look.errors import error_page
from upheld.server.people.links import digest_of
from upheld.server.present import present
from upheld.server.signing.limits import OPENED, sender_of, too_often

Kind = Literal["invitation", "reset"]
PAGES: Mapping[Kind, str] = MappingProxyType({"invitation": "/invitation", "reset": "/reset/password"})


@open_to_all("the link itself is the key, and this page tells nothing")
@require_safe
def invitation_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret of an invitation, and lead to its page."""
    return _taken(request, "invitation", secret)


@open_to_all("the link itself is the key, and this page tells nothing")
@require_safe
def reset_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret of a reset, and lead to its page."""
    return _taken(request, "reset", secret)


def link_taken(request: HttpRequest, kind: Kind) -> str:
    """The digest of the link that was opened in this browser; empty where none was."""
    return str(request.session.get(kind, ""))


def _taken(request: HttpRequest, kind: Kind, secret: str) -> HttpResponse:
    if too_often(present(), (OPENED, sender_of(request))):
        # Each link that is opened begins a session, which is kept.
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    request.session[kind] = digest_of(secret)
    return HttpResponseRedirect(PAGES[kind])
