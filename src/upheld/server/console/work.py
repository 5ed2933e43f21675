"""The console's periodic work: counts for the overview."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.console.reckoning import reckon
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.pace import unhurried
from upheld.server.present import present


@work("console.reckoning", every=timedelta(minutes=15), tries=1)
def reckon_compliance(lease: Lease) -> None:
    """Judge what changed of the tickets of the last weeks, and keep the counts."""
    reckon(present(), lease.hold, unhurried())
