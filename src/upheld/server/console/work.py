"""The console's periodic work: counts for the overview."""

from __future__ import annotations

from datetime import timedelta
from time import sleep

from upheld.server.console.reckoning import reckon
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.present import present

_REST_SECONDS = 0.02
"""Between some tickets and the next: where one process does everything, pages go on beside it."""


@work("console.reckoning", every=timedelta(minutes=15), tries=1)
def reckon_compliance(lease: Lease) -> None:
    """Judge what changed of the tickets of the last weeks, and keep the counts."""
    reckon(present(), lease.hold, lambda: sleep(_REST_SECONDS))
