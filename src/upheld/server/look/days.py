"""Days as bars of an SVG: one drawing of measured days for every page that shows them; grey is no data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from upheld.server.figures.values import DayFigure
from upheld.server.look.moments import day_text, length_text

ON_PHONES = 30
STEP = 10
"""The width of a day in the units of its drawing; the bar itself is two narrower."""

HEIGHT = 34
_CAPS = {"short": 8, "long": 18, "severe": HEIGHT}
_SILENT = frozenset({"unknown", "unjudged"})
_TOLD = 10


Known = Mapping[dt.date, DayFigure]


@dataclass(frozen=True, slots=True)
class DayRect:
    """A day's bar: where it stands, how it is filled, how much of it is capped, and what it says.

    The longer the downtime, the larger the cap, so that no colour has to be told from another.
    """

    x: int
    level: str
    top: int
    height: int
    cap: int
    words: str


@dataclass(frozen=True, slots=True)
class DayBars:
    """The bars of some days, with what they say to who does not see them; `kind` is `wide` or `phone`."""

    days: tuple[DayRect, ...]
    width: int
    says: str
    kind: str


def days_drawn(days: Iterable[DayFigure], first: dt.date, last: dt.date, uptime: str = "") -> tuple[DayBars, ...]:
    """The days from `first` to `last` as bars: on wide screens all of them, on phones the latest.

    `uptime` is the figure of them all in words; empty where it is not known.
    """
    known = {day.date: day for day in days}
    dates = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    told = {date: _day_words(date, known.get(date)) for date in dates}
    return tuple(
        _bars(known, shown, kind, _says(known, shown, told, uptime), told)
        for shown, kind in ((dates, "wide"), (dates[-ON_PHONES:], "phone"))
    )


def bars_drawn(bars: DayBars, name: str) -> SafeString:
    """The bars of what is called so, by attributes and classes alone; a page has hundreds of them."""
    drawn = "".join(
        f"<g><title>{escape(day.words)}</title>"
        f'<rect class="{day.level}" x="{day.x}" y="{day.top}" width="8" height="{day.height}"/>'
        + (f'<rect class="cap" x="{day.x}" width="8" height="{day.cap}"/></g>\n' if day.cap else "</g>\n")
        for day in bars.days
    )
    return SafeString(
        f'<svg class="days {bars.kind}" viewBox="0 0 {bars.width} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(f"{name}: {bars.says}")}">{drawn}</svg>\n'
    )


def uptime_of(days: Iterable[DayFigure]) -> Fraction | None:
    """The share of the judged seconds of all these days that were up, exactly; None where nothing was judged."""
    judged = [(day.up, day.down) for day in days]
    up, down = sum(each[0] for each in judged), sum(each[1] for each in judged)
    return Fraction(up, up + down) if up + down else None


def _bars(known: Known, dates: Sequence[dt.date], kind: str, says: str, told: Mapping[dt.date, str]) -> DayBars:
    drawn = tuple(_rect(index, known.get(date), told[date]) for index, date in enumerate(dates))
    return DayBars(drawn, len(dates) * STEP - 2, says, kind)


def _rect(index: int, day: DayFigure | None, words: str) -> DayRect:
    level = day.level if day else "unknown"
    height = HEIGHT if level in {"clear", *_CAPS} else HEIGHT // 3
    return DayRect(index * STEP, level, HEIGHT - height, height, _CAPS.get(level, 0), words)


def _day_words(date: dt.date, day: DayFigure | None) -> str:
    label = day_text(date)
    if day is None or day.level in _SILENT:
        return gettext("%(day)s: no data") % {"day": label}
    parts = []
    if day.down:
        parts.append(f"{length_text(day.down)} {gettext('down')}")
    if day.excluded:
        parts.append(f"{length_text(day.excluded)} {gettext('excluded')}")
    if day.unknown:
        parts.append(f"{length_text(day.unknown)} {gettext('unknown')}")
    return f"{label}: {', '.join(parts) or gettext('no downtime')}"


def _says(known: Known, dates: Sequence[dt.date], told: Mapping[dt.date, str], uptime: str) -> str:
    """The bars in words: the figure, and each day with downtime, the latest first."""
    down = [date for date in reversed(dates) if date in known and known[date].down]
    silent = sum(1 for date in dates if date not in known or known[date].level in _SILENT)
    parts = [ngettext("%(count)d day", "%(count)d days", len(dates)) % {"count": len(dates)}]
    parts.append(gettext("uptime %(share)s") % {"share": uptime} if uptime else gettext("no uptime is known"))
    if silent:
        parts.append(ngettext("%(count)d day without data", "%(count)d days without data", silent) % {"count": silent})
    parts.extend(told[date] for date in down[:_TOLD])
    return "; ".join(parts)
