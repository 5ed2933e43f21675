"""Webhooks going out: each endpoint by itself, in order, so that what fails or hangs holds up nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from upheld.server.access.actor import system
from upheld.server.delivery.models import WEBHOOK, Delivery
from upheld.server.delivery.outcomes import Outcome, webhook_wait
from upheld.server.delivery.recording import conclude, postpone, supersede
from upheld.server.jobs.lease import Lease
from upheld.server.notices.message import Message
from upheld.server.notices.reaching import reached
from upheld.server.notices.writing import Held, Outdated, written
from upheld.server.outbox.posting import Letter, post
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import disable
from upheld.server.webhooks.sending import rest, send, well

MOST_AT_ONCE = 50
HELD = timedelta(minutes=1)
_ACTOR = system("delivery")


def send_waiting_webhooks(lease: Lease, number: int) -> None:
    """Send what is due to one endpoint, until one fails; others get their turn after a number of messages."""
    for _ in range(MOST_AT_ONCE):
        endpoint = Endpoint.objects.select_related("account").get(pk=number)
        delivery = _next(number, present())
        if delivery is None or not _sent(endpoint, delivery, lease):
            return


def _next(endpoint: int, now: datetime) -> Delivery | None:
    due = Delivery.objects.due(WEBHOOK, now).filter(recipient=str(endpoint))
    return due.select_related("letter").order_by("pk").first()


def _sent(endpoint: Endpoint, delivery: Delivery, lease: Lease) -> bool:
    """Send one message; whether the next one may follow at once."""
    now = present()
    message = written(delivery, now)
    if isinstance(message, Held):
        postpone(delivery, now + HELD)
        return True
    if isinstance(message, Outdated):
        with transaction.atomic():
            lease.hold()
            supersede(delivery, message.why, now)
        return True
    outcome = _outcome(endpoint, delivery, message, now)
    _record(endpoint, delivery, outcome, lease)
    return outcome.ending == "delivered"


def _outcome(endpoint: Endpoint, delivery: Delivery, message: Message, now: datetime) -> Outcome:
    if endpoint.disabled_at is not None:
        return Outcome("gone", f"not sent: {endpoint.disabled_why}")
    return send(endpoint, delivery.message_id, message.data, now)


def _record(endpoint: Endpoint, delivery: Delivery, outcome: Outcome, lease: Lease) -> None:
    now = present()
    with transaction.atomic():
        lease.hold()
        wait = None
        if outcome.ending not in {"delivered", "gone"}:
            wait = webhook_wait(delivery.tries + 1, outcome)
        conclude(delivery, outcome, wait, now)
        if outcome.ending == "delivered":
            well(endpoint)
            reached(delivery, "webhook delivered", now)
        elif endpoint.disabled_at is None:
            _after_failure(endpoint, delivery, outcome, (wait, now))


def _after_failure(
    endpoint: Endpoint, delivery: Delivery, outcome: Outcome, when: tuple[timedelta | None, datetime]
) -> None:
    """The endpoint rests; its owner is told of what was given up, and of an endpoint that asked for no more."""
    wait, now = when
    rest(endpoint.pk, wait, now)
    if outcome.ending == "gone":
        disable(endpoint, "the receiver answered 410: nothing more is wanted", _ACTOR, now)
    if wait is None:
        reason = f"{outcome.says}, after {delivery.tries} tries" if outcome.ending != "gone" else outcome.says
        told = {
            "account": endpoint.account_id, "account_name": endpoint.account.name, "url": endpoint.url,
            "reason": reason, "message": delivery.message_id,
        }  # fmt: skip
        post([Letter(f"endpoint/{endpoint.pk}/{delivery.pk}", "endpoint.failed", told)], None, now)
