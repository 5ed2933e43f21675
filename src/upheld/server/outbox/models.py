"""The outbox's rows."""

from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    """One thing that somebody is to be told.

    `key` makes it exist once, however many workers race (`7/3`: the third event of ticket 7; the key of a step
    of the core for what time brought about). `kind` is such as `ticket.opened`. `dispatched_at` is when its
    recipients were worked out; the attempts at each stand in the room `delivery`.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    ticket = models.ForeignKey("desk.Ticket", models.PROTECT, null=True, related_name="outbox")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("id",), condition=models.Q(dispatched_at=None), name="outbox_waiting"),)
