"""Rows of API keys."""

from __future__ import annotations

from django.db import models

from upheld.server.accounts.models.account import Account


class ApiKey(models.Model):
    """A key for programs. Only its prefix and the SHA-256 of its secret are kept; the key itself is shown once.

    `scopes` are the actions that it may do. `account` is None for a key of the provider's side.
    """

    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    scopes = models.JSONField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="keys")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
