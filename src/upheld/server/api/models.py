"""Rows of requests that were answered, so that one sent again is answered the same; and how often each may ask."""

from __future__ import annotations

from django.db import models


class AnsweredRequest(models.Model):
    """The answer to a request with an `Idempotency-Key`, by who sent it.

    `fingerprint` is the SHA-256 of method, path and body: the same key with another request is refused.
    """

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor", "key"), name="request_once"),)
        indexes = (models.Index(fields=("created_at",), name="request_created"),)


class CallerRate(models.Model):
    """How many requests a caller has left, as of an instant: the bucket that several processes draw from."""

    caller = models.CharField(max_length=80, unique=True)
    tokens = models.FloatField()
    since = models.DateTimeField()
