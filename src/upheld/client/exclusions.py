"""Operations on exclusions, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class ExclusionEntry(Answer):
    """An exclusion on record. `state` says whether it stands, or was `corrected` or `withdrawn`.

    Whether the claim holds is ruled with each figure, and told with its reasons in the statement.
    """

    number: int
    state: str
    agreement: str
    cause: str
    account: str | None
    measures: tuple[str, ...]
    start: str
    end: str
    announced: str | None
    evidence: tuple[str, ...]
    advice: str
    advised: str | None
    reason: str
    unpaid_since: date | None
    author: str
    recorded_at: str
    corrects: int | None
    withdrawn: str | None


class Exclusions:
    """Operations on exclusions, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_exclusions(
        self, *, account: str | None = None, agreement: str | None = None, page_size: int = 50
    ) -> Iterator[ExclusionEntry]:
        """Exclusions on record, the latest first; customers see those of their own account."""
        return self._line.pages("/exclusions", ExclusionEntry, {"account": account, "agreement": agreement}, page_size)

    def claim_exclusion(
        self,
        *,
        agreement: str,
        cause: str,
        start: datetime,
        end: datetime,
        author: str,
        account: str | None = None,
        measures: Sequence[str] | None = None,
        announced: datetime | None = None,
        evidence: Sequence[str] | None = None,
        advice: str | None = None,
        advised: datetime | None = None,
        reason: str | None = None,
        unpaid_since: date | None = None,
        corrects: int | None = None,
        idempotency_key: str = "",
    ) -> ExclusionEntry:
        """Record that time is not to count, or correct such a record."""
        return self._line.changed(
            Change(
                "POST",
                "/exclusions",
                body={
                    "agreement": agreement,
                    "cause": cause,
                    "start": start,
                    "end": end,
                    "author": author,
                    "account": account,
                    "measures": measures,
                    "announced": announced,
                    "evidence": evidence,
                    "advice": advice,
                    "advised": advised,
                    "reason": reason,
                    "unpaid_since": unpaid_since,
                    "corrects": corrects,
                },
                idempotency_key=idempotency_key,
            ),
            ExclusionEntry,
        )

    def take_exclusion_back(self, number: int, *, why: str, idempotency_key: str = "") -> ExclusionEntry:
        """Take a record back; it stays on record, with the reason."""
        return self._line.changed(
            Change(
                "POST", f"/exclusions/{part(number)}/withdrawal", body={"why": why}, idempotency_key=idempotency_key
            ),
            ExclusionEntry,
        )
