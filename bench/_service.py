"""The service as a benchmark runs it: real processes on a database of their own, requests, and what they cost."""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.server.django_settings")
django.setup()

import psycopg  # noqa: E402 - Django first

from tests.server.installation import PROGRAM, Installation, new_installation, until  # noqa: E402 - likewise
from tests.server.postgresql import WANTED  # noqa: E402 - likewise
from tests.server.test_serving import answers, furnished  # noqa: E402 - likewise

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PER_MINUTE = 100_000_000


@dataclass(frozen=True)
class Service:
    """A running service with an account and a key of its owner's; `processes` are those that it was started as."""

    installation: Installation
    key: str
    processes: Mapping[str, int]

    def fill(self, *told: str) -> str:
        """Run `_desk_filling` beside it; what that printed."""
        program = [sys.executable, "-m", "bench._desk_filling", *told]
        done = subprocess.run(program, env=self.installation.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        return done.stdout

    def asking(self, path: str, body: object = None, cookie: str = "") -> Callable[[], None]:
        """One request over a connection that is kept; SystemExit where it is refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=60)

        def ask() -> None:
            headers = {"Cookie": cookie} if cookie else {"Authorization": f"Bearer {self.key}"}
            if body is None:
                connection.request("GET", path, headers=headers)
            else:
                headers |= {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
                connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                raise SystemExit(f"{path}: {answer.status} {text[:200]!r}")

        return ask

    def processor(self) -> dict[str, float]:
        """The seconds of processor time that each of its processes and their children have used so far."""
        return {name: _used(pid) for name, pid in self.processes.items()}


@contextmanager
def running(place: Path) -> Iterator[Service]:
    """A service with an account."""
    installation = new_installation(place)
    if installation.run("migrate").returncode:
        raise SystemExit("the database cannot be made")
    with serving(installation) as processes:
        yield Service(installation, furnished(installation, place), processes)


@contextmanager
def serving(made: Installation) -> Iterator[Mapping[str, int]]:
    """The processes of an installation: one on SQLite, web processes and a worker on PostgreSQL."""
    more = {"UPHELD_REQUESTS_PER_MINUTE": str(PER_MINUTE)}
    installation = replace(made, more={**more, **{k: v for k, v in os.environ.items() if k.startswith("UPHELD_WEB_")}})
    with ExitStack() as all_of_them:
        started = {
            name: all_of_them.enter_context(_process(installation, name))
            for name in (("web", "worker") if WANTED else ("serve",))
        }
        until(lambda: answers(installation))
        yield started


@contextmanager
def _process(installation: Installation, command: str) -> Iterator[int]:
    log = (installation.directory.parent / f"{command}.log").open("wb")
    process = subprocess.Popen([*PROGRAM, command], env=installation.environment, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()
        log.close()


def bare_writes(installation: Installation, seconds: float = 2) -> float:
    """How many rows a second one client can write with nothing around it, each synced to the disk: the limit."""
    if installation.database != "sqlite":
        with psycopg.connect(installation.database, autocommit=True) as server:
            server.execute("CREATE TABLE bare (number bigserial PRIMARY KEY, text text)")
            return _rate(lambda: server.execute("INSERT INTO bare (text) VALUES (repeat('x', 1000))"), seconds)
    file = installation.directory.parent / "bare.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE bare (number integer PRIMARY KEY, text text)")
        return _rate(lambda: connection.execute("INSERT INTO bare (text) VALUES (?)", ("x" * 1000,)), seconds)


def timed(runs: int, ask: Callable[[], None]) -> list[float]:
    """The seconds that each of so many requests took."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return took


def spread(took: Sequence[float]) -> str:
    """Half, 95 and 99 of 100, and the longest, in milliseconds."""
    cuts = quantiles(took, n=100)
    named = {"half": cuts[49], "95 of 100": cuts[94], "99 of 100": cuts[98], "all": max(took)}
    return ", ".join(f"{name} within {value * 1000:.0f} ms" for name, value in named.items())


def _rate(write: Callable[[], object], seconds: float) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        write()
        done += 1
    return done / (time.perf_counter() - began)


def _used(pid: int) -> float:
    """Of a process and everything below it, as Linux tells it; 0 where the machine does not."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    # The 12th and 13th field after the name: time in the program, and in the kernel for it.
    return (int(told[11]) + int(told[12])) / TICKS + sum(_used(int(child)) for child in below)
