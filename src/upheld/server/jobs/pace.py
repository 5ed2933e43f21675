"""Long work in small pieces with rests between: where one process does everything, pages are answered beside it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

_TIMES_AS_LONG = 3
_LONGEST_SECONDS = 0.05


def at_once() -> None:
    """What it calls instead where nobody waits, and nobody else is at it."""


def unhurried() -> Callable[[], None]:
    """What work calls after each piece of some milliseconds: it sleeps three times as long as that took."""
    began = monotonic()

    def rest() -> None:
        nonlocal began
        sleep(min((monotonic() - began) * _TIMES_AS_LONG, _LONGEST_SECONDS))
        began = monotonic()

    return rest
