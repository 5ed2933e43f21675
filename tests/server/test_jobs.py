"""The queue: one worker at a time, nothing lost when a worker dies, retries that wait longer and longer."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from tests.server.installation import Installation, stop, until
from tests.server.scene import NOW
from upheld.server.jobs.kinds import Kind, kinds, work
from upheld.server.jobs.lease import Lease, LeaseLost
from upheld.server.jobs.models import Job
from upheld.server.jobs.queue import (
    LEASE,
    add,
    add_periodic,
    claim,
    fail,
    finish,
    keep,
    lease_of,
    prune,
    release,
    retry_after,
)

WORKER = Path(__file__).parent / "worker_process.py"
SECOND = timedelta(seconds=1)


@work("test.nothing", tries=3, wait=timedelta(seconds=10), longest=timedelta(seconds=30))
def do_nothing(lease: Lease) -> None:
    """For the queue alone."""


@work("test.hourly", every=timedelta(hours=1))
def do_hourly(lease: Lease) -> None:
    """For the queue alone."""


NOTHING = kinds()["test.nothing"]


@pytest.mark.django_db
def test_a_job_belongs_to_one_worker_until_its_lease_ends() -> None:
    add("test.nothing", NOW)
    job = claim("one", NOW)
    assert job is not None
    assert claim("two", NOW + LEASE) is None
    taken = claim("two", NOW + LEASE + SECOND)
    assert taken is not None
    assert (taken.pk, taken.fence, taken.attempts) == (job.pk, job.fence + 1, 2)
    # The first worker wakes up again: it can neither record its work nor end the job.
    with pytest.raises(LeaseLost), transaction.atomic():
        lease_of(job, NOW).hold()
    assert not finish(lease_of(job, NOW), NOW + LEASE)
    with transaction.atomic():
        lease_of(taken, NOW).hold()
    assert finish(lease_of(taken, NOW), NOW + LEASE)


@pytest.mark.django_db
def test_a_lease_is_renewed_only_while_it_lasts() -> None:
    add("test.nothing", NOW)
    job = claim("one", NOW)
    assert job is not None
    assert keep([job.pk], "one", NOW + LEASE) == 1
    assert claim("two", NOW + 2 * LEASE) is None
    assert keep([job.pk], "one", NOW + 2 * LEASE + SECOND) == 0
    assert keep([job.pk], "two", NOW) == 0


@pytest.mark.django_db
def test_a_failed_job_comes_back_later_and_in_the_end_no_more() -> None:
    add("test.nothing", NOW)
    now = NOW
    # 10 s, then 20 s, each with the middle of the jitter; the third failure is the last.
    for wait in (10, 20):
        job = claim("one", now)
        assert job is not None
        assert fail(lease_of(job, now), NOTHING, "it broke", now, lambda: 0.5)
        assert claim("one", now + timedelta(seconds=wait - 1)) is None
        now += timedelta(seconds=wait)
    job = claim("one", now)
    assert job is not None
    assert fail(lease_of(job, now), NOTHING, "it broke", now)
    left = Job.objects.get()
    assert (left.status, left.attempts, left.last_error) == ("failed", 3, "it broke")


def test_retries_wait_twice_as_long_each_time_up_to_a_bound() -> None:
    kind = Kind("any", do_nothing, 99, timedelta(seconds=5), timedelta(seconds=60), None)
    waits = [retry_after(kind, attempt, 0.5).total_seconds() for attempt in (1, 2, 3, 4, 5, 1000)]
    assert waits == [5, 10, 20, 40, 60, 60]
    assert (retry_after(kind, 1, 0).total_seconds(), retry_after(kind, 1, 1).total_seconds()) == (3.75, 6.25)


@pytest.mark.django_db
def test_what_is_queued_under_a_key_is_queued_once_until_it_is_done() -> None:
    for _ in range(3):
        add("test.nothing", NOW, key="a")
    add("test.nothing", NOW, key="b")
    assert Job.objects.count() == 2
    job = claim("one", NOW)
    assert job is not None
    finish(lease_of(job, NOW), NOW)
    add("test.nothing", NOW, key="a")
    assert Job.objects.count() == 3


@pytest.mark.django_db
def test_periodic_work_has_one_job_for_each_period() -> None:
    for minutes in (0, 10, 59):
        add_periodic(NOW + timedelta(minutes=minutes))
    periods = Job.objects.filter(kind="test.hourly").order_by("period").values_list("period", flat=True)
    assert list(periods) == [NOW]
    add_periodic(NOW + timedelta(minutes=60))
    assert list(periods.all()) == [NOW, NOW + timedelta(hours=1)]


@pytest.mark.django_db
def test_work_that_is_given_back_is_due_at_once_and_not_counted_as_tried() -> None:
    add("test.nothing", NOW)
    assert claim("one", NOW) is not None
    assert release("one", NOW) == 1
    job = claim("two", NOW)
    assert job is not None
    assert job.attempts == 1


@pytest.mark.django_db
def test_only_what_was_done_is_removed() -> None:
    add("test.nothing", NOW)
    add("test.nothing", NOW)
    job = claim("one", NOW)
    assert job is not None
    finish(lease_of(job, NOW), NOW)
    assert (prune(NOW), prune(NOW + SECOND)) == (0, 1)
    assert Job.objects.count() == 1


def lines(file: Path) -> list[str]:
    """What workers wrote down, a line for each job that they began or ended."""
    return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def workers(installation: Installation, tmp_path: Path) -> tuple[Installation, Path]:
    """An installation with an empty database, and the file that its workers write to."""
    assert installation.run("migrate").returncode == 0
    return installation, tmp_path / "done"


def test_two_workers_never_do_one_job_twice(workers: tuple[Installation, Path]) -> None:
    installation, done = workers
    program = (sys.executable, str(WORKER), str(done))
    subprocess.run([*program, "queue", "120"], env=installation.environment, check=True)
    with ExitStack() as both:
        running = [both.enter_context(installation.started("work", program=program)) for _ in range(2)]
        until(lambda: len(lines(done)) >= 240)
        assert [stop(process) for process in running] == [0, 0]
    began = Counter(line.removeprefix("began ") for line in lines(done) if line.startswith("began"))
    assert began == {str(number): 1 for number in range(120)}


def test_the_job_of_a_killed_worker_is_taken_over(workers: tuple[Installation, Path]) -> None:
    installation, done = workers
    program = (sys.executable, str(WORKER), str(done))
    subprocess.run([*program, "queue-hanging"], env=installation.environment, check=True)
    with installation.started("hang", program=program) as first:
        until(lambda: lines(done))
        first.send_signal(signal.SIGKILL)
        first.wait()
    # A short lease may run out in the hands of a living worker too, where the machine stands still for so long: how
    # often the job is begun is not promised, but that it is done.
    assert set(lines(done)) == {"began hanging"}
    with installation.started("take-over", program=program) as second:
        until(lambda: "ended hanging" in lines(done))
        assert stop(second) == 0
