"""The queue's own periodic work: jobs that were done long ago are removed."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.queue import prune

KEPT = timedelta(days=7)


@work("jobs.prune", every=timedelta(hours=1))
def prune_jobs(lease: Lease) -> None:
    """Remove what was done more than a week ago."""
    prune(lease.now - KEPT)
