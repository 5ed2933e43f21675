"""A message that was read: from whom, about what, its text and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upheld.server.mailin.reading.cleaning import LARGEST, cleaned, plain
from upheld.server.mailin.reading.headers import Headers, Unreadable, decoded, text_of
from upheld.server.mailin.reading.parts import Part, split_message
from upheld.server.mailin.reading.quoting import own_words
from upheld.wording import say

LONGEST_TEXT = 50_000
LONGEST_SUBJECT = 300
MOST_HOPS = 50
MOST_REFERENCES = 50
_TEXT_READ = 4 * LONGEST_TEXT
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_HOST}(?:\.{_HOST})*"
# Mail servers write their own name in brackets behind: `MAILER-DAEMON@example.com (Mail Delivery System)`.
_BARE = re.compile(rf"({_ADDRESS})(?:\s*\([^()<>@,;\\]*\))?", re.ASCII)
# A name of words, or in quotes, then the address in brackets: one mailbox, and nothing beside it.
_NAMED = re.compile(rf'("(?:[^"\\]|\\.)*"|[^"<>@,;:\\()\[\]]*)\s*<({_ADDRESS})>', re.ASCII)
_ID = re.compile(r"<([^<>\s]{1,250})>")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `sender` is the one address of its one From, in small letters; `text` is what it says of its own.

    `references` are the ids of the messages that it answers, the latest last; `html` is cleaned.
    """

    headers: Headers
    sender: str
    sender_name: str
    subject: str
    id: str
    references: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]


def read_message(raw: bytes) -> Message:
    """Read a message within bounds. Raises Unreadable where it goes beyond them, or does not name one sender."""
    headers, parts = split_message(raw)
    if len(headers.all("received")) > MOST_HOPS:
        raise Unreadable(say("it has gone round in a circle"))
    sender, name = _sender(headers)
    body, markup = _first(parts, "text/plain"), _first(parts, "text/html")
    html = cleaned(_text(markup, LARGEST)) if markup else ""
    text = _text(body, _TEXT_READ) if body else plain(html)
    ids = _ID.findall(headers.first("message-id"))
    return Message(
        headers, sender, name, headers.text("subject")[:LONGEST_SUBJECT], ids[0] if ids else "", _references(headers),
        own_words(text.replace("\0", "")[:_TEXT_READ])[:LONGEST_TEXT], html,
        tuple(_attachments(parts, (body, markup))), parts,
    )  # fmt: skip


def address_in(value: str) -> tuple[str, str] | None:
    """The address and the name of a field that holds one mailbox and nothing else; None for anything else."""
    bare = _BARE.fullmatch(value)
    if bare:
        return bare.group(1).lower(), ""
    match = _NAMED.fullmatch(value)
    return (match.group(2).lower(), decoded(match.group(1).strip().strip('"'))[:200]) if match else None


def _sender(headers: Headers) -> tuple[str, str]:
    """Who wrote it. With two From, or two addresses in one, programs disagree on who that is: it is not guessed."""
    fields = headers.all("from")
    if len(fields) != 1:
        count = len(fields)
        raise Unreadable(say("it has {count} From headers", count=count) if fields else say("it has no From header"))
    found = address_in(fields[0].strip())
    if found is None:
        raise Unreadable(say("its From is not one address"))
    return found


def _references(headers: Headers) -> tuple[str, ...]:
    told = [*_ID.findall(headers.first("references")), *_ID.findall(headers.first("in-reply-to"))]
    return tuple(dict.fromkeys(told))[-MOST_REFERENCES:]


def _first(parts: Sequence[Part], kind: str) -> Part | None:
    return next((part for part in parts if part.kind == kind and not part.attached), None)


def _text(part: Part, most: int) -> str:
    charset = part.headers.parameters("content-type").get_content_charset() or ""
    return text_of(part.content(most), charset).replace("\r\n", "\n")


def _attachments(parts: Iterable[Part], shown: tuple[Part | None, ...]) -> Iterable[Attachment]:
    for number, part in enumerate(parts, 1):
        if part not in shown:
            yield Attachment(part.name or f"part-{number}", part.kind, part.content())
