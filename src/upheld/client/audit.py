"""Operations on audit, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from upheld.client.answer import Answer
from upheld.client.line import Line


class AuditRecord(Answer):
    """One act: by whom, to what. The digests are SHA-256 of what the object was before and after; none where absent."""

    id: int
    at: str
    actor: str
    action: str
    object_kind: str
    object_id: str
    account: int | None
    before: str | None
    after: str | None


class Audit:
    """Operations on audit, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_audit(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        object_kind: str | None = None,
        object_id: str | None = None,
        account: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        page_size: int = 50,
    ) -> Iterator[AuditRecord]:
        """Who did what, the newest first."""
        return self._line.pages(
            "/audit",
            AuditRecord,
            {
                "actor": actor,
                "action": action,
                "object_kind": object_kind,
                "object_id": object_id,
                "account": account,
                "since": since,
                "before": before,
            },
            page_size,
        )
