"""Time zones by name, from the tzdata package, so that the same input gives the same instants everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata

from upheld.wording import SaidError, joined, say

# "GMT+1" and the like: what people write for an offset.
_LOOSE = re.compile(r"(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_FIXED = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class ZoneError(SaidError):
    """A zone that is neither an IANA name nor a fixed offset; the message lists near names."""


@cache
def zone(name: str) -> tzinfo:
    """The zone of an IANA name ("Europe/Berlin"), a fixed offset ("+01:00") or "UTC".

    The rules come from the tzdata package alone, never from the machine's own files. Abbreviations that
    happen to be IANA names ("CET", "EST") are taken as such; whether an agreement may use them is not
    this function's business. Raises ZoneError for anything else.
    """
    if name == "UTC":
        return UTC
    fixed = _FIXED.fullmatch(name)
    if fixed:
        return _fixed(*fixed.groups())
    if name not in zone_names():
        raise ZoneError(say("{name} is not a time zone", name=repr(name)), _advice(name))
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as source:
        return ZoneInfo.from_file(source, key=name)


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of the tzdata package."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def tzdata_version() -> str:
    """The release of the time zone rules in use, such as "2026a"; stored beside every deadline."""
    return str(tzdata.IANA_VERSION)


def offset_seconds(wall: datetime) -> int:
    """Seconds by which an aware wall time is ahead of UTC (negative: behind)."""
    offset = wall.utcoffset()
    if offset is None:
        raise ValueError(f"{wall!r} has no time zone")
    return offset.days * 86400 + offset.seconds


def _fixed(sign: str, hours: str, minutes: str) -> tzinfo:
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if sign == "-" else size)


def _advice(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for this message only

    # Every near name is compared without regard to case: "europe/berlin" is the commonest slip, then the city alone.
    by_folded = {known.casefold(): known for known in sorted(zone_names())}
    wanted = name.casefold().replace(" ", "_")
    near = [known for folded, known in by_folded.items() if folded.rpartition("/")[2] == wanted]
    if offset := _LOOSE.fullmatch(name):
        near = [f'"{offset[1]}{int(offset[2]):02}:{offset[3] or "00"}"']
    elif not near:
        near = [by_folded[key] for key in get_close_matches(wanted, by_folded, n=3, cutoff=0.75)]
    use = say('Use an IANA name such as "Europe/Berlin" or a fixed offset such as "+01:00"')
    return joined("", (say("did you mean {near}? ", near=joined(say(" or "), near)), use)) if near else use
