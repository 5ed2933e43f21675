"""An account's uptime: its last 90 days, and each period with its verdict, what is owed, and how that was reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.server.accounts.models import Account
from upheld.server.figures.credits import CreditWorked, credits_worked
from upheld.server.figures.reading import latest_days, months_of, services
from upheld.server.figures.values import PeriodFigure
from upheld.server.look.days import DayBars, days_drawn, uptime_of
from upheld.server.look.moments import period_text
from upheld.server.look.percents import percent

_DAYS, _PERIODS = 90, 18


@dataclass(frozen=True, slots=True)
class DaysShown:
    """What is promised by uptime: its title, its last 90 days as bars, and their share in words."""

    title: str
    drawn: tuple[DayBars, ...]
    share: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A commitment in a period; `credit` is how it was reckoned, None where nothing was, or no statement says."""

    figure: PeriodFigure
    credit: CreditWorked | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period as people call it (`November 2026`), the commitments judged in it, and the number of its statement.

    `agreement` is the title of the one that counts it, empty where an account has a single one.
    """

    name: str
    agreement: str
    over: bool
    judged: tuple[Judged, ...]
    statement: int | None


def days_shown(account: Account, now: datetime) -> Iterator[DaysShown]:
    """Every service that is measured for the account and promised by itself."""
    for service in services():
        key = service.key if service.commitment else ""
        days, last = latest_days(account, key, _DAYS, now, account.zone)
        if days:
            share = percent(uptime_of(days))
            drawn = days_drawn(days, last - timedelta(days=_DAYS - 1), last, share)
            yield DaysShown(service.title, drawn, share)


def periods_of(account: Account, titles: Mapping[str, str]) -> tuple[Period, ...]:
    """The account's periods, the latest first, of one agreement after the other; `titles` are those of agreements."""
    figures = months_of(account)[:_PERIODS]
    worked = credits_worked(frozenset(each.statement for each in figures if _counts(each) and each.statement))
    keys = dict.fromkeys((each.label, each.agreement) for each in figures)
    groups = {key: [each for each in figures if (each.label, each.agreement) == key] for key in keys}
    several = len({agreement for _label, agreement in keys}) > 1
    return tuple(
        Period(
            period_text(label), titles.get(agreement, agreement) if several else "", own[0].over,
            tuple(Judged(each, worked.get((each.statement or 0, each.commitment))) for each in own),
            next((each.statement for each in own if each.statement), None),
        )
        for (label, agreement), own in groups.items()
    )  # fmt: skip


def _counts(figure: PeriodFigure) -> bool:
    return figure.verdict == "missed" or bool(figure.owed)
