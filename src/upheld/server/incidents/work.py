"""The room's own periodic work: components follow the agreements, and proposals the measurements."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.proposing import propose
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease


@work("incidents.look", every=timedelta(minutes=1), tries=1)
def look_around(lease: Lease) -> None:
    """Take over what agreements have published, and propose what measurement has found."""
    adopt_components(lease.now)
    propose(lease.now)
