"""The line to a service: requests sent, sent again where that may help, and answers read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx2
from pydantic import TypeAdapter

from upheld.client.answer import Answer
from upheld.client.refusals import ApiRefused, Unreachable

PREFIX = "/api/v1"
Given = Mapping[str, object]
Kind = TypeVar("Kind", bound=Answer)
_NOTHING: Given = {}
_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PLAIN: TypeAdapter[object] = TypeAdapter(object)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent, and how long is waited: `first` seconds, then twice as long each time, to `longest`.

    A service that names a time (`Retry-After`) is asked again then, where that is within `longest`. `wait` sleeps.
    """

    tries: int = 5
    first: float = 0.5
    longest: float = 60.0
    wait: Callable[[float], None] = time.sleep

    def after(self, tried: int, asked: str) -> float | None:
        """How many seconds to wait after the n-th try; None where that was the last."""
        if tried >= self.tries:
            return None
        if asked.isascii() and asked.isdecimal():
            return float(asked) if float(asked) <= self.longest else None
        # A part by chance, so that many who were turned away do not all come back at once.
        return min(self.first * 2.0 ** (tried - 1), self.longest) * random.uniform(0.5, 1)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Change:
    """A request that changes something. Its key makes the service do it once, however often it is sent."""

    verb: str
    path: str
    body: Given | None = None
    query: Given = field(default_factory=lambda: _NOTHING)
    content: bytes | None = None
    if_match: str = ""
    idempotency_key: str = ""

    def sent(self) -> bytes | None:
        """The body as it is sent: what is None is left out."""
        if self.body is None:
            return self.content
        return _PLAIN.dump_json({name: value for name, value in self.body.items() if value is not None})

    def headers(self) -> dict[str, str]:
        """The headers beside those of every request."""
        told = {"Idempotency-Key": self.idempotency_key or str(uuid4()), "If-Match": self.if_match}
        kind = {"Content-Type": "application/json"} if self.body is not None or self.content is not None else {}
        return {name: value for name, value in told.items() if value} | kind


class Line:
    """A connection to a service. Raises ApiRefused for what it refuses, Unreachable where nobody answers."""

    def __init__(self, http: httpx2.Client, retries: Retries) -> None:
        self._http, self._retries = http, retries

    def read(self, path: str, kind: type[Kind], query: Given = _NOTHING) -> Kind:
        """Read one thing."""
        return _answer(self._asked("GET", path, params=_query(query)), kind)

    def listed(self, path: str, kind: type[Kind], query: Given = _NOTHING) -> tuple[Kind, ...]:
        """Read a list that is one answer."""
        told = self._asked("GET", path, params=_query(query)).json()
        return tuple(kind.model_validate(each) for each in told["items"])

    def pages(self, path: str, kind: type[Kind], query: Given, size: int) -> Iterator[Kind]:
        """Read a list page by page, each when it is needed."""
        asked = {**query, "limit": size}
        while True:
            told = self._asked("GET", path, params=_query(asked)).json()
            yield from (kind.model_validate(each) for each in told["items"])
            if told["next"] is None:
                return
            asked["cursor"] = told["next"]

    def downloaded(self, path: str, query: Given = _NOTHING) -> bytes:
        """Read bytes."""
        return self._asked("GET", path, params=_query(query)).content

    def changed(self, change: Change, kind: type[Kind]) -> Kind:
        """Change something."""
        headers = change.headers()
        return _answer(
            self._asked(change.verb, change.path, params=_query(change.query), content=change.sent(), headers=headers),
            kind,
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _asked(self, verb: str, path: str, **request: object) -> httpx2.Response:
        for tried in range(1, self._retries.tries + 1):
            answer, failed = self._sent(verb, path, request)
            if answer is not None and answer.status_code not in _AGAIN:
                return _accepted(answer)
            wait = self._retries.after(tried, answer.headers.get("Retry-After", "") if answer is not None else "")
            if wait is None:
                break
            self._retries.wait(wait)
        else:  # no try at all
            raise Unreachable("no request was sent")
        if answer is None:
            raise Unreachable(f"{self._http.base_url.host}: {failed}")
        return _accepted(answer)

    def _sent(self, verb: str, path: str, request: Mapping[str, object]) -> tuple[httpx2.Response | None, str]:
        try:
            return self._http.request(verb, PREFIX + path, **request), ""  # type: ignore[arg-type]  # by name, as above
        except httpx2.TransportError as error:
            return None, str(error) or type(error).__name__


def part(value: object) -> str:
    """A value as a part of a path."""
    return quote(str(value), safe="")


def _query(given: Given) -> dict[str, str]:
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _accepted(answer: httpx2.Response) -> httpx2.Response:
    if answer.is_success:
        return answer
    try:
        told = answer.json()
    except ValueError:
        told = None
    raise ApiRefused.of(answer.status_code, answer.reason_phrase, told)


def _answer(answer: httpx2.Response, kind: type[Kind]) -> Kind:
    made = kind.model_validate_json(answer.content)
    made.tagged(answer.headers.get("ETag", ""))
    return made
