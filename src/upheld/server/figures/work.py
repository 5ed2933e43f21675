"""The room's periodic work: published agreements are measured, and tickets opened for what was found."""

from __future__ import annotations

import logging
from datetime import timedelta

from upheld.server.figures.breaches import open_breaches
from upheld.server.figures.looking import Look, look, published_agreements
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.present import present

log = logging.getLogger(__name__)


@work("figures.measure", every=timedelta(minutes=5), tries=1, lane="figures")
def measure_all(lease: Lease) -> None:
    """Measure every published agreement as of now; what did not change costs a look at the manifest of its store."""
    for agreement in published_agreements():
        seen = look(Look(agreement, present(), hold=lease.hold))
        for each in seen:
            if each.problems:
                told = {"agreement": agreement, "label": each.label, "problems": [p.what for p in each.problems]}
                log.warning("not everything could be measured", extra={"facts": told})
        open_breaches(agreement, present())


@work("figures.measure_one", tries=3, lane="figures")
def measure_one(lease: Lease, *, agreement: str, label: str = "") -> None:
    """Measure one agreement, because somebody asked: one period that is over, or all recent ones."""
    look(Look(agreement, present(), label, anew=True, hold=lease.hold))
    open_breaches(agreement, present())
