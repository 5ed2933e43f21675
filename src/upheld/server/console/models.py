"""Rows of the console: what people keep for themselves, and what was worked out for its pages."""

from __future__ import annotations

from django.db import models

from upheld.server.accounts.models import Account, Person
from upheld.server.desk.models import Ticket


class SavedView(models.Model):
    """A view of the queue that somebody keeps under a name: `query` is the rest of its address."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="saved_view_once"),)


class Reckoning(models.Model):
    """Counts that take longer than a reader waits: worked out in the background, and shown with their age."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    data = models.JSONField()


class KeptJudgement(models.Model):
    """How a ticket counted when it was judged last: worked out from its events, to be worked out again at any time.

    `sequence` is the latest event that was seen. It holds from `since` on before `until` (UTC epoch seconds; None: for
    good), for the product whose judgements have the digest `rules`. `outcomes` is `judged.Outcomes` as JSON; a text, so
    that a database puts tickets that count alike together.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    opened_at = models.BigIntegerField(db_index=True)
    sequence = models.PositiveIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    rules = models.CharField(max_length=16)
    outcomes = models.TextField()
