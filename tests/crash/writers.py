"""Clients that write without pause and keep a log of every answer, as real ones would, each request with its key."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Sized
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self
from uuid import uuid4

from tests.server.installation import Installation, until
from tests.server.test_serving import REPORT

EVENT = {"event": "message", "text": "We look at it", "how": "call logged"}


@dataclass(frozen=True)
class Acknowledged:
    """A write that the service said it had done: its key, what was sent where, and the answer's body."""

    key: str
    path: str
    body: dict[str, str]
    answer: dict[str, Any]


@dataclass
class Writers:
    """Threads that open tickets and write to them over kept connections; `log` holds what was acknowledged.

    `refused` counts answers by status that were no success; a connection that breaks is made anew.
    """

    installation: Installation
    bearer: str
    threads: int = 4
    log: list[Acknowledged] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)
    _running: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._running = [threading.Thread(target=self._write, daemon=True) for _ in range(self.threads)]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._running:
            thread.join(60)

    def _write(self) -> None:
        """One ticket after another, three events to each."""
        number = 0
        for turn in count():
            if self._enough.is_set():
                return
            opens = turn % 4 == 0 or not number
            path, body = ("/api/v1/tickets", REPORT) if opens else (f"/api/v1/tickets/{number}/events", EVENT)
            answer = self._send(path, body, uuid4().hex)
            if answer is not None and opens:
                number = int(answer["number"])

    def _send(self, path: str, body: dict[str, str], key: str) -> dict[str, Any] | None:
        """The answer to one write; None where there was none, or a refusal."""
        try:
            status, told = send(self.installation, self.bearer, path, body, key)
        except (OSError, http.client.HTTPException):
            # The service is away; a real client would come back a little later.
            self._enough.wait(0.02)
            return None
        if status != 201:
            self.refused.append(status)
            return None
        answer: dict[str, Any] = told
        self.log.append(Acknowledged(key, path, body, answer))
        return answer


def send(installation: Installation, bearer: str, path: str, body: dict[str, str], key: str) -> tuple[int, Any]:
    """Send one write; status and body. Raises OSError where no whole answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=30)
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def more(log: Sized, many: int) -> None:
    """Wait until a log has grown by so many."""
    there = len(log)
    until(lambda: len(log) >= there + many)
