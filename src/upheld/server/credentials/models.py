"""Rows of access details, and of the recommendations to change them."""

from __future__ import annotations

from django.db import models

from upheld.server.desk.models import Ticket


class Credential(models.Model):
    """Access details of a ticket. `sealed` is emptied when they are destroyed; that they were there stays on record."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="credentials")
    label = models.CharField(max_length=200)
    sealed = models.TextField(blank=True)
    handed_over_at = models.DateTimeField()
    handed_over_by = models.CharField(max_length=80)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("ticket",), condition=models.Q(destroyed_at=None), name="credential_kept"),
        )  # fmt: skip


class AccessChange(models.Model):
    """The recommendation to change access details after a ticket was solved, with what became of it.

    `solved_at` (UTC epoch seconds) is when the problem was solved, `due` the last day of the recommendation, None where
    the agreement names no time; `clause` is where it stands.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="access_changes")
    solved_at = models.BigIntegerField()
    due = models.DateField(null=True)
    clause = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    told_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "solved_at"), name="access_change_once"),)
        indexes = (
            models.Index(
                fields=("due",), condition=models.Q(reminded_at=None, done_at=None, due__isnull=False),
                name="access_change_open",
            ),
        )  # fmt: skip
