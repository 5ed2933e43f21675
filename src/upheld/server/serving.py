"""The processes of the service: everything in one, or web processes and workers by themselves."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

from upheld.problems import Place, Problem, Refused
from upheld.server.checkpointing import Checkpointer
from upheld.server.configuration import Configuration
from upheld.server.jobs.worker import Worker

WSGI = "upheld.server.wsgi:application"
# In one process a thread that computes (the worker's) keeps the others waiting for this long each time that they come
# back from the database; with Python's own 5 ms, a request of a dozen queries takes a tenth of a second then.
TURN_SECONDS = 0.001


def serve_all(configuration: Configuration, ready: Callable[[str], None]) -> None:
    """Web and worker in this process, until SIGTERM or SIGINT; `ready` is told the address once it listens."""
    from waitress.server import create_server  # noqa: PLC0415 - of the extra `server`

    from upheld.server.wsgi import application  # noqa: PLC0415 - needs Django set up

    sys.setswitchinterval(TURN_SECONDS)
    host, port = configuration.address
    server = create_server(
        application, host=host, port=port, threads=configuration.web_threads, ident=None,
        max_request_body_size=configuration.largest_request,
        # Whom they come from is looked at where they are read (`people.places`).
        clear_untrusted_proxy_headers=False,
    )  # fmt: skip
    _stop_by_signal(_leave)
    try:
        with working(configuration):
            ready(configuration.base_url)
            # Ends by the SystemExit of the signal; requests in hand are answered first.
            server.run()
    finally:
        server.close()


def serve_web(configuration: Configuration) -> None:
    """Web processes alone, until SIGTERM or SIGINT. Raises `upheld.Refused` on SQLite: nobody would checkpoint."""
    if configuration.on_sqlite:
        what = "several processes need PostgreSQL"
        raise Refused([Problem(Place("database"), "", what, "use `upheld serve`, or set UPHELD_DATABASE")])
    from granian import Granian  # noqa: PLC0415 - of the extra `server`
    from granian.constants import Interfaces  # noqa: PLC0415 - likewise

    host, port = configuration.address
    Granian(
        WSGI, address=host, port=port, interface=Interfaces.WSGI, workers=configuration.web_processes,
        blocking_threads=configuration.web_threads, respawn_failed_workers=True, websockets=False,
        workers_kill_timeout=30,
    ).serve()  # fmt: skip


def work_alone(configuration: Configuration, ready: Callable[[str], None]) -> None:
    """A worker alone, until SIGTERM or SIGINT; `ready` is told its name once it works."""
    stopping = Event()
    _stop_by_signal(lambda *_: stopping.set())
    with working(configuration) as worker:
        ready(worker.owner)
        stopping.wait()


@contextmanager
def working(configuration: Configuration) -> Iterator[Worker]:
    """A worker, the listener for mail where one is set up, and on SQLite the checkpointer, while the block lasts."""
    from upheld.server.mailin.listening import listener_of  # noqa: PLC0415 - needs Django set up

    checkpointer = Checkpointer(configuration) if configuration.on_sqlite else None
    worker, listener = Worker(configuration.worker_threads), listener_of(configuration)
    for each in (checkpointer, worker, listener):
        if each is not None:
            each.start()
    try:
        yield worker
    finally:
        if listener is not None:
            listener.stop()
        worker.stop()
        if checkpointer is not None:
            checkpointer.stop()


def _stop_by_signal(stop: Callable[[int, FrameType | None], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _leave(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)
