"""A forgotten password: a link by mail, and the page that it leads to."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from upheld.problems import Refused
from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.look.errors import error_page
from upheld.server.look.fields import Field
from upheld.server.people.resetting import open_reset, reset_password
from upheld.server.people.work import ask_reset
from upheld.server.present import present
from upheld.server.signing.entering import SIGN_IN
from upheld.server.signing.invited import gone, password_field
from upheld.server.signing.limits import LINK, RESET, RESETS_OF_PLACE, sender_of, too_often
from upheld.server.signing.links import link_taken
from upheld.server.signing.signing_in import LONGEST, LONGEST_PASSWORD

_OPEN = "whoever forgot a password cannot sign in; the link itself is the key"


@open_to_all(_OPEN)
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # nobody acts yet
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and say the same of every one of them."""
    if request.method == "GET":
        return _asking(request)
    email, now = request.POST.get("email", "").strip().lower()[:LONGEST], present()
    if too_often(now, (RESETS_OF_PLACE, sender_of(request))):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    # Of one address too many are dropped without a word: the words would tell that somebody asked for it before.
    if "@" in email and not too_often(now, (RESET, email)):
        ask_reset(email)
    return render(request, "signing/reset_sent.html", {"email": email})


@open_to_all(_OPEN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # nobody acts yet
def reset(request: HttpRequest) -> HttpResponse:
    """Choose a new password; every session of the person ends."""
    now = present()
    if too_often(now, (LINK, sender_of(request))):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    found = open_reset(link_taken(request, "reset"), now)
    if found is None:
        return error_page(request, HTTPStatus.GONE, gone())
    if request.method == "GET":
        return render(request, "signing/reset.html", {"field": password_field()})
    try:
        reset_password(found, request.POST.get("password", "")[:LONGEST_PASSWORD], now)
    except Refused as refused:
        says = " ".join(problem.what for problem in refused.problems)
        told = {"field": password_field(says)}
        return render(request, "signing/reset.html", told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(f"{SIGN_IN}?changed=yes", status=HTTPStatus.SEE_OTHER)


def _asking(request: HttpRequest) -> HttpResponse:
    asked = Field("email", _("E-mail address"), "email", required=True, complete="username", longest=LONGEST)
    return render(request, "signing/reset_ask.html", {"field": asked})
