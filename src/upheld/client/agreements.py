"""Operations on agreements, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class BoundRecord(Answer):
    """An account that a version binds now; `until` is the first day on which its subscription no longer holds."""

    account: str
    plan: str
    begins: date
    until: date | None


class FileRecord(Answer):
    """A text of an agreement, under its name."""

    name: str
    text: str


class AgreementDetail(Answer):
    """A published version with its texts, its own first, and whom it binds now.

    `withheld`: the texts are not shown, since they hold terms of other accounts.
    """

    agreement: str
    version: str
    digest: str
    effective: date | None
    announced: date | None
    published: str
    files: tuple[FileRecord, ...]
    withheld: bool
    bound: tuple[BoundRecord, ...]


class AgreementRecord(Answer):
    """A published version of an agreement."""

    agreement: str
    version: str
    digest: str
    effective: date | None
    announced: date | None
    published: str


class Agreements:
    """Operations on agreements, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_agreements(self, *, agreement: str | None = None, page_size: int = 50) -> Iterator[AgreementRecord]:
        """Published versions of agreements, the latest published first."""
        return self._line.pages("/agreements", AgreementRecord, {"agreement": agreement}, page_size)

    def publish_agreement(
        self, *, file: str, text: str, others: Sequence[FileRecord] | None = None, idempotency_key: str = ""
    ) -> AgreementRecord:
        """Publish a version of an agreement; everything that is wrong with its text is a fault, with its line."""
        return self._line.changed(
            Change(
                "POST",
                "/agreements",
                body={"file": file, "text": text, "others": others},
                idempotency_key=idempotency_key,
            ),
            AgreementRecord,
        )

    def get_agreement_version(self, agreement: str, version: str) -> AgreementDetail:
        """One published version: its texts, and whom it binds now."""
        return self._line.read(f"/agreements/{part(agreement)}/versions/{part(version)}", AgreementDetail, {})
