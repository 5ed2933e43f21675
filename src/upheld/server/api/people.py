"""Operations on people, what they are granted, and invitations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import BaseModel, Field

from upheld.server.access.actor import Actor, Role
from upheld.server.accounts.models import Account, Person
from upheld.server.api.accounts import account_named
from upheld.server.api.bodies import Body
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, MOST, latest_first, oldest_first
from upheld.server.api.replies import ApiProblem, Reply
from upheld.server.people.granting import activate, deactivate, grants_visible_to, people_visible_to, set_roles
from upheld.server.people.inviting import NewInvitation, invite, revoke
from upheld.server.people.models import Invitation
from upheld.server.people.second_factor import take_away
from upheld.server.people.sessions import end_sessions
from upheld.server.present import present

people = Operations("people")
Number = Annotated[int, Path(ge=1, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=300)]
Slug = Annotated[str, Query(max_length=64)]
Language = Literal["", "en", "de"]


class InvitationBody(Body):
    """Who is invited to which role; `account` is empty on the provider's side, and may be left out by a customer."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    role: Role
    account: Annotated[str, Field(max_length=64)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    language: Language = ""


class RolesBody(Body):
    """The roles that a person has from now on: on the side of an account, or (empty) the provider's."""

    account: Annotated[str, Field(max_length=64)] = ""
    roles: Annotated[list[Role], Field(max_length=7)]


class GrantRecord(BaseModel):
    """A role; `account` is empty on the provider's side."""

    role: str
    account: str


class PersonRecord(BaseModel):
    """Somebody who signs in, with the roles that are yours to see."""

    id: int
    email: str
    name: str
    language: str
    active: bool
    last_sign_in: dt.datetime | None
    roles: list[GrantRecord]


class PersonPage(BaseModel):
    """A page of people; `next` is the cursor of the one after it."""

    items: list[PersonRecord]
    next: str | None


class InvitationRecord(BaseModel):
    """An invitation; its link is told to the invited alone."""

    id: int
    email: str
    name: str
    role: str
    account: str
    created_at: dt.datetime
    expires_at: dt.datetime
    state: Literal["open", "accepted", "revoked", "expired"]


class InvitationPage(BaseModel):
    """A page of invitations, the latest first."""

    items: list[InvitationRecord]
    next: str | None


@people.get("/people", Operation("person.read", PersonPage))
def list_people(request: HttpRequest, account: Slug = "", limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """People, in the order in which they came; of one account where it is named."""
    actor = actor_in(request)
    rows = people_visible_to(actor)
    if account:
        rows = rows.filter(grants__account=account_named(account, actor)).distinct()
    found, more = oldest_first(rows, limit, cursor)
    return Reply(PersonPage(items=_records(found, actor), next=more))


@people.get("/people/{person}", Operation("person.read", PersonRecord))
def get_person(request: HttpRequest, person: Number) -> Reply:
    """One person."""
    actor = actor_in(request)
    return _told(_person(person, actor), actor)


@people.post("/people/{person}/roles", Operation("person.write", PersonRecord))
def set_person_roles(request: HttpRequest, person: Number, body: RolesBody) -> Reply:
    """Give a person exactly these roles on one side; none of them ends what they do there."""
    actor = actor_in(request)
    found = _person(person, actor)
    set_roles(found, _side(body.account, actor), frozenset(body.roles), actor, present())
    return _told(found, actor)


@people.post("/people/{person}/deactivate", Operation("person.write", PersonRecord))
def deactivate_person(request: HttpRequest, person: Number) -> Reply:
    """Let a person in no more, on any side, and end their sessions; for the provider's side alone."""
    actor = actor_in(request)
    found = _of_provider(person, actor)
    deactivate(found, actor, present())
    return _told(found, actor)


@people.post("/people/{person}/activate", Operation("person.write", PersonRecord))
def activate_person(request: HttpRequest, person: Number) -> Reply:
    """Let a person in again; for the provider's side alone."""
    actor = actor_in(request)
    found = _of_provider(person, actor)
    activate(found, actor, present())
    return _told(found, actor)


@people.post("/people/{person}/forget-second-factor", Operation("person.write", PersonRecord))
def forget_second_factor(request: HttpRequest, person: Number) -> Reply:
    """Ask no code of somebody who lost theirs, and end their sessions; for the provider's side alone."""
    actor = actor_in(request)
    found = _of_provider(person, actor)
    take_away(found, actor.id, present())
    end_sessions(found)
    return _told(found, actor)


@people.get("/invitations", Operation("person.read", InvitationPage))
def list_invitations(request: HttpRequest, account: Slug = "", limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Invitations, the latest first."""
    actor, now = actor_in(request), present()
    rows = Invitation.objects.visible_to(actor).select_related("account")
    if account:
        rows = rows.filter(account=account_named(account, actor))
    found, more = latest_first(rows, limit, cursor)
    return Reply(InvitationPage(items=[_invitation(each, now) for each in found], next=more))


@people.post("/invitations", Operation("person.write", InvitationRecord, HTTPStatus.CREATED))
def create_invitation(request: HttpRequest, body: InvitationBody) -> Reply:
    """Invite somebody by mail; the answer is the same whether the address is known or not."""
    actor, now = actor_in(request), present()
    new = NewInvitation(body.email, body.role, _side(body.account, actor), body.name, body.language)
    made, _ = invite(new, actor, now)
    return Reply(_invitation(made, now), HTTPStatus.CREATED)


@people.post("/invitations/{invitation}/revoke", Operation("person.write", InvitationRecord))
def revoke_invitation(request: HttpRequest, invitation: Number) -> Reply:
    """End an invitation: its link opens nothing any more."""
    actor, now = actor_in(request), present()
    found = get_object_or_404(Invitation.objects.visible_to(actor).select_related("account"), pk=invitation)
    revoke(found, actor, now)
    found.refresh_from_db(fields=("revoked_at",))
    return Reply(_invitation(found, now))


def _person(number: int, actor: Actor) -> Person:
    """A person whom an actor may see. Raises Http404."""
    return get_object_or_404(people_visible_to(actor), pk=number)


def _of_provider(number: int, actor: Actor) -> Person:
    """The same, for what the provider's side alone may do. Raises ApiProblem 403."""
    found = _person(number, actor)
    if not actor.of_provider:
        raise ApiProblem(HTTPStatus.FORBIDDEN, "the provider's side does this; you change roles on your account")
    return found


def _side(slug: str, actor: Actor) -> Account | None:
    """The account that a body names; a customer's own where it names none. Raises Http404."""
    if slug:
        return account_named(slug, actor)
    return None if actor.account is None else Account.objects.get(pk=actor.account)


def _told(person: Person, actor: Actor) -> Reply:
    return Reply(_records([person], actor)[0])


def _records(found: Collection[Person], actor: Actor) -> list[PersonRecord]:
    roles: dict[int, list[GrantRecord]] = defaultdict(list)
    for grant in grants_visible_to(actor, found):
        of = grant.account.slug if grant.account else ""
        roles[grant.person_id].append(GrantRecord(role=grant.role, account=of))
    return [
        PersonRecord(
            id=each.pk, email=each.email, name=each.name, language=each.language, active=each.is_active,
            last_sign_in=each.last_login, roles=roles[each.pk],
        )
        for each in found
    ]  # fmt: skip


def _invitation(row: Invitation, now: dt.datetime) -> InvitationRecord:
    state: Literal["open", "accepted", "revoked", "expired"] = "open"
    if row.accepted_at is not None:
        state = "accepted"
    elif row.revoked_at is not None:
        state = "revoked"
    elif row.expires_at <= now:
        state = "expired"
    return InvitationRecord(
        id=row.pk, email=row.email, name=row.name, role=row.role, account=row.account.slug if row.account else "",
        created_at=row.created_at, expires_at=row.expires_at, state=state,
    )  # fmt: skip
