"""A database that is gone without a word: who asks is told so, and threads are left to those who need none."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from django.db.utils import ConnectionHandler
from psycopg import OperationalError

from tests.server.installation import PROGRAM, Installation, stop, until
from upheld.server.postgresql.absence import LONG, REST, Absence


@dataclass
class Clock:
    """Seconds that a test lets pass."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Server:
    """A server that is asked: it is there, refuses, or lets everybody wait in vain."""

    clock: Clock
    asked: int = 0
    waits: float = 0.0
    there: bool = False

    def __call__(self) -> str:
        self.asked += 1
        self.clock.now += self.waits
        if self.there:
            return "a session"
        raise OperationalError("it does not answer")


def refused(absence: Absence, connect: Callable[[], str]) -> bool:
    """Whether a try fails."""
    try:
        absence.tried(connect)
    except OperationalError:
        return True
    return False


def test_one_that_does_not_answer_is_asked_once_in_a_while() -> None:
    clock = Clock()
    absence, server = Absence(clock), Server(clock, waits=5 * LONG)
    assert [refused(absence, server) for _ in range(20)] == [True] * 20
    assert server.asked == 1
    clock.now += REST
    assert [refused(absence, server) for _ in range(20)] == [True] * 20
    assert server.asked == 2
    # It is back: the next who asks finds it, and from then on everybody does.
    server.there, server.waits = True, 0.0
    clock.now += REST
    assert [refused(absence, server) for _ in range(20)] == [False] * 20


def test_one_that_refuses_at_once_is_asked_each_time() -> None:
    clock = Clock()
    absence, server = Absence(clock), Server(clock)
    assert [refused(absence, server) for _ in range(3)] == [True] * 3
    server.there = True
    assert (refused(absence, server), server.asked) == (False, 4)


def test_while_one_asks_nobody_else_waits() -> None:
    clock = Clock()
    absence, server = Absence(clock), Server(clock, waits=5 * LONG)
    assert refused(absence, server)
    clock.now += REST
    others: list[bool] = []

    def asks() -> str:
        others.append(refused(absence, server))
        raise OperationalError("it does not answer")

    assert refused(absence, asks)
    assert (others, server.asked) == ([True], 1)


@dataclass
class Mute:
    """A real listener that takes connections and says nothing."""

    port: int = 0
    taken: list[socket.socket] = field(default_factory=list)


@pytest.fixture
def mute() -> Iterator[Mute]:
    listener, made = socket.create_server(("127.0.0.1", 0)), Mute()
    made.port = listener.getsockname()[1]

    def listens() -> None:
        while True:
            try:
                made.taken.append(listener.accept()[0])
            except OSError:
                return

    thread = Thread(target=listens)
    thread.start()
    yield made
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for each in made.taken:
        each.close()


def test_a_real_connection_gives_up_and_the_next_does_not_begin(mute: Mute) -> None:
    told = {
        "ENGINE": "upheld.server.postgresql", "NAME": "upheld", "HOST": "127.0.0.1", "PORT": str(mute.port),
        # The least that the library takes.
        "OPTIONS": {"connect_timeout": "2"},
    }  # fmt: skip
    connection = ConnectionHandler({"default": told})["default"]
    for _ in range(3):
        with pytest.raises(OperationalError):
            connection.connect()
    assert len(mute.taken) == 1


@contextmanager
def web(installation: Installation) -> Iterator[None]:
    """Web processes, while the block lasts."""
    command = [*PROGRAM, "web"]
    process = subprocess.Popen(
        command, env=installation.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        stop(process)


def answered(installation: Installation, path: str) -> int:
    """The status of an answer; 0 where nobody listens."""
    try:
        return installation.call("GET", path).status
    except OSError:
        return 0


def test_the_status_page_stands_while_everybody_waits_for_a_database_in_vain(tmp_path: Path, mute: Mute) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    full = Installation(tmp_path / "data", port, "sqlite")
    with full.started("serve"):
        until(lambda: answered(full, "/status/") == 200)
    more = {"UPHELD_WEB_PROCESSES": "1", "UPHELD_WEB_THREADS": "4"}
    away = f"postgresql://upheld:x@127.0.0.1:{mute.port}/upheld?connect_timeout=2"
    installation = Installation(tmp_path / "data", port, away, more)
    with web(installation):
        until(lambda: answered(installation, "/status/") == 200)
        with ThreadPoolExecutor(24) as readers:
            told = list(readers.map(lambda _: installation.call("GET", "/status/subscribe"), range(24)))
        waits = [{name.lower(): value for name, value in each.headers.items()}.get("retry-after") for each in told]
        assert {(each.status, wait) for each, wait in zip(told, waits, strict=True)} == {(503, "5")}
        # As many as there are threads asked the database, and nobody after them.
        assert len(mute.taken) <= 4
        assert (answered(installation, "/status/"), answered(installation, "/api/v2/summary.json")) == (200, 200)
