"""The last weeks, by the provider's clock; the last of them is the one that runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from upheld.server.accounts.telling import provider_facts
from upheld.server.console.kept_counts import WEEKS
from upheld.server.desk.compliance import Span
from upheld.timeline.days import start_of_date
from upheld.timeline.zones import zone

_WEEK = timedelta(days=7)


def last_mondays(now: datetime) -> tuple[date, ...]:
    """The Mondays of the last weeks, the earliest first."""
    return _mondays(now, zone(provider_facts().zone))


def last_weeks(now: datetime) -> tuple[Span, ...]:
    """From when until when each of them is."""
    here = zone(provider_facts().zone)
    return tuple(Span(start_of_date(day, here), start_of_date(day + _WEEK, here)) for day in _mondays(now, here))


def _mondays(now: datetime, here: tzinfo) -> tuple[date, ...]:
    today = now.astimezone(here).date()
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - number * _WEEK for number in range(WEEKS - 1, -1, -1))
