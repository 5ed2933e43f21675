"""What became of mail that went out, as a provider tells it: the delivery has failed, the address takes no more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.server.delivery.models import EMAIL, FAILED, Delivery
from upheld.server.delivery.outcomes import Outcome
from upheld.server.delivery.recording import conclude, suppress
from upheld.server.mailhooks.providers import Told

_FAILED = frozenset({"bounced", "rejected", "failed"})
_UNWANTED = frozenset({"complained", "unsubscribed"})
_NO_SUCH = frozenset({"bounced", "invalid", "spam", "unsubscribed"})


def record_told(each: Told, now: datetime) -> None:
    """Write down what a provider tells; what it only passes by (opened, clicked, delivered) is left alone.

    The same may be told several times. A complaint says that the message arrived: its address alone is kept from more.
    """
    if each.kind in _UNWANTED and each.recipient:
        with transaction.atomic():
            suppress(each.recipient, f"{each.kind}: {each.why or 'as its provider tells'}", now)
    elif each.kind in _FAILED:
        _record_failure(each, now)


def _record_failure(each: Told, now: datetime) -> None:
    refused = each.reason in _NO_SUCH and not each.soft
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().filter(channel=EMAIL, message_id=each.sent) if each.sent else None
        delivery = rows.first() if rows is not None else None
        known = delivery is not None and delivery.recipient.lower() == each.recipient.lower()
        if delivery is not None and known and delivery.status != FAILED:
            conclude(delivery, Outcome("refused", f"bounced: {each.why}", address_refused=refused), None, now)
        elif refused and each.recipient:
            suppress(each.recipient, f"bounced: {each.why}", now)
