"""Operations on subscriptions: what an account has bought, another plan from a day, an end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Subscription
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.accounts.subscribing import PlanChange, change_plan, end_subscription
from upheld.server.api.accounts import Slug, SubscriptionRecord, account_named, subscription_record
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.api.times import Day
from upheld.server.contracts.binding import check_plan
from upheld.server.present import present

subscriptions = Operations("accounts")
PATH = "/accounts/{slug}/subscriptions"


class SubscriptionBody(Body):
    """A subscription to be made; `until` is the first day without it."""

    agreement: Annotated[str, Field(max_length=64)]
    plan: Annotated[str, Field(max_length=100)] = ""
    licence: Annotated[str, Field(max_length=100)] = ""
    begins: Day
    until: Day | None = None


class PlanChangeBody(Body):
    """The plan that holds from a day, and the licence where it is another one too."""

    plan: Annotated[str, Field(max_length=100)]
    begins: Day
    licence: Annotated[str, Field(max_length=100)] | None = None


class EndBody(Body):
    """The first day without the subscription."""

    until: Day


class SubscriptionList(BaseModel):
    """Every subscription that an account has or had, in the order in which they were made."""

    items: list[SubscriptionRecord]


@subscriptions.get(PATH, Operation("account.read", SubscriptionList))
def list_subscriptions(request: HttpRequest, slug: Slug) -> Reply:
    """The subscriptions of an account."""
    rows = account_named(slug, actor_in(request)).subscriptions.order_by("pk")
    return Reply(SubscriptionList(items=[subscription_record(each) for each in rows]))


@subscriptions.post(PATH, Operation("account.write", SubscriptionRecord, HTTPStatus.CREATED))
def create_subscription(request: HttpRequest, slug: Slug, body: SubscriptionBody) -> Reply:
    """Subscribe an account to an agreement and a plan of it."""
    actor = actor_in(request)
    account = account_named(slug, actor)
    check_plan(body.agreement, body.plan)
    made = subscribe(account, NewSubscription(**body.model_dump()), actor, present())
    return Reply(subscription_record(made), HTTPStatus.CREATED)


@subscriptions.post(PATH + "/{number}/plan", Operation("account.write", SubscriptionRecord, HTTPStatus.CREATED))
def change_subscription_plan(request: HttpRequest, slug: Slug, number: Number, body: PlanChangeBody) -> Reply:
    """Give an account another plan from a day; the answer is the subscription that begins then."""
    actor = actor_in(request)
    held = _held(slug, number, actor)
    check_plan(held.agreement, body.plan)
    made = change_plan(held, PlanChange(**body.model_dump()), actor, present())
    return Reply(subscription_record(made), HTTPStatus.CREATED)


@subscriptions.post(PATH + "/{number}/end", Operation("account.write", SubscriptionRecord))
def end_a_subscription(request: HttpRequest, slug: Slug, number: Number, body: EndBody) -> Reply:
    """Let a subscription end."""
    actor = actor_in(request)
    return Reply(subscription_record(end_subscription(_held(slug, number, actor), body.until, actor, present())))


def _held(slug: str, number: int, actor: Actor) -> Subscription:
    account = account_named(slug, actor)
    return get_object_or_404(account.subscriptions.select_related("account").select_for_update(of=("self",)), pk=number)
