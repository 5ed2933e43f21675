"""Rows of the addresses that notices are posted to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account


class EndpointRows(models.QuerySet["Endpoint"]):
    """Endpoints, as one actor may see them."""

    def visible_to(self, actor: Actor) -> EndpointRows:
        """Every endpoint to the provider's side; to a customer those of its own account."""
        return self if actor.account is None else self.filter(account=actor.account)


class Endpoint(models.Model):
    """A customer's receiver of webhooks. Its secrets are sealed; the former one signs too until `former_until`.

    `failures` counts the tries that failed since the last one that did not; until `rests_until` none is made.
    `disabled_at` is None while notices are sent to it.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="endpoints")
    url = models.CharField(max_length=1000)
    secret = models.CharField(max_length=500, blank=True)
    former_secret = models.CharField(max_length=500, blank=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    objects: ClassVar[EndpointRows] = EndpointRows.as_manager()  # type: ignore[assignment]  # it has every method of these
