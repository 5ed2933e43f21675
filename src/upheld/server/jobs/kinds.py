"""The kinds of work that a worker knows: functions marked with `work`, found in each room's `work.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from upheld.server.jobs.lease import Lease

Work = Callable[..., None]
"""(lease, *, arguments of the job by name) -> None. It may run more than once, and must bear that."""

_KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what is done, how often it is tried, how long the first retry waits (it doubles from there,
    up to `longest`), and for periodic work every how long it is done.
    """

    name: str
    run: Work
    tries: int
    wait: timedelta
    longest: timedelta
    every: timedelta | None


def work(
    name: str,
    *,
    tries: int = 10,
    wait: timedelta = timedelta(seconds=5),
    longest: timedelta = timedelta(hours=8),
    every: timedelta | None = None,
) -> Callable[[Work], Work]:
    """Mark a function as the work of a kind; `every` makes it periodic. ValueError for a name that is taken."""

    def mark(run: Work) -> Work:
        if name in _KINDS:
            raise ValueError(f"two kinds of work are named {name}")
        _KINDS[name] = Kind(name, run, tries, wait, longest, every)
        return run

    return mark


def kinds() -> Mapping[str, Kind]:
    """Every kind of work that is known, by name."""
    return MappingProxyType(_KINDS)
