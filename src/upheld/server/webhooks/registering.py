"""Making, rotating, stopping and starting endpoints: each with its row in the audit trail, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.audit.trail import Act, note
from upheld.server.installed import installation
from upheld.server.outward.addresses import NotAllowedError
from upheld.server.outward.posting import Bounds, checked
from upheld.server.sealing import seal, unseal
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.signing import new_secret
from upheld.wording import say

ROTATION = timedelta(hours=24)
MOST_ENDPOINTS = 20


def register_endpoint(account: Account, url: str, actor: Actor, now: datetime) -> Endpoint:
    """Make an endpoint with a new secret. Raises `upheld.Refused` where the URL may not be asked.

    Where its name leads is looked at with every message, not here: it may change.
    """
    try:
        checked(url, bounds())
    except NotAllowedError as error:
        raise Refused([Problem(Place("request"), "url", error.what, code="url")]) from None
    with transaction.atomic():
        _leave_room(account)
        made = Endpoint.objects.create(account=account, url=url, created_at=now)
        made.secret = seal(new_secret(), _place(made))
        made.save(update_fields=("secret",))
        _note("webhook.register", made, actor, now)
    return made


def rotate_secret(endpoint: Endpoint, actor: Actor, now: datetime) -> Endpoint:
    """Give an endpoint a new secret; for a day the former one signs too, so that the receiver can change over."""
    with transaction.atomic():
        endpoint.former_secret, endpoint.former_until = endpoint.secret, now + ROTATION
        endpoint.secret = seal(new_secret(), _place(endpoint))
        endpoint.save(update_fields=("secret", "former_secret", "former_until"))
        _note("webhook.rotate", endpoint, actor, now)
    return endpoint


def disable(endpoint: Endpoint, why: str, actor: Actor, now: datetime) -> None:
    """Send nothing more to an endpoint."""
    with transaction.atomic():
        endpoint.disabled_at, endpoint.disabled_why = now, why[:300]
        endpoint.save(update_fields=("disabled_at", "disabled_why"))
        _note("webhook.disable", endpoint, actor, now)


def enable(endpoint: Endpoint, actor: Actor, now: datetime) -> None:
    """Send to an endpoint again. Raises `upheld.Refused` where the account has as many as it may."""
    with transaction.atomic():
        if endpoint.disabled_at is not None:
            _leave_room(endpoint.account)
        endpoint.disabled_at, endpoint.disabled_why = None, ""
        endpoint.failures, endpoint.rests_until = 0, None
        endpoint.save(update_fields=("disabled_at", "disabled_why", "failures", "rests_until"))
        _note("webhook.enable", endpoint, actor, now)


def secret_of(endpoint: Endpoint) -> str:
    """The secret that a receiver checks signatures with."""
    return unseal(endpoint.secret, _place(endpoint))


def keys_in_force(endpoint: Endpoint, now: datetime) -> tuple[str, ...]:
    """The secrets that sign a message now, the newest first."""
    keys = [secret_of(endpoint)]
    if endpoint.former_secret and endpoint.former_until is not None and now < endpoint.former_until:
        keys.append(unseal(endpoint.former_secret, _place(endpoint)))
    return tuple(keys)


def bounds() -> Bounds:
    """What a request to an endpoint may do in this installation."""
    return Bounds(loopback=installation().webhooks_to_loopback)


def _leave_room(account: Account) -> None:
    if account.endpoints.filter(disabled_at=None).count() >= MOST_ENDPOINTS:
        what = say("an account has at most {count} endpoints", count=MOST_ENDPOINTS)
        raise Refused([Problem(Place("request"), "url", what)])


def _place(endpoint: Endpoint) -> str:
    return f"webhook {endpoint.pk}"


def _note(action: str, endpoint: Endpoint, actor: Actor, now: datetime) -> None:
    told = {"url": endpoint.url, "disabled": endpoint.disabled_why}
    note(Act(action, "webhook", str(endpoint.pk), endpoint.account_id, after=told), actor.id, now)
