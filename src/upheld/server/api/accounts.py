"""Operations on accounts, and on the agreements that bind them."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Subscription
from upheld.server.accounts.registering import NewAccount, NewSubscription, register_account, subscribe
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, MOST, cursor_of, key_of
from upheld.server.api.replies import Reply
from upheld.server.contracts.binding import check_plan
from upheld.server.contracts.publishing import publish
from upheld.server.present import present

accounts = Operations("accounts")
Slug = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=300)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AccountBody(_Body):
    """An account to be made."""

    slug: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    zone: Annotated[str, Field(max_length=64)] = "UTC"
    language: Annotated[str, Field(max_length=16)] = "en"
    agreed_rate: Annotated[str, Field(max_length=60)] = ""


class SubscriptionBody(_Body):
    """A subscription to be made; `until` is the first day without it."""

    agreement: Annotated[str, Field(max_length=64)]
    plan: Annotated[str, Field(max_length=100)] = ""
    licence: Annotated[str, Field(max_length=100)] = ""
    begins: dt.date
    until: dt.date | None = None


class AgreementBody(_Body):
    """The text of an agreement (YAML), under the name that problems are to give it."""

    file: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1)]


class SubscriptionRecord(BaseModel):
    """A subscription."""

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
    suspended: bool
    subscriptions: list[SubscriptionRecord]


class AccountPage(BaseModel):
    """A page of accounts; `next` is the cursor of the one after it."""

    items: list[AccountRecord]
    next: str | None


class AgreementRecord(BaseModel):
    """A published version of an agreement."""

    agreement: str
    version: str
    digest: str
    effective: dt.date | None


@accounts.get("/accounts", Operation("account.read", AccountPage))
def list_accounts(request: HttpRequest, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Accounts, in the order in which they were made."""
    after = key_of(cursor, 1)
    rows = Account.objects.visible_to(actor_in(request)).order_by("pk").prefetch_related("subscriptions")
    found = list((rows.filter(pk__gt=after[0]) if after else rows)[: limit + 1])
    more = cursor_of((found[limit - 1].pk,)) if len(found) > limit else None
    return Reply(AccountPage(items=[_record(account) for account in found[:limit]], next=more))


@accounts.post("/accounts", Operation("account.write", AccountRecord, HTTPStatus.CREATED))
def create_account(request: HttpRequest, body: AccountBody) -> Reply:
    """Make an account."""
    made = register_account(NewAccount(**body.model_dump()), actor_in(request), present())
    return Reply(_record(made), HTTPStatus.CREATED, {"Location": f"/api/v1/accounts/{made.slug}"})


@accounts.get("/accounts/{slug}", Operation("account.read", AccountRecord))
def get_account(request: HttpRequest, slug: Slug) -> Reply:
    """One account."""
    return Reply(_record(account_named(slug, actor_in(request))))


@accounts.post("/accounts/{slug}/subscriptions", Operation("account.write", SubscriptionRecord, HTTPStatus.CREATED))
def create_subscription(request: HttpRequest, slug: Slug, body: SubscriptionBody) -> Reply:
    """Subscribe an account to an agreement and a plan of it."""
    actor = actor_in(request)
    account = account_named(slug, actor)
    check_plan(body.agreement, body.plan)
    made = subscribe(account, NewSubscription(**body.model_dump()), actor, present())
    return Reply(_subscription(made), HTTPStatus.CREATED)


@accounts.post("/agreements", Operation("agreement.publish", AgreementRecord, HTTPStatus.CREATED))
def publish_agreement(request: HttpRequest, body: AgreementBody) -> Reply:
    """Publish a version of an agreement that stands in one file."""

    def opener(file: str, by: str | None) -> tuple[str, str]:
        if by is not None:
            raise ValueError("an agreement that includes others is published by `upheld publish`")
        return file, body.text

    made = publish(body.file, opener, actor_in(request), present())
    record = AgreementRecord(
        agreement=made.agreement, version=made.version, digest=made.digest, effective=made.effective
    )
    return Reply(record, HTTPStatus.CREATED)


def account_named(slug: str, actor: Actor) -> Account:
    """The account of a name, where the actor may see it. Raises Http404: what is not yours is not there."""
    found = Account.objects.visible_to(actor).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _record(account: Account) -> AccountRecord:
    return AccountRecord(
        slug=account.slug, name=account.name, zone=account.zone, language=account.language,
        agreed_rate=account.agreed_rate, suspended=account.suspended_since is not None,
        subscriptions=[_subscription(each) for each in account.subscriptions.all()],
    )  # fmt: skip


def _subscription(row: Subscription) -> SubscriptionRecord:
    return SubscriptionRecord(
        agreement=row.agreement, plan=row.plan, licence=row.licence, begins=row.begins, until=row.until
    )
