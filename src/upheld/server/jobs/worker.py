"""The worker: threads that claim a job, do it, and record how it ended, until they are told to stop."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import traceback
from collections.abc import Mapping
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic
from types import MappingProxyType

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections

from upheld.server.jobs.kinds import Lane, kinds
from upheld.server.jobs.lease import LeaseLost
from upheld.server.jobs.models import Job
from upheld.server.jobs.queue import LEASE, add_periodic, arguments_of, claim, fail, finish, keep, lease_of, release
from upheld.server.present import present

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
AFTER_FAULT_SECONDS = 2.0
GRACE = timedelta(seconds=20)
LANE_THREADS: Mapping[Lane, int] = MappingProxyType({"mail": 4, "webhooks": 4, "failing webhooks": 2, "figures": 1})
"""Beside those of the desk, of which the configuration tells the number."""


class Worker:
    """Threads that work off the queue.

    `start` sets them going; `stop` ends them: each finishes the job in hand, and what is not done within the grace is
    given back, to be taken up by another worker.
    """

    def __init__(self, threads: int) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stopping, self._stopped = Event(), Event()
        self._in_hand: set[int] = set()
        self._saying, self._answering = Lock(), True
        self._turns = {lane: Lock() for lane in ("desk", *LANE_THREADS)}
        self._threads = [
            Thread(target=self._work, args=(lane,), name=f"worker-{lane}-{number}", daemon=True)
            for lane, count in {"desk": threads, **LANE_THREADS}.items()
            for number in range(count)
        ]
        self._keeper = Thread(target=self._keep, name="worker-leases", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        for thread in (self._keeper, *self._threads):
            thread.start()

    def stop(self, grace: timedelta = GRACE) -> None:
        """Stop, and return when nothing of this worker runs any more or the grace is over."""
        self._stopping.set()
        end = monotonic() + grace.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))
        self._stopped.set()
        # It ends at once; a thread that is left when Python ends keeps alive what other libraries want to take down.
        self._keeper.join(max(1.0, end - monotonic()))
        log.info("worker stopped", extra={"facts": {"worker": self.owner, "given_back": self._give_back()}})

    def _give_back(self) -> int | None:
        """Give back what is not done; how many jobs, or None where the database is away: their leases run out."""
        try:
            return release(self.owner, present())
        except DatabaseError:
            return None
        finally:
            connections.close_all()

    def _work(self, lane: Lane) -> None:
        while not self._stopping.is_set():
            try:
                with self._turns[lane]:
                    job = self._next(lane)
                if job is not None:
                    self._do(job)
            except DatabaseError:
                # The database is away: the queue is in it, so there is nothing to do but to come back.
                self._seen(answering=False)
                connections.close_all()
                self._stopping.wait(AFTER_FAULT_SECONDS)
        connections.close_all()

    def _next(self, lane: Lane) -> Job | None:
        """The next job of a lane, for which one thread looks at a time; None where the worker is to stop."""
        while not self._stopping.is_set():
            close_old_connections()
            job = claim(self.owner, present(), lane)
            self._seen(answering=True)
            if job is not None:
                return job
            self._stopping.wait(IDLE_SECONDS)
        return None

    def _do(self, job: Job) -> None:
        self._in_hand.add(job.pk)
        try:
            do(job)
        finally:
            # Also after a fault of the database: a job that nobody has in hand must be let go, to be taken up again.
            self._in_hand.discard(job.pk)

    def _seen(self, *, answering: bool) -> None:
        """Say that the database went away, or came back: once, and not for each thread each time that it asks."""
        with self._saying:
            changed, self._answering = self._answering != answering, answering
        if changed and answering:
            log.info("the queue can be reached again")
        elif changed:
            log.exception("the queue cannot be reached")

    def _keep(self) -> None:
        """Renew the leases, also while the worker is stopping, and make the periodic jobs that are due."""
        while not self._stopped.wait(LEASE.total_seconds() / 10):
            try:
                close_old_connections()
                now = present()
                keep(tuple(self._in_hand), self.owner, now)
                if not self._stopping.is_set():
                    add_periodic(now)
            except DatabaseError:
                self._seen(answering=False)
                connections.close_all()
        connections.close_all()


def do(job: Job) -> None:
    """Do one claimed job and record how it ended. Faults of the work are recorded, never raised."""
    kind, lease = kinds()[job.kind], lease_of(job, present())
    facts = {"job": job.pk, "kind": job.kind, "attempt": lease.attempt}
    if lease.attempt > kind.tries:
        # Each of its workers died over it; a job that kills must not go round for ever.
        fail(lease, kind, "every worker that took this job ended before it did", present())
        log.error("job given up", extra={"facts": facts})
        return
    try:
        kind.run(lease, **arguments_of(job))
    except LeaseLost:
        log.warning("job taken over by another worker", extra={"facts": facts})
    except (OperationalError, InterfaceError):
        # The database went away; so would the record of the failure. The lease runs out, and the job is taken up again.
        raise
    except Exception:  # whatever goes wrong with one job must not end the worker
        fail(lease, kind, traceback.format_exc(), present())
        log.exception("job failed", extra={"facts": facts})
    else:
        if not finish(lease, present()):
            log.warning("job done twice: its lease had run out", extra={"facts": facts})
