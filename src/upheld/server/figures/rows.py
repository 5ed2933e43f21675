"""Judgements as rows: the figures of periods and days, in the words of the statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from upheld.agreements.agreement import Agreement
from upheld.availability.figures import rounded, verdict
from upheld.availability.measuring import judged_hours
from upheld.availability.result import Day, Judgement
from upheld.availability.run import Judged
from upheld.library.statements import Issue, settled
from upheld.remedies.fees import Fees
from upheld.server.accounts.models import Account
from upheld.server.figures.models import MeasuredDay, MeasuredPeriod, RunningDay, RunningPeriod
from upheld.server.figures.planning import Plan
from upheld.server.figures.services import promised_by
from upheld.server.figures.terms import PART
from upheld.statements.commitments import commitment
from upheld.statements.statement import Commitment
from upheld.timeline.days import start_of_date
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone


@dataclass(frozen=True, slots=True)
class Figured:
    """A judged commitment to be kept: whose it is (None: the whole service), of which plan, and as of when.

    `fees` are those that its credit is a share of.
    """

    judged: Judged
    account: Account | None
    plan: Plan
    at: datetime
    fees: Fees

    @property
    def agreement(self) -> Agreement:
        """The version that judged the last day of it, as it binds the account."""
        return self.judged.request.parts[-1].agreement


def measured_period(one: Figured) -> MeasuredPeriod:
    """The row of a period that is over."""
    return MeasuredPeriod(**_fields(one))


def running_period(one: Figured) -> RunningPeriod:
    """The row of a period that runs."""
    whole, lost = _whole(one), _lost(one.judged.judgement)
    return RunningPeriod(
        **_fields(one), whole_seconds=whole, lost_seconds=lost,
        down_since=_down_since(one.judged.judgement), broken=_broken(one, whole, lost),
    )  # fmt: skip


def days(one: Figured) -> Iterator[MeasuredDay | RunningDay]:
    """The rows of the days of a judgement; none where the days of its measure are told by another commitment."""
    judgement, text = one.judged.judgement, one.agreement.text
    told_by = promised_by(text, judgement.measure) or f"{PART}{judgement.measure}"
    if judgement.commitment.removeprefix(PART) != told_by.removeprefix(PART):
        return
    tz = zone(judgement.zone)
    for day in judgement.days:
        if one.plan.rolling and day.span.start != start_of_date(day.date, tz):
            continue  # a window that moves begins within a day, which it tells only in part
        whole = one.plan.over or day.span.end < judgement.period.end
        yield (MeasuredDay if whole else RunningDay)(**_day_fields(one, day))


def _fields(one: Figured) -> dict[str, Any]:
    judgement, request = one.judged.judgement, one.judged.request
    credit = settled(one.judged, Issue(one.fees))
    told = commitment(judgement, credit)
    return {
        "agreement": one.agreement.text.agreement,
        "version": ", ".join(dict.fromkeys(part.version for part in judgement.versions)),
        "account": one.account,
        "commitment": judgement.commitment,
        "title": told.title,
        "measure": judgement.measure,
        "label": judgement.label,
        "zone": judgement.zone,
        "begins": request.whole_period.start,
        "ends": request.whole_period.end,
        "until": judgement.period.end,
        "uptime": "" if judgement.figure.ratio is None else str(judgement.figure.ratio),
        "words": told.judged.words if told.judged else "",
        "without_exclusions": told.without_exclusions.words if told.without_exclusions else "",
        "target": str(judgement.target.value),
        "promise": told.promise,
        "verdict": judgement.verdict,
        "sentence": told.sentence,
        "down_seconds": judgement.down_seconds,
        "excluded_seconds": told.excluded.seconds,
        "unknown_seconds": told.unknown.seconds,
        "allowed_seconds": told.allowed.seconds if told.allowed else None,
        "owed": _owed(one, told),
        "measured_at": one.at,
    }


def _owed(one: Figured, told: Commitment) -> str:
    """What is owed in words; nothing before a period is over, whose figure may still change either way.

    Where a share of a fee is promised and no fee is on record, it is not known: that is not nothing.
    """
    credit, settles = told.credit, one.plan.over or one.plan.rolling
    if credit is None or credit.remedy is None or told.verdict != "missed" or not settles:
        return ""
    unknown = credit.amount is None and credit.service_time is None
    # Nobody pays for the whole service, so that of it there is no share.
    return "" if unknown and one.account is None else credit.owed


def _day_fields(one: Figured, day: Day) -> dict[str, Any]:
    judgement = one.judged.judgement
    return {
        "agreement": one.agreement.text.agreement, "measure": judgement.measure, "account": one.account,
        "date": day.date, "zone": judgement.zone, "begins": day.span.start, "ends": day.span.end,
        "up": day.up, "down": day.down, "excluded": day.excluded, "unknown": day.unknown,
        "down_spans": [[start, end] for start, end in judgement.down.within(day.span).pairs()],
        "measured_at": one.at,
    }  # fmt: skip


def _seconds_of(judgement: Judgement) -> int | None:
    """How many seconds one of what the figure counts is; None where it counts requests."""
    return {"seconds": 1, "slices": judgement.slice_seconds, "requests": None}[judgement.figure.unit]


def _whole(one: Figured) -> int | None:
    """The seconds that the figure will count when the period is over, if nothing more is excluded."""
    judgement, request = one.judged.judgement, one.judged.request
    unit = _seconds_of(judgement)
    if unit is None:
        return None
    now, end = judgement.period.end, request.whole_period.end
    rest = judged_hours(one.agreement, judgement.commitment, Span(now, end)).total if now < end else 0
    return judgement.figure.whole * unit + rest


def _lost(judgement: Judgement) -> int | None:
    """What counts against the promise so far, in whole seconds, rounded up."""
    unit, figure = _seconds_of(judgement), judgement.figure
    return None if unit is None else -int(-(figure.whole - figure.good) * unit // 1)


def _broken(one: Figured, whole: int | None, lost: int | None) -> bool:
    """Whether the best that can still come misses the promise."""
    if not whole or lost is None:
        return False
    judgement = one.judged.judgement
    term = one.agreement.text.commitments[judgement.commitment]
    best = rounded(Fraction(whole - lost, whole), term.rounding)  # type: ignore[arg-type]  # no open questions
    return verdict(best, judgement.target.value, judgement.comparison) == "missed"


def _down_since(judgement: Judgement) -> int | None:
    """The start of an outage that counts and had not ended when the telemetry did."""
    counting = [outage for outage in judgement.downtime if outage.counted_seconds]
    if not counting:
        return None
    last = max(counting, key=lambda outage: outage.span.end)
    # The last slice may be cut: what is down up to within one slice of the end is down still.
    return last.span.start if last.span.end > judgement.period.end - judgement.slice_seconds else None
