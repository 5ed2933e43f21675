"""The room's own periodic work: components follow agreements, proposals measurements, maintenance the clock."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.incidents.by_the_clock import keep_time
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.proposing import propose
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease


@work("incidents.look", every=timedelta(minutes=1), tries=1)
def look_around(lease: Lease) -> None:
    """Take over what agreements have published, and propose what measurement has found."""
    adopt_components(lease.now)
    propose(lease.now)


@work("incidents.clock", every=timedelta(minutes=1), tries=1)
def keep_to_the_clock(lease: Lease) -> None:
    """Remind of, begin and end the maintenance that does so by itself."""
    keep_time(lease.now)
