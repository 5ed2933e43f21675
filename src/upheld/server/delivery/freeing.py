"""Sending to an address again that took no mail: somebody knows that it does now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.delivery.models import SuppressedAddress
from upheld.server.delivery.recording import allow_again


def free_address(row: SuppressedAddress, actor: Actor, now: datetime) -> None:
    """Take an address off the list of those that nothing is sent to, with its row in the audit trail."""
    with transaction.atomic():
        allow_again(row.address)
        act = Act("address.free", "suppressed address", str(row.pk), before={"address": row.address, "why": row.why})
        note(act, actor.id, now)
