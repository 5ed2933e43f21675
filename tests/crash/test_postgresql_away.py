"""PostgreSQL is stopped and killed while two web processes and two workers run: nothing is lost, all comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.crash.findings import half_applied, lost, rows
from tests.crash.writers import Writers, more
from tests.server.django_settings import DATA
from tests.server.installation import PROGRAM, Installation, until
from tests.server.postgresql import new_database, server, started
from tests.server.test_serving import answers, furnished

pytestmark = pytest.mark.crash
# After this many seconds with its database back, the service gives no more errors of its own.
RECOVERY = 10
KILLED = DATA / "postgresql-to-be-killed"


@pytest.fixture
def database() -> Any:
    """A PostgreSQL of its own, which may be killed."""
    return started(KILLED)


@pytest.fixture
def scaled_out(
    installation: Installation,
    database: Any,  # noqa: ARG001 - it runs from here on
    tmp_path: Path,
) -> Iterator[Installation]:
    """Two web processes and two workers on it."""
    address = new_database(server(KILLED), f"upheld_{uuid4().hex}")
    made = replace(installation, database=address)
    assert made.run("migrate").returncode == 0
    with ExitStack() as all_of_them:
        for command in ("web", "worker", "worker"):
            all_of_them.enter_context(process(made, command, tmp_path / f"{command}.log"))
        until(lambda: answers(made))
        yield made


@contextmanager
def process(installation: Installation, command: str, log: Path) -> Iterator[None]:
    """A process of the service; it must still run at the end, and stop when it is asked to."""
    with log.open("ab") as sink:
        running = subprocess.Popen([*PROGRAM, command], env=installation.environment, stdout=sink, stderr=sink)
        try:
            yield
            assert running.poll() is None, f"{command} ended by itself"
            running.terminate()
            assert running.wait(60) == 0
        finally:
            running.kill()
            running.wait()


def stopped_at_once(database: Any) -> None:
    """As a machine that is switched off: no goodbye to anybody."""
    database.get_postmaster_info().process.send_signal(signal.SIGQUIT)


def killed(database: Any) -> None:
    """As the kernel does when memory runs out."""
    os.kill(database.get_pid(), signal.SIGKILL)


def back(database: Any) -> None:
    """Start it again, once what is left of the killed one has gone."""
    until(lambda: not database.get_postmaster_info().is_running())

    def starts() -> bool:
        try:
            database.ensure_postgres_running()
        except subprocess.SubprocessError:
            return False
        return True

    until(starts)


def test_nothing_is_lost_and_all_comes_back(
    scaled_out: Installation, database: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bearer, took = furnished(scaled_out, tmp_path), []
    faults: tuple[Callable[[Any], None], ...] = (stopped_at_once, killed)
    with Writers(scaled_out, bearer) as writers:
        for fault in faults:
            more(writers.log, 5)
            fault(database)
            more(writers.refused, 1)
            back(database)
            began = time.monotonic()
            more(writers.log, 1)
            took.append(time.monotonic() - began)
        time.sleep(max(0.0, RECOVERY - took[-1]))  # the time that it may take
        refused = len(writers.refused)
        more(writers.log, 20)
        assert writers.refused[refused:] == []
    assert set(writers.refused) == {503}
    assert (lost(scaled_out, writers.log), half_applied(scaled_out)) == ([], {})
    done = len(list(rows(scaled_out, "SELECT id FROM jobs_job WHERE status = 'done'")))
    until(lambda: len(list(rows(scaled_out, "SELECT id FROM jobs_job WHERE status = 'done'"))) > done)
    with capsys.disabled():
        told = f"{len(writers.log)} writes acknowledged, the first {max(took):.1f} s after the database at most"
        sys.stdout.write(f"\n{told}, {len(writers.refused)} answered with 503\n")
