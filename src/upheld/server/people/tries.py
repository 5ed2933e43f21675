"""How often something may be tried: buckets in the database, so that all processes count together."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from upheld.server.people.models import Tries

KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket that holds `at_once` tries and gets `hourly` new ones in each hour, evenly."""

    name: str
    at_once: int
    hourly: float


def take(rate: Rate, of: str, now: datetime) -> int:
    """Take a try out of the bucket of something: 0, or in how many seconds there will be one."""
    key = hashlib.sha256(f"{rate.name}\n{of}".encode()).hexdigest()
    with transaction.atomic():
        Tries.objects.bulk_create([Tries(key=key, left=rate.at_once, at=now)], ignore_conflicts=True)
        row = Tries.objects.select_for_update().get(pk=key)
        per_second = rate.hourly / 3600
        passed = max(0.0, (now - row.at).total_seconds())
        row.left, row.at = min(float(rate.at_once), row.left + passed * per_second), max(now, row.at)
        wait = 0 if row.left >= 1 else math.ceil((1 - row.left) / per_second)
        row.left -= 0 if wait else 1
        row.save(update_fields=("left", "at"))
    return wait


def forgive(rate: Rate, of: str) -> None:
    """Fill the bucket of something up again: whoever it was has shown who they are."""
    Tries.objects.filter(pk=hashlib.sha256(f"{rate.name}\n{of}".encode()).hexdigest()).delete()


def prune(now: datetime) -> None:
    """Remove buckets that nobody took from for days: they are full."""
    Tries.objects.filter(at__lt=now - KEPT).delete()
