"""Operations on notices, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part
from upheld.client.shared import DeliveryRecord, NoticeRecord


class WordingRecord(Answer):
    """A wording that is in use."""

    status: str
    subject: str
    text: str
    id: int
    agreement: str = ""
    language: str = "en"


class Notices:
    """Operations on notices, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_notices(self, *, ticket: int | None = None, page_size: int = 50) -> Iterator[NoticeRecord]:
        """The inbox: what customers were told, the newest first."""
        return self._line.pages("/notices", NoticeRecord, {"ticket": ticket}, page_size)

    def read_notice(self, number: int, *, idempotency_key: str = "") -> NoticeRecord:
        """Say that somebody at the customer has read a notice: then what it says has reached them."""
        return self._line.changed(
            Change("POST", f"/notices/{part(number)}/read", idempotency_key=idempotency_key), NoticeRecord
        )

    def list_ticket_deliveries(self, number: int, *, page_size: int = 50) -> Iterator[DeliveryRecord]:
        """Everything that was sent about a ticket: to whom, over which channel, and how each try ended."""
        return self._line.pages(f"/tickets/{part(number)}/deliveries", DeliveryRecord, {}, page_size)

    def resend_delivery(self, number: int, *, idempotency_key: str = "") -> DeliveryRecord:
        """Send a message once more, under the same id."""
        return self._line.changed(
            Change("POST", f"/deliveries/{part(number)}/resend", idempotency_key=idempotency_key), DeliveryRecord
        )

    def list_notice_wordings(self) -> tuple[WordingRecord, ...]:
        """The provider's own wordings of notices."""
        return self._line.listed("/notice-wordings", WordingRecord, {})

    def create_notice_wording(
        self,
        *,
        status: Literal["Initial", "Update", "Resolved", "Informational", "Action Required"],
        subject: str,
        text: str,
        agreement: str | None = None,
        language: str | None = None,
        idempotency_key: str = "",
    ) -> WordingRecord:
        """Word notices of one status in one's own way; it takes the place of an earlier wording of the same."""
        return self._line.changed(
            Change(
                "POST",
                "/notice-wordings",
                body={"agreement": agreement, "language": language, "status": status, "subject": subject, "text": text},
                idempotency_key=idempotency_key,
            ),
            WordingRecord,
        )
