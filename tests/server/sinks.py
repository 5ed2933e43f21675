"""Receivers for tests, on loopback ports: a mail server and a web server that do as they are told, faults included."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Verdict = Callable[[EmailMessage], str]
TAKEN = "250 taken"


@dataclass
class MailSink:
    """A real mail server: `taken` is what it took. It answers recipients and messages as it is told, or not at all."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answer_recipient: dict[str, str] = field(default_factory=dict)
    answer_data: list[str] = field(default_factory=list)
    hello: str = ""
    port: int = 0
    silent: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - named and called by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.silent:
            await asyncio.sleep(60)  # says nothing; the other side has gone long before
        answer = self.answer_recipient.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        del server, session
        answer = self.answer_data.pop(0) if self.answer_data else TAKEN
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            self.to.extend(envelope.rcpt_tos)
        return answer

    def subjects(self, address: str = "") -> list[str]:
        """The subjects of what was taken, for one address where it is given."""
        return [str(each["Subject"]) for each in self.taken if not address or each["To"] == address]


@contextmanager
def mail_server(sink: MailSink) -> Iterator[MailSink]:
    """Run a mail server for as long as the block lasts."""
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port or free_port())
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that talks over each connection as it is told; its port."""
    stopping = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def serve() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=_talk, args=(talk, connection), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stopping.set()
            thread.join()


def _talk(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            talk(connection)
        except OSError:
            return


def smtp_that_ends(connection: socket.socket, *, before_data_answer: bool) -> None:
    """A mail server that takes everything and goes away without saying so, or that never answers at all."""
    stream = connection.makefile("rwb", buffering=0)
    if not before_data_answer:
        time.sleep(30)  # hangs; the other side has gone long before
        return
    stream.write(b"220 here\r\n")
    for line in stream:
        word = line[:4].upper()
        if word == b"DATA":
            stream.write(b"354 go on\r\n")
        elif line == b".\r\n":
            return
        elif word in {b"EHLO", b"HELO", b"MAIL", b"RCPT"}:
            stream.write(b"250 ok\r\n")


@dataclass
class Hook:
    """One request that a receiver of webhooks got."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class HookSink:
    """A receiver of webhooks: `got` is what came in; `answers` says how each path is answered."""

    got: list[Hook] = field(default_factory=list)
    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    port: int = 0

    def url(self, path: str) -> str:
        """The URL of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Hook]:
        """What came in at a path."""
        return [each for each in self.got if each.path == path]


@contextmanager
def hook_server() -> Iterator[HookSink]:
    """Run a receiver of webhooks for as long as the block lasts."""
    sink = HookSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            sink.got.append(Hook(self.path, headers, body, time.monotonic()))
            try:
                sink.answers.get(self.path, status(204))(self)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # What hangs is not waited for at the end.
    server.block_on_close = False
    sink.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def status(code: int, **headers: str) -> Callable[[Any], None]:
    """Answer with a status."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def hang(_: BaseHTTPRequestHandler) -> None:
    """Answer nothing for a long time."""
    time.sleep(60)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer one byte at a time, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


def endless_head(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a head that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 8000 + b"\r\n")


def endless_body(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a body that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 65536)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    handler.connection.close()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
