"""Refusals and faults as pages, in plain words and with a way on; none of them needs what may be broken."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _

from upheld.server.look.words import Words

_NONE: Mapping[str, str] = MappingProxyType({})
_WORDS: Mapping[int, tuple[str, Words, Words]] = MappingProxyType(
    {
        400: (
            "question",
            _("That could not be read"),
            _("The address or the form holds something that we cannot take."),
        ),
        401: ("lock", _("Please sign in"), _("This page is for people who are signed in.")),
        403: (
            "lock",
            _("This is not open to you"),
            _("Your role does not include this page. Ask whoever manages access for your organisation."),
        ),
        404: ("search", _("There is nothing here"), _("The page does not exist, or it is not yours to see.")),
        405: ("none", _("That cannot be done here"), _("Go back and use the page's own buttons.")),
        409: (
            "again",
            _("Somebody was faster"),
            _("What you saw has changed meanwhile. Look at it again, then decide."),
        ),
        410: (
            "clock",
            _("This is over"),
            _("What this address led to is not there any more."),
        ),
        413: ("warning", _("That is too large"), _("Send less at once.")),
        429: ("clock", _("A moment, please"), _("That was too often in a short time. Wait a minute, then try again.")),
        500: (
            "warning",
            _("Something went wrong on our side"),
            _("It has been recorded, and nothing that you saved is lost. Try again."),
        ),
        503: ("tools", _("Back in a moment"), _("The service is not ready just now. Try again in a minute.")),
    }
)


def error_page(
    request: HttpRequest | None,
    status: int,
    detail: str = "",
    headers: Mapping[str, str] = _NONE,
    words: tuple[str, Words, Words] | None = None,
) -> HttpResponse:
    """The page of a refusal or fault; `detail` says what exactly, where that helps whoever reads it.

    `words` are an icon, a title and what it says, where those of the status would mislead.
    """
    icon, title, says = words or _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    told = {"icon": icon, "title": title, "says": says, "detail": detail, "status": int(status), "back": "/"}
    # Without the request where ours is the fault: finding out who reads might be what failed.
    text = loader.render_to_string(
        "look/error.html", told, None if status >= HTTPStatus.INTERNAL_SERVER_ERROR else request
    )
    return HttpResponse(text, status=status, headers=dict(headers))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Django's handler400."""
    return error_page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Django's handler403."""
    return error_page(request, HTTPStatus.FORBIDDEN)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Django's CSRF_FAILURE_VIEW: a form whose page stood open while somebody signed in or out, or is not ours."""
    says = _("Nothing was sent. Go back, load the page anew, and send it again; what you wrote is still there.")
    return error_page(request, HTTPStatus.FORBIDDEN, words=("again", _("This page was open for too long"), says))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Django's handler404."""
    return error_page(request, HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500. A database that is away is no fault of a page: it comes back, and so does the page."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"})
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
