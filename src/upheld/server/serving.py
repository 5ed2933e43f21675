"""The processes of the service: everything in one, or web processes and workers by themselves."""

from __future__ import annotations

import errno
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from types import FrameType, MappingProxyType
from typing import NoReturn

from upheld.problems import Place, Problem, Refused
from upheld.server.checkpointing import Checkpointer
from upheld.server.configuration import Configuration
from upheld.server.jobs.worker import Worker

WSGI = "upheld.server.wsgi:application"
# In one process a thread that computes (the worker's) keeps the others waiting for this long each time that they come
# back from the database; with Python's own 5 ms, a request of a dozen queries takes a tenth of a second then.
TURN_SECONDS = 0.001
MOST_CONNECTIONS = 4_000
_OURS = (signal.SIGTERM, signal.SIGINT)
_NOT_TO_BE_HAD: Mapping[int, str] = MappingProxyType(
    {
        errno.EADDRINUSE: "another program listens there",
        errno.EADDRNOTAVAIL: "this machine has no such address",
        errno.EACCES: "this user may not listen there (ports below 1024 are for the system)",
    }
)


def bound(configuration: Configuration) -> tuple[socket.socket, ...]:
    """Sockets of the address to listen at; nobody is heard yet.

    Taken before anything is changed, so that a service that runs already is left alone. Raises `upheld.Refused` where
    the address is not to be had.
    """
    made: list[socket.socket] = []
    host, port = configuration.address
    with _address_of(configuration):
        try:
            for family, *_, address in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE):
                made.append(_bound_to(family, address))
        except BaseException:
            for each in made:
                each.close()
            raise
    return tuple(made)


def serve_all(configuration: Configuration, sockets: tuple[socket.socket, ...], ready: Callable[[str], None]) -> None:
    """Web and worker in this process, until SIGTERM or SIGINT; `ready` is told the address once it listens.

    Raises `upheld.Refused` where another listens at the `sockets` since they were `bound`.
    """
    from waitress.channel import HTTPChannel  # noqa: PLC0415 - of the extra `server`
    from waitress.server import create_server  # noqa: PLC0415 - likewise

    from upheld.server.unheard import TIMES_THE_LARGEST, Parser, Refusal  # noqa: PLC0415 - likewise
    from upheld.server.wsgi import application  # noqa: PLC0415 - needs Django set up

    sys.setswitchinterval(TURN_SECONDS)
    HTTPChannel.error_task_class, HTTPChannel.parser_class = Refusal, Parser
    with _address_of(configuration):
        server = create_server(
            application, sockets=list(sockets), threads=configuration.web_threads, ident=None,
            max_request_body_size=configuration.largest_request * TIMES_THE_LARGEST,
            # `select` knows no more than 1,024 of them.
            connection_limit=_connections(), asyncore_use_poll=True,
            # Whom they come from is looked at where they are read (`people.places`).
            clear_untrusted_proxy_headers=False,
        )  # fmt: skip
    try:
        with working(configuration):
            _stop_by_signal(_leave)
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
    for each in bound(configuration):
        # Its processes listen themselves; what stands in the way is told here, in one line.
        each.close()
    os.register_at_fork(before=_hold_signals, after_in_parent=_let_signals_in, after_in_child=_stoppable)
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
    with working(configuration) as worker:
        _stop_by_signal(lambda *_: stopping.set())
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


def _connections() -> int:
    """How many may be open at once: a browser keeps up to six. Half of what a process may have open is for the rest."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if most == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(100, most // 2))


def _stop_by_signal(stop: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for number in _OURS:
        signal.signal(number, stop)


def _hold_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _OURS)


def _let_signals_in() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)


def _stoppable() -> None:
    """In a process that granian has begun: it hears of signals once it serves, and would miss one until then."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, which tells all of them; the first one tells us
    _let_signals_in()


def _leave(_: int, __: FrameType | None) -> NoReturn:
    # A second signal, as of a terminal and a script at once, would end what ends in order.
    _stop_by_signal(signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def _address_of(configuration: Configuration) -> Iterator[None]:
    """Tells what stands in the way of listening as a fault of the setting."""
    try:
        yield
    except (OSError, UnicodeError) as error:  # the latter of a name that can be no machine's
        why = _NOT_TO_BE_HAD.get(getattr(error, "errno", None) or 0) or getattr(error, "strerror", None) or "no name"
        mend = "give another address in UPHELD_LISTEN (`listen` in the file), or stop what is in the way"
        raise Refused([Problem(Place("listen"), "", f"{configuration.listen} cannot be had: {why}", mend)]) from None


def _bound_to(family: int, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made
