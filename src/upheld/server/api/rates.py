"""How often one caller may ask: a bucket of tokens for each, shared by all processes of an installation.

Each process draws tokens from the shared bucket by the lot, so that a request costs no query of its own. On SQLite,
where there is one process, the bucket is in its memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from django.db import transaction

from upheld.server.api.models import CallerRate

CALLERS_KEPT = 10_000
LOTS_A_MINUTE = 20
LOT_KEPT = 60.0
"""Seconds after which a process no longer holds what it drew."""

Draw = Callable[[str, int], tuple[int, int]]
"""(caller, how many are wanted) -> (how many there are, in how many seconds there will be one)."""


@dataclass(slots=True)
class Buckets:
    """Buckets that hold a minute's worth of requests and fill evenly."""

    per_minute: int
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: str, now: float) -> int:
        """Take one token at a moment (seconds of any steady clock): 0, or in how many seconds there will be one."""
        rate = self.per_minute / 60
        with self._lock:
            tokens, since = self._left.get(caller, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + max(0.0, now - since) * rate)
            if tokens < 1:
                return math.ceil((1 - tokens) / rate)
            _make_room(self._left, caller)
            self._left[caller] = (tokens - 1, now)
        return 0


@dataclass(slots=True)
class SharedBuckets:
    """What this process has drawn from the buckets that all share, and not given out yet."""

    per_minute: int
    draw: Draw
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: str, now: float) -> int:
        """As `Buckets.take`."""
        if self._own(caller, now):
            return 0
        granted, wait = self.draw(caller, max(1, self.per_minute // LOTS_A_MINUTE))
        if not granted:
            return wait
        with self._lock:
            _make_room(self._left, caller)
            self._left[caller] = (self._left.get(caller, (0.0, now))[0] + granted - 1, now)
        return 0

    def _own(self, caller: str, now: float) -> bool:
        with self._lock:
            tokens, since = self._left.get(caller, (0.0, now))
            if tokens < 1 or now - since > LOT_KEPT:
                self._left.pop(caller, None)
                return False
            self._left[caller] = (tokens - 1, since)
            return True


def drawn(caller: str, wanted: int, per_minute: int, now: datetime) -> tuple[int, int]:
    """Draw tokens of a caller from the bucket in the database: a `Draw`, at an instant."""
    rate = per_minute / 60
    with transaction.atomic():
        CallerRate.objects.get_or_create(caller=caller, defaults={"tokens": float(per_minute), "since": now})
        row = CallerRate.objects.select_for_update().get(caller=caller)
        passed = max(timedelta(), now - row.since).total_seconds()
        tokens = min(float(per_minute), row.tokens + passed * rate)
        granted = min(wanted, int(tokens))
        if granted:
            row.tokens, row.since = tokens - granted, max(now, row.since)
            row.save(update_fields=("tokens", "since"))
    return granted, 0 if granted else math.ceil((1 - tokens) / rate)


def _make_room(left: dict[str, tuple[float, float]], caller: str) -> None:
    if caller not in left and len(left) >= CALLERS_KEPT:
        left.clear()
