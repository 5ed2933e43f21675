"""Signing in and out with an address and a password; guesses are counted by address and by sender."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from time import monotonic

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.models import Account, Person
from upheld.server.api.calling import CHOSEN_ACCOUNT
from upheld.server.api.rates import Buckets

HOME = "/portal/tickets/new"
GUESSES_A_MINUTE = 10
# Behind one address there may be a whole house, or our own proxy.
GUESSES_OF_ONE_PLACE = 60
_LONGEST = 254


@open_to_all("whoever signs in has not done so yet")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and a password; on success go on to where the person came from."""
    onward = _onward(request)
    if request.method == "GET":
        return _page(request, onward)
    email = request.POST.get("email", "").strip()[:_LONGEST]
    if _guesses_too_often(email, request.META.get("REMOTE_ADDR", "")):
        return _page(request, onward, "Too many tries. Wait a minute, then try again.", HTTPStatus.TOO_MANY_REQUESTS)
    person = authenticate(request, username=email, password=request.POST.get("password", "")[:1000])
    if not isinstance(person, Person) or not actors_of_person(person):
        # The same words whether the address is known or not.
        return _page(request, onward, "Address and password do not fit together.", HTTPStatus.UNAUTHORIZED)
    login(request, person)
    request.session[CHOSEN_ACCOUNT] = _first_account(person)
    return HttpResponseRedirect(onward)


@open_to_all("signing out asks for nothing but a session")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/portal/sign-in")


def _page(request: HttpRequest, onward: str, error: str = "", status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    told = {"onward": onward, "error": error, "email": request.POST.get("email", "")[:_LONGEST]}
    return render(request, "portal/sign_in.html", told, status=status)


def _onward(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, whatever the link said."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else HOME


@within(EVERYTHING)  # it is only being found out who acts
def _first_account(person: Person) -> str:
    """The account for which somebody acts who may act for several; empty on the provider's side."""
    accounts = [actor.account for actor in actors_of_person(person) if actor.account is not None]
    return Account.objects.get(pk=accounts[0]).slug if accounts else ""


def _guesses_too_often(email: str, sender: str) -> bool:
    at = monotonic()
    return any([guesses(GUESSES_A_MINUTE).take(email.lower(), at), guesses(GUESSES_OF_ONE_PLACE).take(sender, at)])


@cache
def guesses(per_minute: int) -> Buckets:
    """The tries of this process to sign in, by what they are counted for."""
    return Buckets(per_minute)
