"""Rows of those who asked to be told of what is posted."""

from __future__ import annotations

from django.db import models

from upheld.server.append_only import Fact
from upheld.server.incidents.models import CODE, IncidentEvent

EMAIL, WEBHOOK = "email", "webhook"


class Subscriber(models.Model):
    """Somebody who gets every post about some components (`components`: their codes, none for all).

    `link_sha256` is the digest of the one link that confirms, empty once it was used; until `confirmed_at` nothing
    else is sent. `wanted` is another choice of components, which waits for its link. `ended_at`: nothing more is sent;
    `ended_because` says why, empty where they left. A webhook's `secret` is sealed, and `failing_since` is the first
    of its failures since it last took something.
    """

    code = models.CharField(max_length=CODE, unique=True)
    mode = models.CharField(max_length=8)
    address = models.CharField(max_length=1000)
    components = models.JSONField(default=list)
    wanted = models.JSONField(null=True)
    language = models.CharField(max_length=16, default="en")
    created_at = models.DateTimeField()
    link_sha256 = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)
    secret = models.CharField(max_length=500, blank=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("mode", "address"), name="subscriber_address"),)
        constraints = (
            models.UniqueConstraint(
                fields=("mode", "address"), condition=models.Q(ended_at=None), name="subscriber_once"
            ),
        )


class ToldPost(Fact):
    """A post of which subscribers were told: letters and jobs were made in the same transaction.

    `payload` is what webhooks are told of it, as the page was then: {"page", "incident", "updates"}, each update with a
    component and what changed of it. Empty where nobody asked for webhooks.
    """

    event = models.OneToOneField(IncidentEvent, models.PROTECT)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)
