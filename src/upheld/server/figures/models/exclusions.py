"""Rows of exclusions: who claims which time for which cause, on what evidence; and which claims were taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.append_only import Fact, Facts


class ExclusionRows(Facts["ExclusionRecord"]):
    """Exclusions, as one actor may see them."""

    def visible_to(self, actor: Actor) -> ExclusionRows:
        """Every one to the provider's side; to a customer's those of its own account (statements show the others)."""
        return self if actor.account is None else self.filter(account=actor.account)

    def standing(self) -> ExclusionRows:
        """Those that were neither taken back nor corrected."""
        return self.filter(withdrawal__isnull=True, correction__isnull=True)


class ExclusionRecord(Fact):
    """A claim that time does not count; the rules of the agreement decide whether it holds.

    `cause` is the exclusion's name in the agreement, `account` None where it concerns everybody. Instants are UTC epoch
    seconds. `source` is what it comes from (`maintenance:12`), once each; empty where somebody recorded it. A
    correction is a new record that names the one it `corrects`.
    """

    agreement = models.SlugField(max_length=64)
    cause = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    measures = models.JSONField(default=list)
    begins = models.BigIntegerField()
    ends = models.BigIntegerField()
    announced = models.BigIntegerField(null=True)
    evidence = models.JSONField(default=list)
    advice = models.TextField(blank=True)
    advised = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    unpaid_since = models.DateField(null=True)
    author = models.CharField(max_length=200)
    actor = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=80, null=True, unique=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")

    objects: ClassVar[ExclusionRows] = ExclusionRows.as_manager()  # type: ignore[assignment]  # it has all of these

    class Meta:
        indexes = (models.Index(fields=("agreement", "begins"), name="exclusion_time"),)
        constraints = (models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="exclusion_lasts"),)


class ExclusionWithdrawal(Fact):
    """An exclusion was taken back: by whom, when and why."""

    record = models.OneToOneField(ExclusionRecord, models.PROTECT, related_name="withdrawal")
    why = models.TextField()
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[ExclusionWithdrawal]] = models.Manager.from_queryset(
        Facts["ExclusionWithdrawal"]
    )()
