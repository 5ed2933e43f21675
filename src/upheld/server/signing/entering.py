"""From a person who showed who they are to a session: the second factor where it is asked for, then in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.models import Account, Person
from upheld.server.api.calling import CHOSEN_ACCOUNT
from upheld.server.audit.trail import Act, note
from upheld.server.installed import installation
from upheld.server.people.second_factor import has_second_factor
from upheld.server.people.sessions import mark_begun
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

HOME, SIGN_IN, CODE, SET_UP = "/", "/sign-in", "/sign-in/code", "/sign-in/set-up"
PATIENCE = timedelta(minutes=10)
STRANGER = "stranger"
_WAITING = "signing in"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has shown the first thing (`by`: `password`, `oidc company`), and goes to `onward` once in."""

    person: Person
    by: str
    onward: str


def may_come_in(person: Person) -> bool:
    """Whether there is a side on which a person may act."""
    return bool(actors_of_person(person))


def let_in(request: HttpRequest, waiting: Waiting, *, shown_elsewhere: bool = False) -> HttpResponseRedirect:
    """The way on: in, or to the page that asks for the second factor, or that has one set up.

    `shown_elsewhere`: another server asked for a second factor already.
    """
    page = "" if shown_elsewhere else _asks_first(waiting.person)
    if not page:
        return enter(request, waiting)
    request.session.cycle_key()
    request.session[_WAITING] = {
        "person": waiting.person.pk, "by": waiting.by, "onward": waiting.onward, "at": epoch_seconds(present()),
        "by_password": waiting.person.get_session_auth_hash(),
    }  # fmt: skip
    return HttpResponseRedirect(page)


def waiting_in(request: HttpRequest, now: datetime) -> Waiting | None:
    """Who is on the way in, in this session; None where nobody is, or for too long."""
    told = request.session.get(_WAITING)
    if not isinstance(told, dict) or epoch_seconds(now) - told["at"] > PATIENCE.total_seconds():
        return None
    person = Person.objects.filter(pk=told["person"]).first()
    if person is None or not may_come_in(person):
        return None
    if not constant_time_compare(told.get("by_password", ""), person.get_session_auth_hash()):
        return None  # the password was changed meanwhile
    return Waiting(person, told["by"], told["onward"])


@within(EVERYTHING)  # the row in the audit trail belongs to no account
def enter(request: HttpRequest, waiting: Waiting) -> HttpResponseRedirect:
    """Begin the session of a person who has shown all that is asked for."""
    person, now = waiting.person, present()
    with transaction.atomic():
        login(request, person, _BACKEND)
        request.session.pop(_WAITING, None)
        request.session[CHOSEN_ACCOUNT] = _first_account(person)
        mark_begun(request, now)
        action = f"sign-in.{waiting.by.partition(' ')[0]}"
        note(Act(action, "person", str(person.pk), after={"by": waiting.by}), f"person:{person.pk}", now)
    return HttpResponseRedirect(waiting.onward)


@within(EVERYTHING)  # likewise
def note_failure(what: str, person: Person | None, now: datetime) -> None:
    """Write down that somebody did not come in; of an address that nobody has, nothing is kept."""
    with transaction.atomic():
        note(Act(f"sign-in.{what}", "person", str(person.pk) if person else "unknown"), STRANGER, now)


def onward_of(request: HttpRequest) -> str:
    """Where somebody wanted to go: a page of ours, whatever the link said."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else HOME


def _asks_first(person: Person) -> str:
    """The page that a person has to pass before they are in; empty where there is none."""
    if has_second_factor(person):
        return CODE
    required = installation().require_second_factor and any(each.of_provider for each in actors_of_person(person))
    return SET_UP if required else ""


def _first_account(person: Person) -> str:
    """The account for which somebody acts until they choose another; empty for the provider's side."""
    accounts = [actor.account for actor in actors_of_person(person)]
    first = accounts[0] if accounts and None not in accounts else None
    return "" if first is None else Account.objects.get(pk=first).slug
