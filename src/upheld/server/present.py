"""The one place of the server that reads the clock; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime

from upheld.timeline.instants import epoch_seconds


def present() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def present_second() -> int:
    """Now, in UTC epoch seconds."""
    return epoch_seconds(present())
