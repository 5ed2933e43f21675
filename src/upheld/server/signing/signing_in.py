"""Signing in with an address and a password, then with a code where one is asked for; and signing out."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import authenticate, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Person
from upheld.server.audit.trail import Act, note
from upheld.server.installed import installation
from upheld.server.look.fields import Field
from upheld.server.people.second_factor import has_second_factor, show
from upheld.server.people.tries import forgive
from upheld.server.present import present
from upheld.server.signing.entering import (
    SIGN_IN,
    Waiting,
    enter,
    let_in,
    may_come_in,
    note_failure,
    onward_of,
    waiting_in,
)
from upheld.server.signing.limits import ADDRESS, CODE, PASSWORD, PLACE, sender_of, too_often

LONGEST = 254
LONGEST_PASSWORD = 1000
_OPEN = "whoever signs in has not done so yet"


@open_to_all(_OPEN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # it is only being found out who acts
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and a password; then go on to where the person came from."""
    onward = onward_of(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return HttpResponseRedirect(onward)
        return _page(request, onward)
    email, now = request.POST.get("email", "").strip()[:LONGEST], present()
    of_both = f"{email.lower()} {sender_of(request)}"
    if too_often(now, (PASSWORD, of_both), (ADDRESS, email.lower()), (PLACE, sender_of(request))):
        return _page(request, onward, _("Too many tries. Wait a minute, then try again."), HTTPStatus.TOO_MANY_REQUESTS)
    password = request.POST.get("password", "")[:LONGEST_PASSWORD]
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person) or not may_come_in(person):
        note_failure("failed", Person.objects.filter(email=email.lower()).first(), now)
        # The same words whether the address is known or not.
        return _page(request, onward, _("Address and password do not fit together."), HTTPStatus.UNAUTHORIZED)
    forgive(PASSWORD, of_both)
    return let_in(request, Waiting(person, "password", onward))


@open_to_all(_OPEN)
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # likewise
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the telephone, or one of those on paper."""
    now = present()
    waiting = waiting_in(request, now)
    if waiting is None or not has_second_factor(waiting.person):
        return HttpResponseRedirect(SIGN_IN)
    if request.method == "GET":
        return _code_page(request)
    if too_often(now, (CODE, str(waiting.person.pk))):
        return _code_page(
            request, _("Too many tries. Wait some minutes, then try again."), HTTPStatus.TOO_MANY_REQUESTS
        )
    if show(waiting.person, request.POST.get("code", ""), now) is None:
        note_failure("code-failed", waiting.person, now)
        wrong = _("This code does not fit. Wait for the next one, and look whether the phone's clock is right.")
        return _code_page(request, wrong, HTTPStatus.UNAUTHORIZED)
    forgive(CODE, str(waiting.person.pk))
    return enter(request, waiting)


@open_to_all("signing out asks for nothing but a session")
@require_POST
@within(EVERYTHING)  # the row in the audit trail belongs to no account
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Person):
        of = str(request.user.pk)
        with transaction.atomic():
            note(Act("sign-out", "person", of), f"person:{of}", present())
    logout(request)
    return HttpResponseRedirect(SIGN_IN)


def _page(request: HttpRequest, onward: str, error: str = "", status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    email = request.POST.get("email", "")[:LONGEST]
    fields = (
        Field("email", _("E-mail address"), "email", required=True, value=email, complete="username", longest=LONGEST),
        Field("password", _("Password"), "password", required=True, complete="current-password"),
    )
    told = {"onward": onward, "error": error, "fields": fields, "others": installation().oidc}
    return render(request, "signing/sign_in.html", told, status=status)


def _code_page(request: HttpRequest, error: str = "", status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    hint = _("Six digits that your phone shows, or one of your recovery codes.")
    asked = Field(
        "code", _("Code"), "line", required=True, error=error, hint=hint, complete="one-time-code", longest=40
    )
    return render(request, "signing/code.html", {"field": asked}, status=status)
