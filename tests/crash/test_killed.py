"""The service is killed at random while clients write: what it acknowledged is there, whole, and it is soon back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.crash.findings import damage, half_applied, lost
from tests.crash.writers import Writers, more, send
from tests.server.installation import PROGRAM, Installation, until
from tests.server.test_serving import answers, furnished

pytestmark = pytest.mark.crash
SERVE = (*PROGRAM, "serve")
WRONG = (sys.executable, str(Path(__file__).with_name("acknowledging_early.py")))
# Seconds after the start of the writes at which a kill falls.
EARLIEST, LATEST = 0.05, 1.5


@contextmanager
def group(installation: Installation, command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process group that is killed whole at the end; it is ready to take requests when the block begins."""
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command, env=installation.environment, stdout=sink, stderr=sink, start_new_session=True
        )
        try:
            until(lambda: answers(installation) or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def killed_again_and_again(
    installation: Installation, command: Sequence[str], writers: Writers, kills: int
) -> list[float]:
    """Kill the service so often while writers write; how many seconds it then took each time to be ready."""
    log, waits = installation.directory.parent / "service.log", []
    with writers:
        for _ in range(kills):
            began = time.monotonic()
            with group(installation, command, log):
                waits.append(time.monotonic() - began)
                more(writers.log, 1)
                time.sleep(random.uniform(EARLIEST, LATEST))  # noqa: S311 - no secret; the moment of the kill, which is what is tried
    return waits


@pytest.fixture
def bearer(installation: Installation, tmp_path: Path) -> str:
    """The key of a furnished installation, which does not run."""
    with group(installation, SERVE, tmp_path / "service.log"):
        return furnished(installation, tmp_path)


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    installation: Installation, bearer: str, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    writers = Writers(installation, bearer)
    waits = killed_again_and_again(installation, SERVE, writers, kills)
    assert len(writers.log) >= kills
    assert (damage(installation), lost(installation, writers.log), half_applied(installation)) == ("ok", [], {})
    assert [status for status in writers.refused if status >= 500] == []
    with group(installation, SERVE, installation.directory.parent / "service.log"):
        # Each request that was acknowledged, sent again, is answered as it was and does nothing.
        for each in writers.log[-20:]:
            assert send(installation, bearer, each.path, each.body, each.key) == (201, each.answer)
    with capsys.disabled():
        told = f"{kills} kills, {len(writers.log)} writes acknowledged, ready again in {max(waits):.1f} s at most"
        sys.stdout.write(f"\n{told}\n")


def test_a_service_that_acknowledges_too_early_is_found_out(installation: Installation, bearer: str) -> None:
    writers = Writers(installation, bearer)
    killed_again_and_again(installation, WRONG, writers, kills=3)
    assert lost(installation, writers.log) != []
