"""Operations on webhooks: where notices are posted to, how they are signed, what became of each, and once more."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.api.accounts import Cursor, Limit, account_named
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.deliveries import DeliveryPage, DeliveryRecord, page_of, record_of, resent
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, oldest_first
from upheld.server.api.replies import Reply
from upheld.server.delivery.models import WEBHOOK, Delivery, DeliveryRows
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import disable, enable, register_endpoint, rotate_secret, secret_of
from upheld.timeline.instants import epoch_seconds, instant_text

webhooks = Operations("webhooks")


class EndpointBody(BaseModel):
    """An endpoint to be made: its URL, by https, on the public internet. Customers need not name their account."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(min_length=1, max_length=1000)]
    account: Annotated[str, Field(max_length=64)] = ""


class EndpointRecord(BaseModel):
    """An endpoint; `failures` counts the tries that failed since the last one that did not."""

    id: int
    account: str
    url: str
    created: str
    disabled: str | None
    disabled_why: str | None
    failures: int
    former_secret_until: str | None


class EndpointPage(BaseModel):
    """A page of endpoints; `next` is the cursor of the one after it."""

    items: list[EndpointRecord]
    next: str | None


class SigningSecretRecord(BaseModel):
    """What signatures are checked with: HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, as `v1,<base64>`."""

    secret: str


@webhooks.get("/webhooks", Operation("webhook.read", EndpointPage))
def list_webhooks(request: HttpRequest, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Endpoints, in the order in which they were made."""
    rows = Endpoint.objects.visible_to(actor_in(request)).select_related("account")
    found, more = oldest_first(rows, limit, cursor)
    return Reply(EndpointPage(items=[_record(each) for each in found], next=more))


@webhooks.post("/webhooks", Operation("webhook.write", EndpointRecord, HTTPStatus.CREATED))
def create_webhook(request: HttpRequest, body: EndpointBody) -> Reply:
    """Make an endpoint; its secret is read by an operation of its own."""
    actor = actor_in(request)
    made = register_endpoint(_account(body.account, actor), body.url, actor, present())
    return Reply(_record(made), HTTPStatus.CREATED, {"Location": f"/api/v1/webhooks/{made.pk}"})


@webhooks.get("/webhooks/{number}", Operation("webhook.read", EndpointRecord))
def get_webhook(request: HttpRequest, number: Number) -> Reply:
    """One endpoint."""
    return Reply(_record(_endpoint(number, actor_in(request))))


@webhooks.get("/webhooks/{number}/secret", Operation("webhook.write", SigningSecretRecord))
def get_webhook_secret(request: HttpRequest, number: Number) -> Reply:
    """The secret that signatures of an endpoint's messages are checked with."""
    return Reply(SigningSecretRecord(secret=secret_of(_endpoint(number, actor_in(request)))))


@webhooks.post("/webhooks/{number}/rotate", Operation("webhook.write", EndpointRecord))
def rotate_webhook(request: HttpRequest, number: Number) -> Reply:
    """Give an endpoint a new secret; for 24 hours the former one signs too."""
    actor = actor_in(request)
    return Reply(_record(rotate_secret(_endpoint(number, actor), actor, present())))


@webhooks.post("/webhooks/{number}/disable", Operation("webhook.write", EndpointRecord))
def disable_webhook(request: HttpRequest, number: Number) -> Reply:
    """Send nothing more to an endpoint."""
    actor = actor_in(request)
    endpoint = _endpoint(number, actor)
    disable(endpoint, "asked for", actor, present())
    return Reply(_record(endpoint))


@webhooks.post("/webhooks/{number}/enable", Operation("webhook.write", EndpointRecord))
def enable_webhook(request: HttpRequest, number: Number) -> Reply:
    """Send to an endpoint again."""
    actor = actor_in(request)
    endpoint = _endpoint(number, actor)
    enable(endpoint, actor, present())
    return Reply(_record(endpoint))


@webhooks.get("/webhooks/{number}/deliveries", Operation("webhook.read", DeliveryPage))
def list_webhook_deliveries(request: HttpRequest, number: Number, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """What was sent to an endpoint, the newest first, with every try."""
    return Reply(page_of(_deliveries(_endpoint(number, actor_in(request))), limit, cursor))


@webhooks.post("/webhooks/{number}/deliveries/{delivery}/resend", Operation("webhook.write", DeliveryRecord))
def resend_webhook_delivery(request: HttpRequest, number: Number, delivery: Number) -> Reply:
    """Send a message once more, under the same id."""
    actor = actor_in(request)
    row = get_object_or_404(_deliveries(_endpoint(number, actor)), pk=delivery)
    return Reply(record_of(resent(row, actor, present())))


def _account(named: str, actor: Actor) -> Account:
    if not named and actor.account is not None:
        return Account.objects.get(pk=actor.account)
    return account_named(named, actor)


def _endpoint(number: int, actor: Actor) -> Endpoint:
    return get_object_or_404(Endpoint.objects.visible_to(actor).select_related("account"), pk=number)


def _deliveries(endpoint: Endpoint) -> DeliveryRows:
    return Delivery.objects.filter(channel=WEBHOOK, recipient=str(endpoint.pk))


def _record(row: Endpoint) -> EndpointRecord:
    former = row.former_until if row.former_secret else None
    return EndpointRecord(
        id=row.pk, account=row.account.slug, url=row.url, created=instant_text(epoch_seconds(row.created_at)),
        disabled=instant_text(epoch_seconds(row.disabled_at)) if row.disabled_at else None,
        disabled_why=row.disabled_why or None, failures=row.failures,
        former_secret_until=instant_text(epoch_seconds(former)) if former else None,
    )  # fmt: skip
