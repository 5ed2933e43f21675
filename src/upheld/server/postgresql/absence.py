"""A database that does not answer at all: one asks it now and then, and nobody else waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import TypeVar

from psycopg import Error, OperationalError

LONG, REST = 1.0, 10.0
"""Seconds: a try that fails after so long was waiting for nothing, and for so long only one more is begun."""

Made = TypeVar("Made")


@dataclass(slots=True)
class Absence:
    """Whether a database is known not to answer. One that refuses at once is none: trying it costs nothing.

    `clock` gives seconds that only grow.
    """

    clock: Callable[[], float] = monotonic
    _again_at: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def tried(self, connect: Callable[[], Made]) -> Made:
        """Connect. Raises OperationalError at once while somebody found in vain that nobody is there."""
        begun = self.clock()
        with self._lock:
            if self._again_at is not None:
                if begun < self._again_at:
                    raise OperationalError("the database did not answer; it is asked again in some seconds")
                self._again_at = begun + REST  # the others leave this try to us
        try:
            made = connect()
        except Error:
            ended = self.clock()
            with self._lock:
                self._again_at = ended + REST if ended - begun >= LONG else None
            raise
        with self._lock:
            self._again_at = None
        return made


@lru_cache
def absence_of(host: object, port: object) -> Absence:
    """The one of a server, for all threads of this process."""
    del host, port  # they tell one server from another
    return Absence()
