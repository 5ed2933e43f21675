"""The desk's periodic work: what falls due is put into the outbox."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.desk.steps import post_next_steps
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.present import present


@work("desk.steps", every=timedelta(seconds=5), tries=1)
def post_due_steps(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Decide every step that has fallen due, until none is left."""
    failed: frozenset[int] = frozenset()
    while (batch := post_next_steps(present(), failed)).tickets:
        failed |= batch.failed
