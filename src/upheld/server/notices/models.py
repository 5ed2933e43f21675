"""Rows of wordings that a provider chose, and of who is behind a name that an agreement escalates to."""

from __future__ import annotations

from django.db import models

from upheld.server.accounts.models import Account
from upheld.server.notices.notice import STATUSES


class NoticeTemplate(models.Model):
    """How notices of one status are worded under one agreement in one language; an empty agreement means all."""

    agreement = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16)
    status = models.CharField(max_length=20, choices=[(each, each) for each in STATUSES])
    subject = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agreement", "language", "status"), name="template_once"),)


class EscalationAddress(models.Model):
    """Somebody whom the desk's messages reach: under the name that the agreement uses (`escalation list`).

    The name `desk` gets warnings and breaches. One with an account is for tickets of that account alone, and goes
    before those for all.
    """

    name = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="escalation_addresses")
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=16, default="en")
    zone = models.CharField(max_length=64, default="UTC")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("name", "account", "address"), nulls_distinct=False, name="escalation_address_once"
            ),
        )
