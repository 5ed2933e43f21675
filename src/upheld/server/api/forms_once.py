"""A form that is sent twice, by a second click or a reload, does its work once, and leads to the same page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from secrets import token_urlsafe

from django.db import IntegrityError, transaction

from upheld.server.access.actor import Actor
from upheld.server.api.models import AnsweredRequest
from upheld.server.present import present

ONCE = "once"
"""The hidden field of a form that holds its token."""

_OURS = frozenset({"csrfmiddlewaretoken", ONCE})


def form_token() -> str:
    """A token for a form that is shown."""
    return token_urlsafe(18)


def done_once(told: Mapping[str, str], actor: Actor, place: str, do: Callable[[], str]) -> str:
    """Do what a form asks for, and answer the address of the page that it leads to; the second time, only answer it.

    `place` is where the form stands. What was written counts: other words in the same form are another wish. Without
    a token it is done each time. What is refused leaves nothing behind.
    """
    token = told.get(ONCE, "")[:60]
    if not token:
        return do()
    key = f"form:{token}:{actor.account or 0}:{_digest(told, place)}"
    there = AnsweredRequest.objects.filter(actor=actor.id, key=key)
    earlier = there.first()
    if earlier is not None:
        return str(earlier.headers["Location"])
    try:
        with transaction.atomic():
            row = AnsweredRequest.objects.create(actor=actor.id, key=key, fingerprint="", created_at=present())
            page = do()
            row.status, row.headers = HTTPStatus.SEE_OTHER, {"Location": page}
            row.save(update_fields=("status", "headers"))
    except IntegrityError:
        # Of two at once the second waited for the first, and then found its row.
        again = there.first()
        if again is None:
            raise
        return str(again.headers["Location"])
    return page


def _digest(told: Mapping[str, str], place: str) -> str:
    written = sorted((name, value) for name, value in told.items() if name not in _OURS)
    return hashlib.sha256(json.dumps([place, written]).encode()).hexdigest()[:32]
