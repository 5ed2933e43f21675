"""Operations on accounts: made, read, changed, suspended and restored."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import BaseModel, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.changing import AccountChange, NewSuspension, change_account, end_suspension, suspend
from upheld.server.accounts.models import Account, Subscription
from upheld.server.accounts.registering import NewAccount, register_account
from upheld.server.api.bodies import Body
from upheld.server.api.calling import actor_in
from upheld.server.api.matching import expect, tag_of
from upheld.server.api.operations import IF_MATCH, Operation, Operations
from upheld.server.api.paging import DEFAULT, MOST, oldest_first
from upheld.server.api.replies import Reply
from upheld.server.api.times import Day, Instant
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

accounts = Operations("accounts")
Slug = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
InUse = Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=500)]
Why = Annotated[str, Field(min_length=1, max_length=300)]


class AccountBody(Body):
    """An account to be made. `destinations` and `features` name what it uses, such as `DE` or `sms`."""

    slug: Annotated[str, Field(max_length=64)]
    name: Name
    zone: Annotated[str, Field(max_length=64)] = "UTC"
    language: Annotated[str, Field(max_length=16)] = "en"
    agreed_rate: Annotated[str, Field(max_length=60)] = ""
    destinations: InUse = Field(default_factory=list)
    features: InUse = Field(default_factory=list)


class AccountChangeBody(Body):
    """What is to be another way about an account; what is left out stays as it is."""

    name: Name | None = None
    zone: Annotated[str, Field(max_length=64)] | None = None
    language: Annotated[str, Field(max_length=16)] | None = None
    agreed_rate: Annotated[str, Field(max_length=60)] | None = None
    destinations: InUse | None = None
    features: InUse | None = None


class SuspensionBody(Body):
    """Since when the service is suspended (now, where it is left out), why, and since which day it was unpaid."""

    why: Why
    since: Instant | None = None
    unpaid_since: Day | None = None


class RestorationBody(Body):
    """Until when the service was suspended (now, where it is left out), and why it is there again."""

    why: Why
    until: Instant | None = None


class SubscriptionRecord(BaseModel):
    """A subscription; `until` is the first day without it."""

    id: int
    agreement: str
    plan: str
    licence: str
    begins: dt.date
    until: dt.date | None


class AccountRecord(BaseModel):
    """An account with its subscriptions."""

    slug: str
    name: str
    zone: str
    language: str
    agreed_rate: str
    destinations: list[str]
    features: list[str]
    suspended: bool
    suspended_since: str | None
    suspended_why: str | None
    subscriptions: list[SubscriptionRecord]


class AccountPage(BaseModel):
    """A page of accounts; `next` is the cursor of the one after it."""

    items: list[AccountRecord]
    next: str | None


@accounts.get("/accounts", Operation("account.read", AccountPage))
def list_accounts(request: HttpRequest, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Accounts, in the order in which they were made."""
    rows = Account.objects.visible_to(actor_in(request)).prefetch_related("subscriptions")
    found, more = oldest_first(rows, limit, cursor)
    return Reply(AccountPage(items=[record_of(account) for account in found], next=more))


@accounts.post("/accounts", Operation("account.write", AccountRecord, HTTPStatus.CREATED))
def create_account(request: HttpRequest, body: AccountBody) -> Reply:
    """Make an account."""
    told = body.model_dump() | {"destinations": tuple(body.destinations), "features": tuple(body.features)}
    made = register_account(NewAccount(**told), actor_in(request), present())
    reply = _reply(made)
    return Reply(reply.body, HTTPStatus.CREATED, {**reply.headers, "Location": f"/api/v1/accounts/{made.slug}"})


@accounts.get("/accounts/{slug}", Operation("account.read", AccountRecord))
def get_account(request: HttpRequest, slug: Slug) -> Reply:
    """One account."""
    return _reply(account_named(slug, actor_in(request)))


@accounts.patch("/accounts/{slug}", Operation("account.write", AccountRecord, parameters=(IF_MATCH,)))
def update_account(request: HttpRequest, slug: Slug, body: AccountChangeBody) -> Reply:
    """Change an account."""
    actor = actor_in(request)
    account = _expected(request, slug, actor)
    return _reply(change_account(account, _change(body), actor, present()))


@accounts.post("/accounts/{slug}/suspension", Operation("account.write", AccountRecord, parameters=(IF_MATCH,)))
def suspend_account(request: HttpRequest, slug: Slug, body: SuspensionBody) -> Reply:
    """Record that an account's service is suspended; its tickets go on."""
    actor, now = actor_in(request), present()
    new = NewSuspension(body.since or now, body.why, body.unpaid_since)
    return _reply(suspend(_expected(request, slug, actor), new, actor, now))


@accounts.post("/accounts/{slug}/restoration", Operation("account.write", AccountRecord, parameters=(IF_MATCH,)))
def restore_account(request: HttpRequest, slug: Slug, body: RestorationBody) -> Reply:
    """Record that an account's suspended service is there again."""
    actor, now = actor_in(request), present()
    return _reply(end_suspension(_expected(request, slug, actor), body.until or now, body.why, actor, now))


def account_named(slug: str, actor: Actor) -> Account:
    """The account of a name, where the actor may see it. Raises Http404: what is not yours is not there."""
    return get_object_or_404(Account.objects.visible_to(actor), slug=slug)


def subscription_record(row: Subscription) -> SubscriptionRecord:
    """A subscription as the API tells it."""
    return SubscriptionRecord(
        id=row.pk, agreement=row.agreement, plan=row.plan, licence=row.licence, begins=row.begins, until=row.until
    )


def record_of(account: Account) -> AccountRecord:
    """An account as the API tells it."""
    since = account.suspended_since
    subscriptions = sorted(account.subscriptions.all(), key=lambda each: each.pk)
    return AccountRecord(
        slug=account.slug, name=account.name, zone=account.zone, language=account.language,
        agreed_rate=account.agreed_rate, destinations=account.destinations, features=account.features,
        suspended=since is not None, suspended_since=instant_text(epoch_seconds(since)) if since else None,
        suspended_why=account.suspended_why or None,
        subscriptions=[subscription_record(each) for each in subscriptions],
    )  # fmt: skip


def _expected(request: HttpRequest, slug: str, actor: Actor) -> Account:
    """The account, locked, where it is still as the caller knows it."""
    found = get_object_or_404(Account.objects.visible_to(actor).select_for_update(), slug=slug)
    expect(request.headers.get("If-Match", ""), tag_of(record_of(found)))
    return found


def _change(body: AccountChangeBody) -> AccountChange:
    return AccountChange(
        body.name, body.zone, body.language, body.agreed_rate,
        None if body.destinations is None else tuple(body.destinations),
        None if body.features is None else tuple(body.features),
    )  # fmt: skip


def _reply(account: Account) -> Reply:
    record = record_of(account)
    return Reply(record, headers={"ETag": tag_of(record)})
