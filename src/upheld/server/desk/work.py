"""The desk's periodic work: what falls due is put into the outbox."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from upheld.problems import Refused
from upheld.server.desk.steps import due_tickets, post_steps
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.present import present

log = logging.getLogger(__name__)

# Few, so that whoever writes to one of them, or to SQLite at all, waits for a fraction of a second.
TOGETHER = 20


@work("desk.steps", every=timedelta(seconds=5), tries=1)
def post_due_steps(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Decide every step that has fallen due, until none is left."""
    failed: set[int] = set()
    while tickets := due_tickets(present(), failed, TOGETHER):
        # Several tickets with one commit: a third of the time would else go into waiting for the disk.
        with transaction.atomic():
            failed.update(ticket for ticket in tickets if not _decided(ticket))


def _decided(ticket: int) -> bool:
    try:
        post_steps(ticket, present())
    except Refused:
        # A text that the reader no longer takes: the other tickets must not wait for it.
        log.exception("steps cannot be decided", extra={"facts": {"ticket": ticket}})
        return False
    return True
