"""API keys as those who look after them see and end them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import ApiKey
from upheld.server.audit.trail import Act, note


def keys_visible_to(actor: Actor) -> QuerySet[ApiKey]:
    """Every key to the provider's side; to a customer's those of its own account."""
    rows = ApiKey.objects.select_related("account")
    return rows if actor.of_provider else rows.filter(account=actor.account)


def revoke_key(key: ApiKey, actor: Actor, now: datetime) -> bool:
    """End a key at once; whether it was alive."""
    with transaction.atomic():
        ended = bool(ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now))
        if ended:
            note(Act("key.revoke", "key", str(key.pk), key.account_id), actor.id, now)
    return ended
