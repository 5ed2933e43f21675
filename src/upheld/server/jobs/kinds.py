"""The kinds of work that a worker knows: functions marked with `work`, found in each room's `work.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, get_args

Work = Callable[..., None]
"""(lease, *, arguments of the job by name) -> None, where the lease is a `jobs.lease.Lease`.

It may run more than once, and must bear that."""

Lane = Literal["desk", "mail", "webhooks", "failing webhooks", "figures"]
"""Work that waits for others' machines has threads of its own, so that what hangs holds up nothing else; so has
measuring, which takes long."""

LANES: tuple[Lane, ...] = get_args(Lane)

_KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what is done, and how often it is tried.

    The first retry waits for `wait`, each further one twice as long, up to `longest`. `every` is set for periodic work.
    """

    name: str
    run: Work
    tries: int
    wait: timedelta
    longest: timedelta
    every: timedelta | None
    lane: Lane = "desk"


def work(  # noqa: PLR0913 - each is a word of the mark, and most are left out
    name: str,
    *,
    tries: int = 10,
    wait: timedelta = timedelta(seconds=5),
    longest: timedelta = timedelta(hours=8),
    every: timedelta | None = None,
    lane: Lane = "desk",
) -> Callable[[Work], Work]:
    """Mark a function as the work of a kind; `every` makes it periodic, `lane` says which threads do it.

    ValueError for a name that is taken.
    """

    def mark(run: Work) -> Work:
        if name in _KINDS:
            raise ValueError(f"two kinds of work are named {name}")
        _KINDS[name] = Kind(name, run, tries, wait, longest, every, lane)
        return run

    return mark


def kinds() -> Mapping[str, Kind]:
    """Every kind of work that is known, by name."""
    return MappingProxyType(_KINDS)
