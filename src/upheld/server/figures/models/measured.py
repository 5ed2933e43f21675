"""Rows of measured figures: periods and days that are over are facts, those that run are measured anew in their place.

An account of None is the whole service, all accounts as one. Ratios are exact, as text (`43199/43200`); instants are
UTC epoch seconds.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.append_only import Fact, Facts


class TelemetrySource(models.Model):
    """Where an agreement's telemetry is: the name of a store in the data directory; without a row, its own name."""

    agreement = models.SlugField(max_length=64, unique=True)
    source = models.SlugField(max_length=64)


class Measurement(models.Model):
    """The latest look at an agreement's commitments of one period: figures were recorded, or nothing could be measured.

    `label` is the period's, empty for those that end at every instant anew. `inputs` is the digest of all that the
    figures follow from: while it is the same, they are not worked out again. `problems` says what could not be measured
    and why: [{"field", "what", "help"}].
    """

    agreement = models.SlugField(max_length=64)
    label = models.CharField(max_length=40, blank=True)
    inputs = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agreement", "label"), name="measurement_once"),)


class StatementRows(Facts["IssuedStatement"]):
    """Statements, as one actor may see them."""

    def visible_to(self, actor: Actor) -> StatementRows:
        """Every one to the provider's side; to a customer's those of its own account."""
        return self if actor.account is None else self.filter(account=actor.account)


class IssuedStatement(Fact):
    """A statement of one account (None: the whole service) for one period; its forms are kept by their SHA-256."""

    agreement = models.SlugField(max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8)
    sentence = models.TextField()
    fingerprint = models.CharField(max_length=64)
    json = models.CharField(max_length=64)
    html = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects: ClassVar[StatementRows] = StatementRows.as_manager()  # type: ignore[assignment]  # it has all of these

    class Meta:
        indexes = (models.Index(fields=("account", "agreement", "label"), name="statement_latest"),)


class PeriodFields(models.Model):
    """A judged commitment in plain columns; the words are those of the statement."""

    agreement = models.SlugField(max_length=64)
    version = models.CharField(max_length=200)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    commitment = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    measure = models.CharField(max_length=100)
    label = models.CharField(max_length=40)
    zone = models.CharField(max_length=64)
    begins = models.BigIntegerField()
    ends = models.BigIntegerField()
    until = models.BigIntegerField()
    uptime = models.TextField(blank=True)
    words = models.CharField(max_length=60)
    without_exclusions = models.CharField(max_length=60)
    target = models.CharField(max_length=100)
    promise = models.CharField(max_length=100)
    verdict = models.CharField(max_length=8)
    sentence = models.TextField()
    down_seconds = models.BigIntegerField()
    excluded_seconds = models.BigIntegerField()
    unknown_seconds = models.BigIntegerField()
    allowed_seconds = models.BigIntegerField(null=True)
    owed = models.CharField(max_length=200, blank=True)
    measured_at = models.DateTimeField()

    class Meta:
        abstract = True


class MeasuredPeriod(PeriodFields, Fact):
    """A commitment judged for a period that is over; a later row for the same one corrects the earlier."""

    statement = models.ForeignKey(IssuedStatement, models.PROTECT, null=True, related_name="figures")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[MeasuredPeriod]] = models.Manager.from_queryset(Facts["MeasuredPeriod"])()

    class Meta:
        indexes = (
            models.Index(fields=("account", "agreement", "label"), name="period_latest"),
            models.Index(fields=("agreement", "label", "id"), name="period_of_agreement"),
        )


class RunningPeriod(PeriodFields):
    """A commitment as it stands in the period that runs now: no fact, but the latest look, replaced by the next.

    `lost_seconds` is what counts against the promise so far, `whole_seconds` what the period will count when it is over
    (None where requests are counted); `down_since` is the start of an outage that had not ended. `broken` says that
    the promise cannot be kept any more, whatever the rest of the period brings.
    """

    whole_seconds = models.BigIntegerField(null=True)
    lost_seconds = models.BigIntegerField(null=True)
    down_since = models.BigIntegerField(null=True)
    broken = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("agreement", "account"), name="running_period"),)


class DayFields(models.Model):
    """A measure on one local day; `down_spans` are [[start, end], ...] of the downtime that counts."""

    agreement = models.SlugField(max_length=64)
    measure = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    date = models.DateField()
    zone = models.CharField(max_length=64)
    begins = models.BigIntegerField()
    ends = models.BigIntegerField()
    up = models.PositiveIntegerField()
    down = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    down_spans = models.JSONField(default=list)
    measured_at = models.DateTimeField()

    class Meta:
        abstract = True


class MeasuredDay(DayFields, Fact):
    """A measured day that is over; a later row for the same day corrects the earlier."""

    objects: ClassVar[models.Manager[MeasuredDay]] = models.Manager.from_queryset(Facts["MeasuredDay"])()

    class Meta:
        indexes = (models.Index(fields=("agreement", "account", "measure", "date"), name="day_latest"),)


class RunningDay(DayFields):
    """The day that runs now, as it was measured last; replaced by the next look."""

    class Meta:
        indexes = (models.Index(fields=("agreement", "account", "measure"), name="running_day"),)
