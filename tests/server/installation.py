"""An installation of its own for a test: a data directory, a database, and its real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

from tests.server.django_settings import DATA
from tests.server.postgresql import WANTED, new_database, server

PROGRAM = (sys.executable, "-c", "from upheld.cli.main import main; main()")
PATIENCE = 60

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Answer:
    """What the service answered."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Installation:
    """A data directory, and the environment that leads to it; `more` are further variables."""

    directory: Path
    port: int
    database: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        told = {
            "UPHELD_DATA_DIR": str(self.directory),
            "UPHELD_LISTEN": f"127.0.0.1:{self.port}",
            "UPHELD_BASE_URL": f"http://127.0.0.1:{self.port}",
            "UPHELD_DATABASE": self.database,
            "PYTHONPATH": str(ROOT),  # wherever a process is started from, it finds the tests' own programs
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
        return {**kept, **told, **self.more}

    def run(self, *arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [*PROGRAM, *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, input=typed, timeout=PATIENCE
        )

    @contextmanager
    def started(self, *arguments: str, program: tuple[str, ...] = PROGRAM) -> Iterator[subprocess.Popen[str]]:
        """Start a process and wait until it says that it is ready; killed at the end where it still runs."""
        with ready([*program, *arguments], self.environment) as process:
            yield process

    def call(self, method: str, path: str, key: str = "", body: object = None, **headers: str) -> Answer:
        """Call the service over its socket."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Authorization": f"Bearer {key}"} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
                return Answer(answer.status, _read(answer.read()), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _read(error.read()), dict(error.headers))


@contextmanager
def ready(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that has said that it is ready, on its standard error; killed at the end where it still runs."""
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    reader: Thread | None = None
    try:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            if line.startswith("ready"):
                break
            said.append(line)
        else:
            raise AssertionError(f"{command} ended before it was ready: {''.join(said)}")
        # Read on: a process whose lines nobody takes stops when the pipe is full.
        reader = Thread(target=process.stderr.read, daemon=True)
        reader.start()
        yield process
    finally:
        process.kill()
        process.wait()
        if reader is not None:
            reader.join()
        assert process.stderr is not None
        process.stderr.close()


def new_installation(directory: Path) -> Installation:
    """An installation on the database that the run is for."""
    database = "sqlite"
    if WANTED:
        database = new_database(server(DATA / "postgresql"), f"upheld_{uuid4().hex}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return Installation(directory / "data", port, database)


def stop(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> int:
    """Ask a process to stop, as an operator does; its exit code."""
    process.send_signal(signal.SIGTERM)
    return process.wait(PATIENCE)


def until(told: object, seconds: float = PATIENCE) -> None:
    """Wait until something that is asked again and again is so; AssertionError where it never is."""
    assert callable(told)
    end = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()
