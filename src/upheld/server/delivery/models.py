"""Rows of deliveries, attempts, and addresses that take no mail."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zlib import crc32

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.append_only import Fact, Facts
from upheld.server.outbox.models import Outbox

MAIL_LINES = 4
WAITING, DELIVERED, FAILED, SUPPRESSED, SUPERSEDED = "waiting", "delivered", "failed", "suppressed", "superseded"
EMAIL, WEBHOOK, PORTAL = "e-mail", "webhook", "portal"


def line_of(address: str) -> int:
    """The line to the mail server that e-mail to an address takes; of addresses, capitals are no difference."""
    return crc32(address.casefold().encode()) % MAIL_LINES


class DeliveryRows(models.QuerySet["Delivery"]):
    """Deliveries, as one actor may see them."""

    def visible_to(self, actor: Actor) -> DeliveryRows:
        """Every delivery to the provider's side; to a customer's those to its own account."""
        return self if actor.account is None else self.filter(account=actor.account)

    def due(self, channel: str, now: datetime) -> DeliveryRows:
        """Those that wait on a channel and are to be tried by now."""
        return self.filter(channel=channel, status=WAITING, next_at__lte=now)


class Delivery(models.Model):
    """A letter to one recipient over one channel. `message_id` is the same at every attempt.

    `account` is the customer that the recipient belongs to, None on the provider's side. `recipient` is an address, the
    number of a webhook's endpoint, or for the portal the account's name. `language` and `zone` are the reader's.
    `next_at` is when it is tried next, `tries` how often it was. `begun_at`: a try began of which it is not known that
    nothing was taken. `carried_by` is the delivery in whose message this one goes out, where several were combined.
    `read_at`: when it was first read in the portal. `line` is which of the lines to the mail server an e-mail takes:
    the same for everything to one address, so that what hangs for one holds up those of its line alone.
    """

    letter = models.ForeignKey(Outbox, models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="deliveries")
    channel = models.CharField(max_length=12)
    recipient = models.CharField(max_length=500)
    language = models.CharField(max_length=16, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    message_id = models.CharField(max_length=200, unique=True)
    status = models.CharField(max_length=10, default=WAITING)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    carried_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="carries")
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    line = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[DeliveryRows] = DeliveryRows.as_manager()  # type: ignore[assignment]  # it has every method of these

    class Meta:
        constraints = (models.UniqueConstraint(fields=("letter", "channel", "recipient"), name="delivery_once"),)
        indexes = (
            models.Index(fields=("channel", "next_at"), condition=models.Q(status=WAITING), name="delivery_due"),
            # So that what gathers on a line that hangs is not in the way of the others.
            models.Index(
                fields=("line", "next_at"), condition=models.Q(status=WAITING, channel=EMAIL), name="delivery_line"
            ),
            models.Index(fields=("account", "channel", "id"), name="delivery_account"),
            models.Index(fields=("channel", "recipient", "id"), name="delivery_recipient"),
        )


class Attempt(Fact):
    """One try to deliver: how it ended, in a word and a sentence."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    says = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager[Attempt]] = models.Manager.from_queryset(Facts["Attempt"])()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("delivery", "number"), name="attempt_once"),)


class SuppressedAddress(models.Model):
    """An e-mail address (in small letters) that refused mail for good: nothing more is sent there."""

    address = models.CharField(max_length=500, unique=True)
    why = models.CharField(max_length=500)
    since = models.DateTimeField()
