"""Operations on reports, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from datetime import date

from upheld.client.answer import Answer
from upheld.client.line import Line


class ReasonRecord(Answer):
    """Why tickets leave the figures, how many, and the clause of the agreement that says so."""

    reason: str
    title: str
    clause: str | None
    tickets: int


class WorstRecord(Answer):
    """The ticket that was latest, and by how many elapsed seconds."""

    ticket: int
    late_seconds: int


class TargetRecord(Answer):
    """One target of one priority, in tickets: `share_kept` is kept of kept and missed, exact and in per cent.

    `open` may keep it still; of `replaced` a change of priority took the target away before it was missed; `excluded`
    would have had it, but leave the figures.
    """

    plan: str
    priority: str
    target: str
    kept: int
    missed: int
    open: int
    no_target: int
    replaced: int
    share_kept: str | None
    share_kept_percent: str | None
    share_promised: str | None
    promise_kept: bool | None
    worst: WorstRecord | None
    excluded: tuple[ReasonRecord, ...]


class AgreementReport(Answer):
    """The figures under one agreement: tickets opened in the time, each target, and what leaves the figures."""

    agreement: str
    title: str
    tickets: int
    targets: tuple[TargetRecord, ...]
    left_out: tuple[ReasonRecord, ...]


class ComplianceReport(Answer):
    """How well promised times were kept for tickets opened from `first` until `last`, as they stand at `as_of`."""

    first: str
    last: str
    zone: str
    account: str | None
    plan: str | None
    as_of: str
    agreements: tuple[AgreementReport, ...]


class Reports:
    """Operations on reports, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def report_compliance(
        self,
        *,
        from_: date | None = None,
        to: date | None = None,
        account: str | None = None,
        plan: str | None = None,
        zone: str | None = None,
    ) -> ComplianceReport:
        """Kept, missed and excluded targets of tickets opened from the day `from` until the day before `to`."""
        return self._line.read(
            "/reports/compliance",
            ComplianceReport,
            {"from": from_, "to": to, "account": account, "plan": plan, "zone": zone},
        )
