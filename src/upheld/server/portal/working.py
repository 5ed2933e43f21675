"""How a figure came about, out of the days and the statement: what was down when, what did not count, what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upheld.server.figures.documents import told_by
from upheld.server.figures.models import IssuedStatement
from upheld.server.figures.values import DayFigure, PeriodFigure
from upheld.server.look.speaking import core_words, kept_words
from upheld.timeline.instants import instant_from_text
from upheld.timeline.zones import zone
from upheld.wording import say_number

Told = Mapping[str, Any]
"""A part of a statement's JSON, as its published form has it."""

_DAY = "%Y-%m-%d"
_TIMES = frozenset({"h", "min", "s"})
"""A credit that ends in one of these is time of the service, not money."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of downtime: from when to when by the clock of the agreement, seconds that count, and its evidence."""

    hours: str
    counted: int
    says: str


@dataclass(frozen=True, slots=True)
class DownDay:
    """A local day with the downtime that began on it."""

    date: dt.date
    counted: int
    outages: tuple[Outage, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The judged time in seconds; `divides` says that up through up and down is the figure, exactly."""

    up: int
    down: int
    excluded: int
    unknown: int
    divides: bool

    @property
    def counted(self) -> int:
        """What the figure is a share of."""
        return self.up + self.down

    @property
    def whole(self) -> int:
        """All the time that is judged."""
        return self.counted + self.excluded + self.unknown


def told_in(statement: IssuedStatement, commitment: str) -> Told | None:
    """What a statement says of a commitment; None where it says nothing of it."""
    return next((each for each in told_by(statement.json)["commitments"] if each["name"] == commitment), None)


def down_days(figure: PeriodFigure, told: Told | None, days: Iterable[DayFigure]) -> tuple[DownDay, ...]:
    """The days with downtime, in order: as the statement tells them; before there is one, by the measured days.

    Measured days are those of the whole measure: none are given where the figure counts only some of their time.
    """
    if told is not None:
        named = ((_local(each["stretch"]["start"]).date(), _stated(each)) for each in told["outages"])
        return tuple(_days(named))
    measured = [(day.date, _measured(span.start, span.end, day.zone)) for day in days for span in day.downtime]
    whole = sum(each.counted for _, each in measured) == figure.down_seconds
    return tuple(_days(measured)) if whole else ()


def sums(figure: PeriodFigure, told: Told | None, days: Iterable[DayFigure]) -> Sums:
    """The judged time of a period."""
    names = ("up", "down", "excluded", "unknown")
    parts: Iterable[tuple[int, ...]] = (
        (tuple(int(each[name]["seconds"]) for name in names) for each in told["days"])
        if told is not None
        else ((day.up, day.down, day.excluded, day.unknown) for day in days)
    )
    up, down, excluded, unknown = (sum(each) for each in zip((0, 0, 0, 0), *parts, strict=True))
    divides = bool(up + down) and down == figure.down_seconds and figure.uptime == Fraction(up, up + down)
    return Sums(up, down, excluded, unknown, divides)


def owed_words(figure: PeriodFigure) -> str:
    """What is owed for a period, in the reader's language; empty where nothing is: a credit of nothing is none."""
    if figure.owed == "not known":
        return _("not known: your fee is not recorded")
    if not any(digit in figure.owed for digit in "123456789"):
        return ""
    if figure.owed.rpartition(" ")[2] in _TIMES:
        return _("%(time)s of service") % {"time": kept_words(figure.owed)}
    return kept_words(figure.owed)


def _days(named: Iterable[tuple[dt.date, Outage]]) -> Iterator[DownDay]:
    for date, group in groupby(named, key=lambda each: each[0]):
        outages = tuple(each for _, each in group)
        yield DownDay(date, sum(each.counted for each in outages), outages)


def _stated(told: Told) -> Outage:
    start, end = (_local(told["stretch"][name]) for name in ("start", "end"))
    excluded = int(told["excluded"]["seconds"])
    says = _failed(told) + (f" \N{MIDDLE DOT} {_('part of it does not count')}" if excluded else "")
    return Outage(_hours(start, end), int(told["counted"]["seconds"]), says)


def _failed(told: Told) -> str:
    bad, valid = told["bad"], told["valid"]
    if bad is None or valid is None:
        return str(told["evidence"])
    words = ngettext("%(bad)s of %(valid)s request failed", "%(bad)s of %(valid)s requests failed", valid)
    return words % {name: core_words(say_number(f"{each:,}")) for name, each in (("bad", bad), ("valid", valid))}


def _measured(start: int, end: int, zone_name: str) -> Outage:
    here = zone(zone_name)
    return Outage(_hours(*(dt.datetime.fromtimestamp(each, here) for each in (start, end))), end - start, "")


def _hours(start: dt.datetime, end: dt.datetime) -> str:
    """`05:17` to `05:19`; the date of the end where it is another day, and not its very beginning."""
    last = end.strftime("%H:%M:%S").removesuffix(":00")
    if end.date() != start.date() and last != "00:00":
        last = f"{end.strftime(_DAY)} {last}"
    shown = start.strftime("%H:%M:%S").removesuffix(":00")
    return f"{shown} \N{EN DASH} {'24:00' if last == '00:00' else last}"


def _local(told: Told) -> dt.datetime:
    return dt.datetime.fromisoformat(str(told["local"]))


def claim_ends(told: Told | None) -> int | None:
    """By when a credit is to be claimed, the earliest of its limits (UTC epoch seconds); None where there is none."""
    claim = ((told or {}).get("credit") or {}).get("claim") or {}
    return min((instant_from_text(str(stretch["end"]["utc"])) for _, stretch in claim.get("within", ())), default=None)
