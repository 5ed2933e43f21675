"""Instants and lengths of time as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.dateformat import format as date_text
from django.utils.translation import gettext

from upheld.timeline.zones import zone as zone_named

Moment = int | datetime
_DAY, _HOUR, _MINUTE = 86400, 3600, 60


def aware(at: Moment) -> datetime:
    """An instant, from UTC epoch seconds or as it is."""
    return at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)


def moment_text(at: Moment, zone: str, *, year: bool = True) -> str:
    """`22 Nov 2026, 11:00 CET`: by the clock of a zone, which is named."""
    local = aware(at).astimezone(zone_named(zone or "UTC"))
    return f"{date_text(local, 'j M Y, H:i' if year else 'j M, H:i')} {zone_text(local)}"


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
