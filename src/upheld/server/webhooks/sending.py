"""Posting one message to an endpoint, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from django.db.models import F

from upheld.server.delivery.outcomes import Outcome
from upheld.server.outward.addresses import NotAllowedError
from upheld.server.outward.posting import Answer, UnansweredError, post
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import bounds, keys_in_force
from upheld.server.webhooks.signing import signed_headers
from upheld.timeline.instants import epoch_seconds

# However long one message has to wait, a new one is tried after this time at the latest.
LONGEST_REST = timedelta(minutes=5)
_KIND = {"Content-Type": "application/json", "User-Agent": "upheld-webhooks/1"}


def send(endpoint: Endpoint, message_id: str, payload: Mapping[str, object], now: datetime) -> Outcome:
    """Post a message. Only an answer of 2xx took it; 410 says that nothing more is wanted."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(message_id, epoch_seconds(now), body, keys_in_force(endpoint, now))
    try:
        answer = post(endpoint.url, body, {**_KIND, **headers}, bounds())
    except NotAllowedError as error:
        return Outcome("later", f"not sent: {error}")
    except UnansweredError as error:
        return Outcome("unknown", str(error))
    return outcome_of(answer, now)


def outcome_of(answer: Answer, now: datetime) -> Outcome:
    """What an answer means. A redirect is a failure: who moves tells us so."""
    says = f"answered {answer.status}"
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome("delivered", says)
    if answer.status == HTTPStatus.GONE:
        return Outcome("gone", says)
    return Outcome("later", says, _asked(answer.retry_after, now))


def rest(endpoint: int, wait: timedelta | None, now: datetime) -> None:
    """Note that a try failed: the endpoint rests before the next."""
    until = now + min(wait or LONGEST_REST, LONGEST_REST)
    Endpoint.objects.filter(pk=endpoint).update(failures=F("failures") + 1, rests_until=until)


def well(endpoint: Endpoint) -> None:
    """Note that a try did not fail."""
    if endpoint.failures:
        Endpoint.objects.filter(pk=endpoint.pk).update(failures=0, rests_until=None)


def _asked(header: str, now: datetime) -> timedelta | None:
    """`Retry-After`, in seconds or as a date; None where it says nothing that can be read."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)
