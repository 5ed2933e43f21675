"""An instant as people write it in a record -> UTC epoch seconds; a time that names no single instant is refused."""

from __future__ import annotations

import datetime as dt

from upheld.timeline.days import FIRST_YEAR, LAST_YEAR
from upheld.timeline.instants import epoch_seconds, utc_from_seconds
from upheld.timeline.zones import zone


class InstantError(ValueError):
    """The text names no single instant; the message says why, and `help` how to mend it."""

    def __init__(self, what: str, mend: str = "write it with its offset, such as 2026-10-17T11:00:00+02:00") -> None:
        super().__init__(what)
        self.help = mend


def written_instant(text: str, zone_name: str | None = None) -> int:
    """Epoch seconds of an ISO date and time: with its offset, or by the clock of the zone that is given.

    Raises InstantError for a time without offset where no zone is given, for one that the zone's clocks skip or show
    twice, for parts of seconds, and for years out of all proportion.
    """
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InstantError(f"`{text}` is not a date and time") from None
    if len(text) <= 10:
        raise InstantError(f"`{text}` has no time of day")
    if at.microsecond:
        raise InstantError(f"`{text}` is not a whole second", "leave the parts of the second away")
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise InstantError(f"the year {at.year} is no year of a contract", "write the year with four digits")
    return epoch_seconds(at if at.tzinfo else _in_zone(at, text, zone_name))


def _in_zone(wall: dt.datetime, text: str, zone_name: str | None) -> dt.datetime:
    if zone_name is None:
        raise InstantError(f"`{text}` names neither an offset nor a `zone`")
    try:
        at = wall.replace(tzinfo=zone(zone_name))
    except ValueError as error:
        raise InstantError(str(error), "name an IANA zone such as Europe/Berlin") from None
    if utc_from_seconds(epoch_seconds(at)).astimezone(at.tzinfo).replace(tzinfo=None) != wall:
        raise InstantError(f"`{text}` never was in {zone_name}: its clocks were put past it")
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        raise InstantError(f"`{text}` was twice in {zone_name}: its clocks were put back")
    return at
