"""Who is calling: from a key or a signed-in person to an actor."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from upheld.server.access.actor import ACTIONS, CUSTOMER_ROLES, PROVIDER_ROLES, Action, Actor, Role, allowed
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import ApiKey, Grant, Person

KEY_BEGINS = "upk"
_USED_EVERY = timedelta(minutes=1)


def actor_of_key(text: str, now: datetime) -> Actor | None:
    """The actor that a key stands for; None for one that is unknown, revoked or expired.

    Its last use is kept to the minute.
    """
    begins, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if begins != KEY_BEGINS or not secret:
        return None
    key = ApiKey.objects.filter(prefix=prefix, revoked_at=None).first()
    known = key.secret_sha256 if key else "0" * 64
    # Compared also for an unknown prefix, so that the time taken tells nothing.
    same = hmac.compare_digest(known, hashlib.sha256(secret.encode()).hexdigest())
    if key is None or not same or (key.expires_at is not None and key.expires_at <= now):
        return None
    _note_use(key, now)
    return Actor(f"key:{key.pk}", _known(key.scopes) & may_at_most(key.account_id), key.account_id)


@within(EVERYTHING)  # it is only being found out who acts
def actors_of_person(person: Person) -> tuple[Actor, ...]:
    """The actors that a person may be: one for the provider's side, then one for each account, none for a stranger."""
    if not person.is_active:
        return ()
    roles: dict[int | None, list[Role]] = {}
    for grant in Grant.objects.filter(person=person).order_by("account_id"):
        roles.setdefault(grant.account_id, []).append(cast("Role", grant.role))
    return tuple(Actor(f"person:{person.pk}", _side(account, held), account) for account, held in roles.items())


def _side(account: int | None, roles: Iterable[Role]) -> frozenset[Action]:
    """What roles allow on the side that they belong to; a role of the other side allows nothing."""
    side = PROVIDER_ROLES if account is None else CUSTOMER_ROLES
    return allowed(role for role in roles if role in side)


def may_at_most(account: int | None) -> frozenset[Action]:
    """What can be allowed on a side at all: what the provider does is open to no key of a customer's account."""
    return frozenset(ACTIONS) if account is None else allowed(CUSTOMER_ROLES)


def _known(scopes: Iterable[str]) -> frozenset[Action]:
    return frozenset(action for action in ACTIONS if action in set(scopes))


def _note_use(key: ApiKey, now: datetime) -> None:
    if key.last_used_at is None or now - key.last_used_at >= _USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
