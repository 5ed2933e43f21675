"""Writing down how a try to deliver ended: the attempt, and what becomes of the delivery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from upheld.server.delivery.models import (
    DELIVERED,
    EMAIL,
    FAILED,
    SUPERSEDED,
    SUPPRESSED,
    WAITING,
    Attempt,
    Delivery,
    SuppressedAddress,
)
from upheld.server.delivery.outcomes import SURELY_NOT_TAKEN, Outcome

_SAYS = 500


def conclude(delivery: Delivery, outcome: Outcome, wait: timedelta | None, now: datetime) -> None:
    """Record a try. `wait` is until the next one, None where there is none. In the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a try is recorded in a transaction, with what follows from it")
    _attempt(delivery, outcome.ending, outcome.says, now)
    if outcome.ending == "delivered":
        delivery.status, delivery.delivered_at, delivery.next_at = DELIVERED, now, None
    elif wait is None:
        delivery.status, delivery.next_at = FAILED, None
    else:
        delivery.next_at = now + wait
    if outcome.ending in SURELY_NOT_TAKEN:
        delivery.begun_at, delivery.carried_by = None, None
    delivery.save(update_fields=("status", "delivered_at", "next_at", "tries", "begun_at", "carried_by"))
    if outcome.address_refused:
        suppress(delivery.recipient, outcome.says, now)


def release(deliveries: Iterable[Delivery]) -> None:
    """Let deliveries that wait go out in other messages than the one to which they were bound."""
    bound = Delivery.objects.filter(pk__in=[each.pk for each in deliveries], status=WAITING)
    bound.update(carried_by=None, begun_at=None)


def supersede(delivery: Delivery, why: str, now: datetime) -> None:
    """Record that a delivery is not sent any more: what it told is over."""
    _attempt(delivery, SUPERSEDED, why, now)
    delivery.status, delivery.next_at = SUPERSEDED, None
    delivery.save(update_fields=("status", "next_at", "tries"))


def postpone(delivery: Delivery, until: datetime) -> None:
    """Leave a delivery until later, without a try: it cannot be sent yet, for a reason that lies with us."""
    delivery.next_at = until
    delivery.save(update_fields=("next_at",))


def suppress(address: str, why: str, now: datetime) -> None:
    """Send nothing more to an e-mail address; what still waits for it ends."""
    known = {"why": why[:_SAYS], "since": now}
    SuppressedAddress.objects.get_or_create(address=address.lower(), defaults=known)
    waiting = Delivery.objects.filter(channel=EMAIL, recipient__iexact=address, status=WAITING)
    waiting.update(status=SUPPRESSED, next_at=None)


def allow_again(address: str) -> bool:
    """Take an address off the list of those that take no mail; whether it was on it."""
    removed, _ = SuppressedAddress.objects.filter(address=address.lower()).delete()
    return bool(removed)


def is_suppressed(address: str) -> bool:
    """Whether nothing is sent to an e-mail address."""
    return bool(suppressed_among((address,)))


def suppressed_among(addresses: Iterable[str]) -> frozenset[str]:
    """Those of some e-mail addresses, in small letters, to which nothing is sent."""
    asked = {address.lower() for address in addresses}
    rows = SuppressedAddress.objects.filter(address__in=asked).values_list("address", flat=True)
    return frozenset(rows) if asked else frozenset()


def send_again(delivery: Delivery, now: datetime) -> None:
    """Have a delivery tried anew, however it ended; its id stays the same."""
    delivery.status, delivery.next_at, delivery.tries = WAITING, now, 0
    delivery.begun_at, delivery.carried_by = None, None
    delivery.save(update_fields=("status", "next_at", "tries", "begun_at", "carried_by"))


def _attempt(delivery: Delivery, word: str, says: str, now: datetime) -> None:
    number = Attempt.objects.filter(delivery=delivery).count() + 1
    Attempt.objects.create(delivery=delivery, number=number, at=now, outcome=word, says=says[:_SAYS])
    delivery.tries += 1
