"""Who calls an operation, and whether they may: a key, or a signed-in person with the CSRF token of their session."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from time import monotonic

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from upheld.server.access.actor import Action, Actor
from upheld.server.access.scope import EVERYTHING, narrow_to, within
from upheld.server.accounts.authentication import actor_of_key, actors_of_person
from upheld.server.accounts.models import Account, Person
from upheld.server.api.rates import Buckets, SharedBuckets, drawn
from upheld.server.api.replies import ApiProblem
from upheld.server.installed import installation
from upheld.server.present import present

ACCOUNT_HEADER = "Upheld-Account"
CHOSEN_ACCOUNT = "account"
"""In a session: for which account its person acts, where the header does not say."""


class Permits(HttpBearer):
    """Lets in who may do an action. Every operation has one; `api.application` refuses to start without."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor. Raises ApiProblem: 401 for nobody we know, 403 for who may not, 429 for who asks too often."""
        with within(EVERYTHING):
            actor = self.authenticate(request, _token(request))
            wait = _buckets().take(actor.id, monotonic())
        if wait:
            raise ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, "too many requests", {"Retry-After": str(wait)})
        require(actor, self.action)
        narrow_to(actor)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor that a key stands for, or the person whose session it is where there is no key."""
        if token:
            actor = actor_of_key(token, present())
            if actor is None:
                raise _unknown("the key is unknown, revoked or expired")
            return actor
        return _signed_in(request)


def actor_in(request: HttpRequest) -> Actor:
    """Who calls, in an operation that they were let into."""
    actor = getattr(request, "auth", None)
    assert isinstance(actor, Actor)  # noqa: S101 - no operation runs before Permits
    return actor


def require(actor: Actor, action: Action) -> None:
    """Make sure that somebody may do an action. Raises ApiProblem 403."""
    if action not in actor.may:
        raise ApiProblem(HTTPStatus.FORBIDDEN, f"this asks for {action}, which you may not do")


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return ""
    if scheme.lower() != "bearer" or not token.strip():
        raise _unknown("write the key as `Authorization: Bearer upk_...`")
    return token.strip()


def _signed_in(request: HttpRequest) -> Actor:
    person = request.user
    actors = actors_of_person(person) if isinstance(person, Person) else ()
    if not actors:
        raise _unknown("send a key: `Authorization: Bearer upk_...`")
    if check_csrf(request) is not None:
        raise ApiProblem(HTTPStatus.FORBIDDEN, "the CSRF token of the session is missing")
    return _chosen(actors, request.headers.get(ACCOUNT_HEADER) or request.session.get(CHOSEN_ACCOUNT, ""))


def _chosen(actors: tuple[Actor, ...], account: str) -> Actor:
    """The side on which a person acts, where they have several: the one named in the header."""
    if not account and len(actors) == 1:
        return actors[0]
    wanted = Account.objects.filter(slug=account).values_list("pk", flat=True).first() if account else None
    fitting = [actor for actor in actors if actor.account == wanted and (account == "" or wanted is not None)]
    if not fitting:
        raise ApiProblem(HTTPStatus.FORBIDDEN, f"say for which account you act: `{ACCOUNT_HEADER}: <name of it>`")
    return fitting[0]


def _unknown(what: str) -> ApiProblem:
    return ApiProblem(HTTPStatus.UNAUTHORIZED, what, {"WWW-Authenticate": 'Bearer realm="upheld"'})


@cache
def _buckets() -> Buckets | SharedBuckets:
    most = installation().requests_per_minute
    if installation().on_sqlite:
        return Buckets(most)
    return SharedBuckets(most, lambda caller, wanted: drawn(caller, wanted, most, present()))
