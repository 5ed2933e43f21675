"""How often one caller may ask: a bucket of tokens for each, in the memory of one process."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock

CALLERS_KEPT = 10_000


@dataclass(slots=True)
class Buckets:
    """Buckets that hold a minute's worth of requests and fill evenly.

    Every web process has its own, so that the limit of an installation is that of one process times their number.
    """

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
            if caller not in self._left and len(self._left) >= CALLERS_KEPT:
                self._left.clear()
            self._left[caller] = (tokens - 1, now)
        return 0
