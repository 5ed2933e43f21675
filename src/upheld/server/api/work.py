"""The periodic work of the API: answers that nobody will ask for again are removed, and callers long gone."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.api.models import CallerRate
from upheld.server.api.repeating import forget_answers
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease

KEPT = timedelta(days=7)
"""How long a request that is sent again is answered as it was the first time."""


@work("api.prune", every=timedelta(hours=1))
def prune_answers(lease: Lease) -> None:
    """Remove what was kept longer than that."""
    forget_answers(lease.now - KEPT)
    CallerRate.objects.filter(since__lt=lease.now - KEPT).delete()
