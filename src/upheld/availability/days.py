"""A judged period day by day, in the contract's zone."""

from __future__ import annotations

from upheld.availability.result import Day
from upheld.timeline.days import days_of
from upheld.timeline.periods import ContractPeriod
from upheld.timeline.spans import Spans


def days_of_judgement(
    period: ContractPeriod, judged: Spans, down: Spans, excluded: Spans, unknown: Spans
) -> tuple[Day, ...]:
    """Each local day with the seconds of each kind; `judged` includes the time that exclusions took out."""
    made = []
    for date, span in days_of(period.span, period.zone):
        whole = judged.within(span).total
        lost, out, silent = down.within(span).total, (excluded - down).within(span).total, unknown.within(span).total
        made.append(Day(date, span, whole - lost - out - silent, lost, out, silent))
    return tuple(made)
