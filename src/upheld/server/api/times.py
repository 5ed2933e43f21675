"""Days and instants as requests name them: as text alone, and none that no calendar of ours reaches."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_BEGINS = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def _text(value: object) -> object:
    # Left to itself, pydantic reads numbers as seconds since 1970, which the description does not say.
    if isinstance(value, (date, datetime)) or (isinstance(value, str) and _BEGINS.match(value)):
        return value
    raise ValueError("write a date as 2026-11-30, an instant as 2026-11-30T09:00:00Z")


def _within(value: datetime) -> datetime:
    if not FIRST <= value < LAST:
        raise ValueError("write an instant between 1970 and 9998")
    return value.astimezone(UTC)


def _day_within(value: date) -> date:
    if not FIRST.date() <= value < LAST.date():
        raise ValueError("write a day between 1970 and 9998")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_within)]
"""An instant with its offset from UTC, in UTC."""

Day = Annotated[date, BeforeValidator(_text), AfterValidator(_day_within)]
"""A day of the calendar."""
