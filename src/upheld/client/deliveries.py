"""Operations on deliveries, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part
from upheld.client.shared import DeliveryRecord


class SuppressedRecord(Answer):
    """An e-mail address that nothing is sent to: since when, and why."""

    id: int
    address: str
    why: str
    since: str


class Deliveries:
    """Operations on deliveries, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_deliveries(
        self,
        *,
        status: Literal["waiting", "delivered", "failed", "suppressed", "superseded"] | None = None,
        channel: Literal["e-mail", "webhook", "portal"] | None = None,
        recipient: str | None = None,
        account: str | None = None,
        page_size: int = 50,
    ) -> Iterator[DeliveryRecord]:
        """What was sent to whom, the newest first, with every try."""
        return self._line.pages(
            "/deliveries",
            DeliveryRecord,
            {"status": status, "channel": channel, "recipient": recipient, "account": account},
            page_size,
        )

    def list_suppressed_addresses(
        self, *, address: str | None = None, page_size: int = 50
    ) -> Iterator[SuppressedRecord]:
        """E-mail addresses that nothing is sent to, since mail to them came back for good."""
        return self._line.pages("/suppressed-addresses", SuppressedRecord, {"address": address}, page_size)

    def free_suppressed_address(self, number: int, *, idempotency_key: str = "") -> SuppressedRecord:
        """Send to an address again; the answer is what it was kept from."""
        return self._line.changed(
            Change("DELETE", f"/suppressed-addresses/{part(number)}", idempotency_key=idempotency_key), SuppressedRecord
        )
