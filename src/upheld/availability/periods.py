"""An agreement's word for a period -> the period of a label, in the contract's zone."""

from __future__ import annotations

from datetime import date

from upheld.agreements.period_term import PeriodTerm
from upheld.timeline.dated_periods import BillingMonth, Day, EveryDays, EveryMonths, Month, Quarter, Week, Year
from upheld.timeline.days import start_of_date
from upheld.timeline.measured_periods import EveryHours, RollingDays, RollingHours
from upheld.timeline.periods import ContractPeriod, PeriodError, PeriodKind
from upheld.timeline.zones import zone

_SIMPLE: dict[str, PeriodKind] = {
    "calendar month": Month(), "quarter": Quarter(), "year": Year(), "week": Week(), "day": Day(),
}  # fmt: skip


def named_period(term: PeriodTerm, label: str, zone_name: str) -> ContractPeriod:
    """The period of a label such as `2026-10`; PeriodError says which labels the agreement's period accepts."""
    return kind_of(term, zone_name).named(label, zone_name)


def kind_of(term: PeriodTerm, zone_name: str) -> PeriodKind:
    """The kind of period that the agreement's word means.

    Fixed and rolling periods of whole days are local days, of hours are elapsed hours; months begin on the same day of
    the month.
    """
    if term.kind in _SIMPLE or term.kind == "billing month":
        return _SIMPLE.get(term.kind) or BillingMonth(term.day or 1)
    length = term.length
    if term.anchor and (term.kind == "contract year" or (length and length.unit == "month")):
        return EveryMonths(int(length.count) if length else 12, date.fromisoformat(term.anchor))
    if length is None or length.unit not in {"day", "hour", "week"}:
        raise PeriodError(f"a {term.kind} period is counted in hours, days or weeks, not in {length}")
    count = int(length.count) * (7 if length.unit == "week" else 1)
    if term.kind == "rolling":
        return RollingHours(count) if length.unit == "hour" else RollingDays(count)
    first = date.fromisoformat(term.anchor) if term.anchor else date(1970, 1, 1)
    if length.unit == "hour":
        return EveryHours(count, start_of_date(first, zone(zone_name)))
    return EveryDays(count, first)
