"""The SMTP listener: takes mail for the addresses that we have, and says yes only once a message is safe on the disk.

It is meant to stand behind a mail server of the operator's, which checks senders and keeps what we cannot take yet.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import TypeVar

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Handed
from django.db import DatabaseError, connections

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import Configuration, Inbound
from upheld.server.mailin.addresses import takes_mail
from upheld.server.mailin.envelope import Envelope, TryLater
from upheld.server.mailin.models import REFUSED, InboundMessage
from upheld.server.mailin.receiving import receive
from upheld.server.present import present

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 20
THREADS = 4
IDLE_SECONDS = 60
_LATER = "451 4.3.0 not taken now, please try again later"
_T = TypeVar("_T")


class Listener:
    """A thread that takes mail. Several processes on one machine may listen at the same address."""

    def __init__(self, configuration: Configuration) -> None:
        assert configuration.inbound is not None  # noqa: S101 - `listener_of` looks
        self._settings = configuration.inbound
        # What may be refused goes first: there is nothing to take back then.
        self._context = _tls(self._settings)
        self._socket = _socket(self._settings)
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(THREADS, "mail-in")
        self._thread = Thread(target=self._run, name="mail-listener", daemon=True)
        self._ready = Event()

    def start(self) -> None:
        """Begin; mail is taken when this returns."""
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the mail listener did not begin")

    def stop(self) -> None:
        """Take nothing new, end what is in hand, and stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._pool.shutdown(wait=True)

    @property
    def port(self) -> int:
        """The port at which it listens."""
        found: int = self._socket.getsockname()[1]
        return found

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        open_now: set[Connection] = set()
        handler, context = _Handler(self._loop, self._pool), self._context

        def protocol() -> Connection:
            return Connection(handler, self._settings, context, open_now)

        server = self._loop.run_until_complete(self._loop.create_server(protocol, sock=self._socket))
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            for each in tuple(open_now):
                each.hang_up()
            pending = asyncio.all_tasks(self._loop)
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
            self._loop.run_until_complete(server.wait_closed())
            self._loop.close()


def listener_of(configuration: Configuration) -> Listener | None:
    """The listener of an installation; None where it takes no mail by SMTP."""
    inbound = configuration.inbound
    return Listener(configuration) if inbound is not None and inbound.address is not None else None


class Connection(SMTP):
    """One connection, bounded in size, length of lines, time and number."""

    def __init__(
        self, handler: _Handler, settings: Inbound, context: ssl.SSLContext | None, open_now: set[Connection]
    ) -> None:
        super().__init__(
            handler, loop=handler.loop, data_size_limit=settings.largest, enable_SMTPUTF8=True, hostname="upheld",
            ident="ESMTP", tls_context=context, timeout=IDLE_SECONDS, command_call_limit=200,
        )  # fmt: skip
        self._open, self._most = open_now, settings.connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, unless there are too many; one that turns to TLS comes here a second time."""
        if self not in self._open and len(self._open) >= self._most and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 too many connections, please try again later\r\n")
            transport.close()
            return
        self._open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Let the connection go."""
        if self in self._open:
            self._open.discard(self)
            super().connection_lost(error)

    def hang_up(self) -> None:
        """End the connection; what was not acknowledged stays with its sender."""
        if self.transport is not None:
            self.transport.close()


class _Handler:
    """The answers to each step of a hand-over; whatever needs the database runs in a thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: ThreadPoolExecutor) -> None:
        self.loop, self._pool = loop, pool

    async def handle_RCPT(  # noqa: N802 - as the library calls it
        self, _: SMTP, __: Session, handed: Handed, address: str, ___: list[str]
    ) -> str:
        """Whether mail to an address is taken."""
        if len(handed.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        try:
            known = await self._in_thread(lambda: takes_mail(address))
        except DatabaseError:
            log.exception("an address cannot be looked up")
            return _LATER
        if not known:
            return "550 5.1.1 no such address here"
        handed.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _: SMTP, __: Session, handed: Handed) -> str:  # noqa: N802 - as the library calls it
        """Take the message."""
        content = handed.original_content or b""
        envelope = Envelope((handed.mail_from or "").strip("<>"), tuple(handed.rcpt_tos))
        try:
            row = await self._in_thread(lambda: receive(content, envelope, present()))
        except TryLater as later:
            return f"451 4.7.1 {later}"
        except Exception:  # whatever goes wrong with one message: its sender keeps it, and we say so in the log
            log.exception("a message cannot be taken")
            return _LATER
        return _reply(row)

    async def _in_thread(self, call: Callable[[], _T]) -> _T:
        return await self.loop.run_in_executor(self._pool, _with_connection, call)


def _reply(row: InboundMessage) -> str:
    log.info("message taken", extra={"facts": {"message": row.pk, "verdict": row.verdict, "ticket": row.ticket_id}})
    # Its reason says nothing of what we know about anybody; a message put aside is taken like any other.
    return f"554 5.6.0 {row.reason}" if row.verdict == REFUSED else f"250 2.0.0 taken as {row.pk}"


def _with_connection(call: Callable[[], _T]) -> _T:
    try:
        return call()
    finally:
        # Mail is seldom enough: a thread of the pool keeps no connection that nobody would close.
        connections.close_all()


def _socket(settings: Inbound) -> socket.socket:
    assert settings.address is not None  # noqa: S101 - `listener_of` looks
    host, port = settings.address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # So that the workers of one machine, all of the same user, take turns.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        what = f"mail cannot be taken at {settings.listen}: {error.strerror or error}"
        raise Refused(
            [Problem(Place("inbound"), "listen", what, "name another address in UPHELD_INBOUND_LISTEN")]
        ) from None
    return made


def _tls(settings: Inbound) -> ssl.SSLContext | None:
    if settings.certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.certificate, settings.certificate_key)
    except OSError as error:  # a file that is not there, or holds no certificate with its key
        what = f"the certificate cannot be read: {error.strerror or error}"
        mend = "name a certificate (PEM) and its key in UPHELD_INBOUND_CERTIFICATE and ..._CERTIFICATE_KEY"
        raise Refused([Problem(Place("inbound"), "certificate", what, mend)]) from None
    return context
