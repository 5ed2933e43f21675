"""The client: a service's address and a key, and every operation of the API."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx2

from upheld.client.line import Line, Retries
from upheld.client.service import Operations


class Client(Operations):
    """Every operation of a service's API, with a key.

        with Client("https://support.example.com", key) as upheld:
            ticket = upheld.tickets.open_a_ticket(subject="It is down", priority="1")
            for each in upheld.tickets.list_tickets(state="open"):
                ...

    What changes something is sent under a key of its own, kept over retries, so that it is done once. Raises
    `ApiRefused` with every fault for what the service refuses, `Unreachable` where nobody answers.
    """

    def __init__(self, server: str, key: str, *, timeout: float = 30, retries: Retries | None = None) -> None:
        """Take the address that people type (`https://support.example.com`), and a key (`upk_...`)."""
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json, application/problem+json"}
        self._own = Line(httpx2.Client(base_url=server, headers=headers, timeout=timeout), retries or Retries())
        super().__init__(self._own)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._own.close()

    def __repr__(self) -> str:
        """Without the key."""
        return "Client()"
