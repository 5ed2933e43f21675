"""The queue: adding, claiming, keeping and finishing jobs. Each is one short transaction, on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from upheld.server.jobs.kinds import Kind, Lane, kinds
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.models import DONE, FAILED, READY, RUNNING, Job
from upheld.timeline.instants import EPOCH

LEASE = timedelta(seconds=30)
ERROR_CHARACTERS = 4000
Share = Callable[[], float]
"""A random share between 0 and 1."""


def add(
    kind: str, now: datetime, *, key: str | None = None, after: timedelta = timedelta(), **arguments: object
) -> None:
    """Queue a job, in the transaction of the caller where there is one.

    With a `key`, a job of this kind and key that is still to be done is not queued again.
    """
    job = Job(kind=kind, key=key, arguments=arguments, run_at=now + after)
    Job.objects.bulk_create([job], ignore_conflicts=key is not None)


def add_periodic(now: datetime) -> None:
    """Queue the present period of every periodic kind; however many workers do so, there is one job each."""
    due = [(kind.name, _period(now, kind.every)) for kind in kinds().values() if kind.every is not None]
    # Read first: the rows are nearly always there, and reading takes no lock.
    there = set(Job.objects.filter(period__in={period for _, period in due}).values_list("kind", "period"))
    missing = [Job(kind=name, period=period, run_at=period) for name, period in due if (name, period) not in there]
    if missing:
        Job.objects.bulk_create(missing, ignore_conflicts=True)


def claim(owner: str, now: datetime, lane: Lane = "desk") -> Job | None:
    """Take the job of a lane that has been due longest, with a lease; one whose lease has run out goes first."""
    known = Job.objects.filter(kind__in=[kind.name for kind in kinds().values() if kind.lane == lane])
    lapsed = known.filter(status=RUNNING, lease_until__lt=now).order_by("lease_until", "id")
    ready = known.filter(status=READY, run_at__lte=now).order_by("run_at", "id")
    return _claimed(lapsed, owner, now) or _claimed(ready, owner, now)


def keep(jobs: Collection[int], owner: str, now: datetime) -> int:
    """Renew a worker's leases on jobs that it has in hand; how many it still had. One that has run out is lost."""
    rows = Job.objects.filter(id__in=jobs, status=RUNNING, lease_owner=owner, lease_until__gte=now)
    return rows.update(lease_until=now + LEASE)


def finish(lease: Lease, now: datetime) -> bool:
    """Record that a job is done; False where it has been taken over meanwhile."""
    return bool(_held(lease).update(status=DONE, finished_at=now, lease_until=None, last_error=""))


def fail(lease: Lease, kind: Kind, error: str, now: datetime, share: Share = random.random) -> bool:
    """Record that a job failed: it is tried again later, or has failed for good; False where it was taken over."""
    told = {"lease_until": None, "last_error": error[-ERROR_CHARACTERS:]}
    if lease.attempt >= kind.tries:
        return bool(_held(lease).update(status=FAILED, finished_at=now, **told))
    return bool(_held(lease).update(status=READY, run_at=now + retry_after(kind, lease.attempt, share()), **told))


def release(owner: str, now: datetime) -> int:
    """Give back what a worker could not end before it stops; it is due at once, and the try does not count."""
    rows = Job.objects.filter(status=RUNNING, lease_owner=owner)
    return rows.update(status=READY, run_at=now, lease_until=None, attempts=F("attempts") - 1, fence=F("fence") + 1)


def retry_after(kind: Kind, attempt: int, share: float) -> timedelta:
    """How long to wait after a failed try: doubling from `wait` up to `longest`, give or take a quarter.

    What failed together so does not come back together.
    """
    # A bounded exponent: 2**attempt of a job that is tried for ever would overflow.
    doubled: int = 2 ** min(attempt - 1, 30)
    return min(kind.wait * doubled, kind.longest) * (0.75 + share / 2)


def prune(before: datetime) -> int:
    """Remove jobs that were done before an instant; those that failed stay until somebody looks at them."""
    removed, _ = Job.objects.filter(status=DONE, finished_at__lt=before).delete()
    return removed


def lease_of(job: Job, now: datetime) -> Lease:
    """The lease on a job that was just claimed."""
    return Lease(job.pk, job.fence, job.attempts, now)


def arguments_of(job: Job) -> Mapping[str, object]:
    """What the job is to be done with, by name."""
    arguments: Mapping[str, object] = job.arguments
    return arguments


def _claimed(rows: QuerySet[Job], owner: str, now: datetime) -> Job | None:
    # A transaction is the write lock on SQLite: it is not taken to find nothing.
    if not rows.exists():
        return None
    with transaction.atomic():
        job = (rows.select_for_update(skip_locked=True) if _skips() else rows).first()
        if job is None:
            return None
        job.status, job.lease_owner, job.lease_until = RUNNING, owner, now + LEASE
        job.attempts, job.fence = job.attempts + 1, job.fence + 1
        job.save(update_fields=("status", "lease_owner", "lease_until", "attempts", "fence"))
    return job


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(id=lease.job, fence=lease.fence, status=RUNNING)


def _skips() -> bool:
    return connection.features.has_select_for_update_skip_locked


def _period(now: datetime, every: timedelta) -> datetime:
    """The start of the period in which an instant lies, counted from the epoch."""
    return now - (now - EPOCH) % every
