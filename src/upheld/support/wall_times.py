"""Instants as people write them: ISO 8601 with an offset, or the clock on a wall whose zone is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Literal

from upheld.timeline.instants import epoch_seconds
from upheld.timeline.zones import zone
from upheld.wording import SaidError, say

Fold = Literal["refused", "first", "second"]
_TIMES_KEPT = 65_536  # a history names the same minutes again and again
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([T ])(\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?) ?(Z|z|[+-]\d{2}:?\d{2})?")


_WRITE = say("write the offset")


class WallTimeError(SaidError):
    """A text that is no instant, or a wall time that never was or was twice; the message says which and what helps."""


def instant_reader(zone_name: str | None, pattern: str = "iso", fold: Fold = "refused") -> Callable[[str], int]:
    """A function from text to UTC epoch seconds; part seconds are cut off.

    `pattern` is `iso` (2026-10-25T02:30:00+01:00; `Z`, a space, or no offset where `zone_name` is given) or
    one of strptime such as `%d/%m/%Y %H:%M`. A wall time that the zone's clocks skip is refused; one that
    they show twice is refused unless `fold` says which is meant. The function raises WallTimeError.
    """
    tz = zone(zone_name) if zone_name else None

    @lru_cache(_TIMES_KEPT)
    def read(text: str) -> int:
        wall = _parsed(text.strip(), pattern)
        if wall.tzinfo is not None:
            return epoch_seconds(wall)
        if tz is None:
            mend = say("write an offset such as +01:00 or Z, or say the zone")
            raise WallTimeError(say("`{text}` names no zone", text=text[:40]), mend)
        return _in_zone(wall, tz, fold)

    return read


def _parsed(text: str, pattern: str) -> datetime:
    if pattern == "iso":
        match = _ISO.fullmatch(text)
        if match is None:
            raise WallTimeError(say("`{text}` is not an instant such as 2026-10-25T02:30:00+01:00", text=text[:40]))
        text = match[1] + "T" + match[3] + (match[6] or "").upper()
    try:
        return datetime.fromisoformat(text) if pattern == "iso" else _slashed(text, pattern)
    except ValueError:
        what = say("`{text}` is no date and time of the form {form}", text=text[:40], form=_form(pattern))
        raise WallTimeError(what) from None


def _slashed(text: str, pattern: str) -> datetime:
    return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is set by the caller, who knows it


def _shown(wall: datetime) -> str:
    return wall.strftime("%Y-%m-%d %H:%M")


def _form(pattern: str) -> str:
    return "2026-10-25T02:30:00+01:00" if pattern == "iso" else pattern


def _in_zone(wall: datetime, tz: tzinfo, fold: Fold) -> int:
    first, second = wall.replace(tzinfo=tz), wall.replace(tzinfo=tz, fold=1)
    early, late = first.utcoffset(), second.utcoffset()
    if early == late:
        return epoch_seconds(first)
    if early is not None and late is not None and early < late:
        raise WallTimeError(say("{wall} was skipped by the clocks of {zone}", wall=_shown(wall), zone=tz), _WRITE)
    if fold == "refused":
        raise WallTimeError(say("{wall} was shown twice by the clocks of {zone}", wall=_shown(wall), zone=tz), _WRITE)
    return epoch_seconds(first if fold == "first" else second)
