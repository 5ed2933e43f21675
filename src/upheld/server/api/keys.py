"""Operations on API keys, and on whoever calls."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Action, Actor
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account, ApiKey, Person
from upheld.server.accounts.registering import ASKED, NewKey, issue_key
from upheld.server.api.accounts import account_named
from upheld.server.api.bodies import Body
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, MOST, latest_first
from upheld.server.api.replies import Reply
from upheld.server.people.granting import change_profile
from upheld.server.people.keys import keys_visible_to, revoke_key
from upheld.server.present import present

keys = Operations("keys")
Number = Annotated[int, Path(ge=1, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=300)]
Slug = Annotated[str, Query(max_length=64)]


class KeyBody(Body):
    """A key to be made. `account` confines it to a customer's account; a customer may leave it out."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[Action], Field(min_length=1, max_length=50)]
    account: Annotated[str, Field(max_length=64)] = ""
    expires_at: AwareDatetime | None = None


class KeyRecord(BaseModel):
    """A key, as it is known afterwards: by its beginning `upk_<prefix>`."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    account: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    state: Literal["alive", "revoked", "expired"]


class NewKeyRecord(KeyRecord):
    """A key that was just made: `key` is told this once."""

    key: str


class KeyPage(BaseModel):
    """A page of keys, the latest first; `next` is the cursor of the one after it."""

    items: list[KeyRecord]
    next: str | None


class CallerRecord(BaseModel):
    """Who calls: a key or a person, for which account (empty: the provider's side), and what they may do."""

    kind: Literal["key", "person"]
    id: int
    name: str
    email: str
    language: str
    account: str
    may: list[str]


class ProfileBody(Body):
    """What a person says about themselves."""

    name: Annotated[str, Field(max_length=200)]
    language: Literal["", "en", "de"] = ""


@keys.get("/keys", Operation("key.read", KeyPage))
def list_keys(request: HttpRequest, account: Slug = "", limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Keys, the latest first; of one account where it is named."""
    actor, now = actor_in(request), present()
    rows = keys_visible_to(actor)
    if account:
        rows = rows.filter(account=account_named(account, actor))
    found, more = latest_first(rows, limit, cursor)
    return Reply(KeyPage(items=[_key(each, now) for each in found], next=more))


@keys.post("/keys", Operation("key.write", NewKeyRecord, HTTPStatus.CREATED))
def create_key(request: HttpRequest, body: KeyBody) -> Reply:
    """Make a key that may do no more than you; the key itself is in this answer, and nowhere else afterwards."""
    actor, now = actor_in(request), present()
    if body.expires_at is not None and body.expires_at <= now:
        raise Refused([Problem(ASKED, "expires_at", "that is over already")])
    account = account_named(body.account, actor) if body.account else _own(actor)
    made, text = issue_key(NewKey(body.name, frozenset(body.scopes), account, body.expires_at), actor, now)
    return Reply(NewKeyRecord(**_key(made, now).model_dump(), key=text), HTTPStatus.CREATED)


@keys.post("/keys/{key}/revoke", Operation("key.write", KeyRecord))
def revoke_api_key(request: HttpRequest, key: Number) -> Reply:
    """End a key at once."""
    actor, now = actor_in(request), present()
    found = get_object_or_404(keys_visible_to(actor), pk=key)
    revoke_key(found, actor, now)
    found.refresh_from_db(fields=("revoked_at",))
    return Reply(_key(found, now))


@keys.get("/me", Operation("account.read", CallerRecord))
def get_me(request: HttpRequest) -> Reply:
    """Who you are to this service, and what you may do."""
    return Reply(_caller(request))


@keys.patch("/me", Operation("account.read", CallerRecord))
def update_me(request: HttpRequest, body: ProfileBody) -> Reply:
    """Change your own name and language; a key has neither."""
    if not _is_person(request):
        raise Refused([Problem(ASKED, "", "a key has no profile; sign in as the person")])
    assert isinstance(request.user, Person)  # noqa: S101 - `_is_person` says so
    with within(EVERYTHING):  # the row in the audit trail is about a person, and belongs to no account
        change_profile(request.user, body.name, body.language, present())
    return Reply(_caller(request))


def _is_person(request: HttpRequest) -> bool:
    return actor_in(request).id.startswith("person:")


def _caller(request: HttpRequest) -> CallerRecord:
    actor = actor_in(request)
    account = Account.objects.get(pk=actor.account).slug if actor.account else ""
    may: list[str] = sorted(actor.may)
    number = int(actor.id.partition(":")[2])
    if _is_person(request):
        person = Person.objects.get(pk=number)
        return CallerRecord(
            kind="person", id=number, name=person.name, email=person.email, language=person.language, account=account,
            may=may,
        )  # fmt: skip
    name = ApiKey.objects.get(pk=number).name
    return CallerRecord(kind="key", id=number, name=name, email="", language="", account=account, may=may)


def _own(actor: Actor) -> Account | None:
    """A customer's own account; None on the provider's side."""
    return None if actor.account is None else Account.objects.get(pk=actor.account)


def _key(row: ApiKey, now: dt.datetime) -> KeyRecord:
    state: Literal["alive", "revoked", "expired"] = "alive"
    if row.revoked_at is not None:
        state = "revoked"
    elif row.expires_at is not None and row.expires_at <= now:
        state = "expired"
    return KeyRecord(
        id=row.pk, name=row.name, prefix=row.prefix, scopes=row.scopes, account=row.account.slug if row.account else "",
        created_at=row.created_at, expires_at=row.expires_at, last_used_at=row.last_used_at, state=state,
    )  # fmt: skip
