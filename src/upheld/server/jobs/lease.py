"""A lease: the right to do one job, which ends by itself, so that a killed worker holds up nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from upheld.server.jobs.models import RUNNING, Job


class LeaseLost(RuntimeError):  # noqa: N818 - it says what happened
    """The job has been taken over; what this worker did must not be recorded."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The hold of one worker on one job. `fence` is the number of the claim; `now` when it was made."""

    job: int
    fence: int
    attempt: int
    now: datetime

    def hold(self) -> None:
        """Make sure, inside the transaction that records the work, that the job is still ours.

        Raises LeaseLost where it is not, so that the transaction is undone; RuntimeError outside of one.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("a lease is held inside the transaction that records its work")
        rows = Job.objects.filter(id=self.job, fence=self.fence, status=RUNNING)
        if rows.select_for_update().first() is None:
            raise LeaseLost(f"job {self.job} was taken over")
