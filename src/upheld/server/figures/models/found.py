"""Rows of what monitoring found, and the ticket that was opened for it: once for each occurrence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.accounts.models import Account
from upheld.server.append_only import Fact, Facts
from upheld.server.desk.models import Ticket


class Breach(Fact):
    """A measured occurrence: a promise `missed` in a period, or a service `down` since an instant.

    `about` is the commitment that was missed, or the measure that is down. `occurrence` tells it from every other one:
    the period's label, or the start of the outage. `ticket` is None where none was opened, and `refused` says why.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    agreement = models.SlugField(max_length=64)
    about = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    occurrence = models.CharField(max_length=60)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    refused = models.TextField(blank=True)
    found_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Breach]] = models.Manager.from_queryset(Facts["Breach"])()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "agreement", "about", "kind", "occurrence"), name="breach_once"),
        )


class AlertTicket(models.Model):
    """The ticket that an alert opened for an account, by the alert's fingerprint and since when it fires.

    `resolved_at` is when we were told that it is over; None while it fires.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    starts = models.CharField(max_length=40)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "fingerprint", "starts"), name="alert_once"),)
