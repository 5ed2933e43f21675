"""The parts of a message (RFC 2046): found by their boundaries, outermost first, with limits on depth and number."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from upheld.server.mailin.reading.headers import LARGEST_BLOCK, Headers, Unreadable, headers_of, one_line
from upheld.wording import say

DEEPEST = 8
MOST_PARTS = 100
_LONGEST_BOUNDARY = 70
MOST_LOOKS = 2 * MOST_PARTS
_REST = re.compile(rb"(--)?[ \t]{0,100}(?:\r?\n|\Z)")
_BLANK = re.compile(rb"\r?\n\r?\n")
_PATHS = re.compile(r"[/\\:]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that holds no other: its headers, and where its content lies in the raw message."""

    headers: Headers
    kind: str
    raw: bytes
    start: int
    end: int

    @property
    def disposed(self) -> Message:
        """Its disposition and type, for their parameters."""
        return self.headers.parameters("content-disposition")

    @property
    def attached(self) -> bool:
        """Whether it is said to be an attachment."""
        return self.disposed.get_content_disposition() == "attachment"

    @property
    def name(self) -> str:
        """Its file name, without folders; empty where it has none."""
        told = self.disposed.get_filename() or self.headers.parameters("content-type").get_param("name") or ""
        plain = told if isinstance(told, str) else str(told[-1])
        return one_line(_PATHS.split(plain)[-1])[:200]

    def content(self, most: int | None = None) -> bytes:
        """What it holds, with its transfer encoding undone; of the encoded form at most so many bytes."""
        end = self.end if most is None else min(self.end, self.start + most)
        encoded = self.raw[self.start : end]
        way = self.headers.first("content-transfer-encoding").strip().lower()
        if way == "quoted-printable":
            return binascii.a2b_qp(encoded)
        return _of_base64(encoded) if way == "base64" else encoded


def split_message(raw: bytes) -> tuple[Headers, tuple[Part, ...]]:
    """The headers of a message, and its parts that hold no other. Raises Unreadable."""
    headers, start = _headers_at(raw, 0, len(raw))
    return headers, tuple(_parts(raw, headers, start, (len(raw), _Count())))


@dataclass(slots=True)
class _Count:
    """How many parts were seen, and how deep the present one lies."""

    parts: int = 0
    depth: int = 0


def _parts(raw: bytes, headers: Headers, start: int, bounds: tuple[int, _Count]) -> Iterator[Part]:
    end, count = bounds
    count.parts += 1
    if count.parts > MOST_PARTS:
        raise Unreadable(say("there are too many parts"))
    told = headers.parameters("content-type")
    kind, boundary = told.get_content_type(), _boundary(told)
    spans = tuple(_spans(raw, boundary, start, end)) if kind.startswith("multipart/") and boundary else ()
    if not spans:
        yield Part(headers, kind, raw, start, end)
        return
    if count.depth >= DEEPEST:
        raise Unreadable(say("parts lie too deep in each other"))
    count.depth += 1
    for first, last in spans:
        inner, content = _headers_at(raw, first, last)
        yield from _parts(raw, inner, content, (last, count))
    count.depth -= 1


def _boundary(told: Message) -> bytes:
    boundary = told.get_boundary() or ""
    return boundary.encode("utf-8", "replace") if len(boundary) <= _LONGEST_BOUNDARY else b""


def _spans(raw: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends. A last part that nothing closes goes on to the end."""
    begun: int | None = None
    for at, match in _delimiters(raw, boundary, start, end):
        if begun is not None:
            yield begun, max(begun, _before_break(raw, at))
        begun = None if match.group(1) else match.end()
        if match.group(1):
            return
    if begun is not None:
        yield begun, end


def _delimiters(raw: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, re.Match[bytes]]]:
    """The lines that are a boundary: where each begins, and what follows it.

    By a plain search of bytes, whose time is linear whatever is written there; and what looks like a boundary and is
    none is looked at a bounded number of times.
    """
    line = b"\n--" + boundary
    at = max(start - 1, 0)
    for _ in range(MOST_LOOKS):
        at = raw.find(line, at, end)
        if at < 0:
            return
        match = _REST.match(raw, at + len(line), end)
        if match:
            yield at + 1, match
        at += len(line)
    raise Unreadable(say("there are too many parts"))


def _before_break(raw: bytes, at: int) -> int:
    """The end of the content before a boundary: the line break before it is the boundary's."""
    return at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1


def _headers_at(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at a place, and where the content after them does."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return Headers(()), raw.index(b"\n", start) + 1
    match = _BLANK.search(raw, start, min(end, start + LARGEST_BLOCK + 4))
    if match is None:
        return headers_of(raw[start:end]), end
    return headers_of(raw[start : match.start()]), match.end()


def _of_base64(encoded: bytes) -> bytes:
    """What is written in base64; where its end was cut off, what can be read of it; else as it stands."""
    for padding in (b"", b"=", b"=="):
        try:
            return binascii.a2b_base64(encoded + padding)
        except binascii.Error:
            continue
    return encoded
