"""Instants and lengths of time as people read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from django.utils.dateformat import format as date_text
from django.utils.translation import get_language, gettext

from upheld.timeline.zones import zone as zone_named

Moment = int | datetime
_DAY, _HOUR, _MINUTE = 86400, 3600, 60
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def aware(at: Moment) -> datetime:
    """An instant, from UTC epoch seconds or as it is."""
    return at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)


def moment_text(at: Moment, zone: str, *, year: bool = True, seconds: bool = False) -> str:
    """`22 Nov 2026, 11:00 CET`: by the clock of a zone, which is named; with its `seconds` where it has any."""
    local = aware(at).astimezone(zone_named(zone or "UTC"))
    clock = f"{local:%H:%M:%S}" if seconds and local.second else f"{local:%H:%M}"
    return f"{day_text(local, year=year)}, {clock} {zone_text(local)}"


def day_text(day: date, *, year: bool = True) -> str:
    """`22 Nov 2026`, `22. Nov. 2026`: a day as its readers write it."""
    return _day_text(date(day.year, day.month, day.day), get_language() or "", year=year)


@lru_cache(maxsize=512)
def _day_text(day: date, _language: str, *, year: bool) -> str:
    """A list of tickets names the same few days hundreds of times; `_language` is the active one."""
    # Of the form of a date in Django's letters: day, month, year.
    return date_text(day, gettext("j M Y") if year else gettext("j M"))


def zone_text(local: datetime) -> str:
    """The short name of a local time's zone; where it has none, how far it is from UTC."""
    named = local.tzname() or "UTC"
    return f"UTC{named}" if named[:1] in "+-" else named


def length_text(seconds: int) -> str:
    """A length in its two largest units: `2 d 4 h`, `1 h 25 min`, `40 s`."""
    rest = abs(seconds)
    if rest < _MINUTE:
        return f"{rest} s"
    parts = ((rest // _DAY, "d"), (rest % _DAY // _HOUR, "h"), (rest % _HOUR // _MINUTE, "min"))
    first = next(index for index, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


def away_text(at: Moment, now: Moment) -> str:
    """How far an instant is from now: `in 25 min`, `3 h 4 min ago`, `now`."""
    seconds = int((aware(at) - aware(now)).total_seconds())
    if abs(seconds) < _MINUTE:
        return gettext("now")
    return (gettext("in {}") if seconds > 0 else gettext("{} ago")).replace("{}", length_text(seconds))


def period_text(label: str) -> str:
    """The label of a period as people say it: `October 2026`; one that is no month as it is."""
    found = _MONTH.fullmatch(label)
    return date_text(date(int(found[1]), int(found[2]), 1), "F Y") if found else label
