"""Answers of operations on several kinds of things.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upheld.client.answer import Answer


class AttemptRecord(Answer):
    """One try."""

    number: int
    at: str
    outcome: str
    says: str


class DeliveryRecord(Answer):
    """A letter to one recipient: its id for the receiver, how it stands, and every try. Instants are in UTC."""

    id: int
    message: str
    kind: str
    ticket: int | None
    channel: str
    recipient: str
    status: str
    created: str
    next_try: str | None
    delivered: str | None
    read: str | None
    attempts: tuple[AttemptRecord, ...]


class NoticeRecord(Answer):
    """The notice that an account got: what its agreement asks, until when, and whether it was given by then.

    `in_time` is null where the agreement asks for none, or names no time.
    """

    account: str
    announced_at: datetime
    addresses: int
    agreement: str
    asked: str
    clause: str
    latest: datetime | None
    in_time: bool | None
    because: str


class PostRecord(Answer):
    """A post; `corrects` is the number of the one that it corrects."""

    number: int
    kind: str
    status: str
    impact: str
    body: str
    components: tuple[Mapping[str, str], ...]
    at: datetime
    actor: str
    corrects: int | None
