"""Operations on inbox, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class MessageRecord(Answer):
    """A message that came in, and what became of it; `raw` is the SHA-256 under which it is kept whole."""

    number: int
    received: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    verdict: str
    reason: str
    account: str | None
    ticket: int | None
    attachments: tuple[Mapping[str, str | int], ...]
    raw: str


class Inbox:
    """Operations on inbox, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_messages(
        self,
        *,
        verdict: Literal["opened", "added", "answered", "quarantined", "automatic", "bounce", "refused", "discarded"]
        | None = None,
        page_size: int = 50,
    ) -> Iterator[MessageRecord]:
        """Messages that came in, the newest first."""
        return self._line.pages("/inbox", MessageRecord, {"verdict": verdict}, page_size)

    def release_message(
        self, number: int, *, account: str, priority: str | None = None, idempotency_key: str = ""
    ) -> MessageRecord:
        """Lead a message that was put aside to where it belongs; its clocks begin when it came."""
        return self._line.changed(
            Change(
                "POST",
                f"/inbox/{part(number)}/release",
                body={"account": account, "priority": priority},
                idempotency_key=idempotency_key,
            ),
            MessageRecord,
        )

    def discard_message(self, number: int, *, why: str, idempotency_key: str = "") -> MessageRecord:
        """Leave a message alone that was put aside; it stays kept."""
        return self._line.changed(
            Change("POST", f"/inbox/{part(number)}/discard", body={"why": why}, idempotency_key=idempotency_key),
            MessageRecord,
        )
