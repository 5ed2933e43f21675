"""What becomes of a subscription: another plan from a day, or its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Subscription
from upheld.server.accounts.registering import ASKED, NewSubscription, subscribe
from upheld.server.audit.trail import Act, note
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The plan that holds from a day; a licence of None stays as it was."""

    plan: str
    begins: date
    licence: str | None = None


def change_plan(held: Subscription, change: PlanChange, actor: Actor, now: datetime) -> Subscription:
    """End a subscription on a day and begin one with another plan on the same; the new one.

    Whether the agreement has the plan is asked of the room `contracts` before. Raises `upheld.Refused` where the
    subscription does not hold on that day. Tickets keep the plan under which they were opened.
    """
    if not _holds(held, change.begins):
        raise Refused([Problem(ASKED, "begins", say("the subscription does not hold until that day"), code="not held")])
    licence = held.licence if change.licence is None else change.licence
    new = NewSubscription(held.agreement, change.plan, change.begins, held.until, licence)
    with transaction.atomic():
        end_subscription(held, change.begins, actor, now)
        return subscribe(held.account, new, actor, now)


def end_subscription(held: Subscription, until: date, actor: Actor, now: datetime) -> Subscription:
    """Let a subscription end; `until` is the first day without it. Raises `upheld.Refused` before its beginning."""
    if until <= held.begins:
        raise Refused([Problem(ASKED, "until", say("it ends before it begins"))])
    with transaction.atomic():
        before = {"until": held.until}
        held.until = until
        held.save(update_fields=("until",))
        act = Act("account.subscribe", "subscription", str(held.pk), held.account_id, before, {"until": until})
        note(act, actor.id, now)
    return held


def _holds(held: Subscription, day: date) -> bool:
    return held.begins < day and (held.until is None or day < held.until)
