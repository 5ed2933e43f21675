"""The queue's rows."""

from __future__ import annotations

from django.db import models

READY, RUNNING, DONE, FAILED = "ready", "running", "done", "failed"


class Job(models.Model):
    """One piece of work.

    A running job belongs to `lease_owner` until `lease_until`; `fence` grows with every claim, so that whoever
    lost the lease can change nothing any more. `key` is unique among what is still to be done; a periodic job
    is the one row of its `kind` and `period`, whoever made it.
    """

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)
    period = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, default=READY)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("run_at", "id"), condition=models.Q(status=READY), name="job_ready"),
            models.Index(fields=("lease_until",), condition=models.Q(status=RUNNING), name="job_lease"),
            models.Index(fields=("finished_at",), condition=models.Q(status=DONE), name="job_done"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"), condition=models.Q(status__in=(READY, RUNNING)), name="job_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("kind", "period"), condition=models.Q(period__isnull=False), name="job_once_a_period"
            ),
        )
