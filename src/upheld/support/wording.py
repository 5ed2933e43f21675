"""Instants and lengths of time as people read them."""

from __future__ import annotations

from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone
from upheld.wording import WEEKDAYS, say, say_word


def local_text(at: int, zone_name: str) -> str:
    """An instant by the clock of a zone, with its offset: `Fri 2026-10-23 17:00 +02:00`."""
    wall = utc_from_seconds(at).astimezone(zone(zone_name))
    seconds = f":{wall.second:02}" if wall.second else ""
    offset = wall.isoformat()[19:]
    return say(
        "{weekday} {date} {clock} {offset}",
        weekday=say_word(WEEKDAYS[wall.weekday()]), date=wall.date(), clock=f"{wall:%H:%M}{seconds}", offset=offset,
    )  # fmt: skip


def local_iso(at: int, zone_name: str) -> str:
    """An instant in a zone as ISO 8601 with its offset."""
    return utc_from_seconds(at).astimezone(zone(zone_name)).isoformat()


def duration_text(seconds: int) -> str:
    """A length of time in hours, minutes and seconds: `26 h 5 min`; days would hide whether they are of work."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if count]
    return ("-" if seconds < 0 else "") + (" ".join(parts) or "0 s")
