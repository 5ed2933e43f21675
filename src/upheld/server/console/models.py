"""Rows of the console: what people keep for themselves."""

from __future__ import annotations

from django.db import models

from upheld.server.accounts.models import Person


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
