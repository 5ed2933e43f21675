"""The one doorway between aware datetimes and the whole numbers that the product counts with."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROS = 1_000_000
_SECOND = timedelta(seconds=1)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def epoch_micros(at: datetime) -> int:
    """Microseconds from 1970-01-01T00:00Z to an aware datetime, exactly.

    Raises ValueError for a naive datetime: a wall time without a zone names no instant.
    """
    try:
        since = at - EPOCH
    except TypeError:
        raise ValueError(
            f"{at!r} has no time zone; give an aware datetime, for example "
            "datetime(2026, 10, 1, 9, 0, tzinfo=ZoneInfo('Europe/Berlin'))"
        ) from None
    return (since.days * 86400 + since.seconds) * MICROS + since.microseconds


def epoch_seconds(at: datetime) -> int:
    """The UTC epoch second in which an aware datetime lies; part seconds are cut off."""
    return epoch_micros(at) // MICROS


def utc_from_micros(micros: int) -> datetime:
    """The aware UTC datetime of an instant in epoch microseconds."""
    # By position, days and seconds first: by keyword it takes half as long again.
    return EPOCH + timedelta(0, 0, micros)


def utc_from_seconds(seconds: int) -> datetime:
    """The aware UTC datetime of an instant in epoch seconds."""
    return EPOCH + timedelta(seconds=seconds)


def instant_text(seconds: int) -> str:
    """An instant as text in UTC, such as `2026-10-01T00:00:00Z`."""
    return utc_from_seconds(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_from_text(text: str) -> int:
    """Epoch seconds of exactly the form that `instant_text` writes; ValueError for any other text."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is not an instant such as 2026-10-01T00:00:00Z")
    return (datetime.fromisoformat(text) - EPOCH) // _SECOND
