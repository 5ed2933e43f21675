"""Operations on figures, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line


class StretchRecord(Answer):
    """Time from one instant up to, and not including, another."""

    start: str
    end: str


class DayRecord(Answer):
    """A measured day of the agreement's zone: its seconds of each kind, and when it was down."""

    date: date
    zone: str
    up: int
    down: int
    excluded: int
    unknown: int
    level: str
    words: str
    downtime: tuple[StretchRecord, ...]
    measured_at: str


class DayList(Answer):
    """Measured days, in order; one that is missing was not measured."""

    service: str
    items: tuple[DayRecord, ...]


class FaultRecord(Answer):
    """What could not be measured, and why."""

    field: str
    what: str
    help: str


class FigureRecord(Answer):
    """A judged period; `account` is null for the whole service, `uptime` is exact (`744/745`), null where unknown."""

    id: int | None
    agreement: str
    version: str
    account: str | None
    commitment: str
    title: str
    service: str
    period: str
    zone: str
    start: str
    end: str
    judged_until: str
    over: bool
    uptime: str | None
    words: str
    without_exclusions: str
    target: str
    promise: str
    verdict: str
    sentence: str
    down_seconds: int
    excluded_seconds: int
    unknown_seconds: int
    allowed_seconds: int | None
    owed: str
    measured_at: str
    statement: int | None
    supersedes: int | None


class MeasurementRecord(Answer):
    """The latest look at a period of an agreement; `period` is empty for all those that run."""

    agreement: str
    period: str
    measured_at: str
    problems: tuple[FaultRecord, ...]


class PromiseRecord(Answer):
    """A promise that runs: what its whole period allows, and what is left of that (null where it counts no time)."""

    figure: FigureRecord
    allowed_seconds: int | None
    left_seconds: int | None
    used: str | None
    down_since: str | None
    at_risk: bool


class QueuedRecord(Answer):
    """It is done as soon as a worker is free."""

    queued: Literal[True] = True


class ServiceRecord(Answer):
    """Something that is measured; `parts` are the keys of what it is combined of."""

    key: str
    agreement: str
    measure: str
    title: str
    service: str
    commitment: str
    parts: tuple[str, ...]


class SourceBody(Answer):
    """From which telemetry an agreement is measured: the name of a store in the data directory."""

    agreement: str
    source: str


class Figures:
    """Operations on figures, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_services(self, *, agreement: str | None = None) -> tuple[ServiceRecord, ...]:
        """What is measured, as a tree: a combination before its parts; to customers that of their own agreements."""
        return self._line.listed("/services", ServiceRecord, {"agreement": agreement})

    def list_figures(self, *, account: str | None = None, agreement: str | None = None) -> tuple[FigureRecord, ...]:
        """The judged periods of an account; without one, of the whole service, to customers of their own account."""
        return self._line.listed("/figures", FigureRecord, {"account": account, "agreement": agreement})

    def list_days(
        self,
        *,
        service: str | None = None,
        first: date | None = None,
        last: date | None = None,
        account: str | None = None,
    ) -> DayList:
        """The measured days of a service (by its key) for an account; without one, of the whole service."""
        return self._line.read("/days", DayList, {"service": service, "first": first, "last": last, "account": account})

    def list_promises(self, *, account: str | None = None) -> tuple[PromiseRecord, ...]:
        """Every promise to an account that runs now, the closest to a breach first; without one, to all of them."""
        return self._line.listed("/promises", PromiseRecord, {"account": account})

    def list_measurements(self) -> tuple[MeasurementRecord, ...]:
        """The latest look at each period, with what could not be measured."""
        return self._line.listed("/measurements", MeasurementRecord, {})

    def measure_anew(self, *, agreement: str, period: str | None = None, idempotency_key: str = "") -> QueuedRecord:
        """Have an agreement measured as soon as a worker is free."""
        return self._line.changed(
            Change(
                "POST",
                "/measurements",
                body={"agreement": agreement, "period": period},
                idempotency_key=idempotency_key,
            ),
            QueuedRecord,
        )

    def set_telemetry_source(self, *, agreement: str, source: str, idempotency_key: str = "") -> SourceBody:
        """Have an agreement measured from a store of another name than its own, such as one that several share."""
        return self._line.changed(
            Change(
                "POST",
                "/telemetry-sources",
                body={"agreement": agreement, "source": source},
                idempotency_key=idempotency_key,
            ),
            SourceBody,
        )
