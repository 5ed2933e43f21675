"""Rows of deliveries and attempts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.append_only import Fact, Facts
from upheld.server.outbox.models import Outbox

WAITING, DELIVERED, FAILED, SUPPRESSED = "waiting", "delivered", "failed", "suppressed"


class Delivery(models.Model):
    """A letter to one recipient over one channel. `message_id` is the same at every attempt."""

    letter = models.ForeignKey(Outbox, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=12)
    recipient = models.CharField(max_length=500)
    message_id = models.CharField(max_length=200, unique=True)
    status = models.CharField(max_length=10, default=WAITING)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("letter", "channel", "recipient"), name="delivery_once"),)


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
