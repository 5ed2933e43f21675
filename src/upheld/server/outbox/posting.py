"""Putting letters into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from upheld.server.outbox.models import Outbox


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to tell: its key (the same for the same thing, for ever), its kind, and what it says (plain JSON)."""

    key: str
    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)


def post(letters: Iterable[Letter], ticket: int | None, at: datetime) -> None:
    """Write letters, in the transaction of the change that they tell of; RuntimeError outside of one.

    A letter whose key is there already is not written again.
    """
    post_all(((ticket, each) for each in letters), at)


def post_all(letters: Iterable[tuple[int | None, Letter]], at: datetime) -> None:
    """`post` for letters about several tickets, each named beside its letter, with one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is posted outside the transaction of the change that it tells of")
    Outbox.objects.bulk_create(
        [
            Outbox(key=each.key, kind=each.kind, ticket_id=ticket, payload=dict(each.payload), created_at=at)
            for ticket, each in letters
        ],
        ignore_conflicts=True,
    )
