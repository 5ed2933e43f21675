"""Messages that no person wrote to us: auto-replies, lists and our own (RFC 3834), and reports of mail servers."""

from __future__ import annotations

from upheld.server.installed import installation
from upheld.server.mailin.envelope import Envelope
from upheld.server.mailin.reading.headers import Headers
from upheld.server.mailin.reading.message import Message
from upheld.wording import say

_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_OF_LISTS = ("list-id", "list-post", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-upheld-notice")
_MACHINES = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})


def why_automatic(message: Message, envelope: Envelope) -> str:
    """Why nobody waits for an answer to a message; empty where a person wrote it.

    Such a message opens nothing and is never answered: two machines that answer each other do not stop.
    """
    headers = message.headers
    return _of_headers(headers) or _of_senders(message, envelope)


def is_report(message: Message) -> bool:
    """Whether it is a mail server's report on a message of ours (RFC 3464)."""
    told = message.headers.parameters("content-type")
    kind = str(told.get_param("report-type") or "").lower()
    return told.get_content_type() == "multipart/report" and kind in {"delivery-status", ""}


def _of_headers(headers: Headers) -> str:
    submitted = headers.first("auto-submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return say("sent by a program (Auto-Submitted)")
    if headers.first("precedence").strip().lower() in _BULK:
        return say("bulk mail (Precedence)")
    named = next((name for name in _OF_LISTS if headers.first(name)), "")
    return say("of a list or a program ({header})", header=named) if named else ""


def _of_senders(message: Message, envelope: Envelope) -> str:
    if not envelope.sender:
        return say("nobody is to answer it (empty return path)")
    own = installation().mail
    if own is not None and message.sender in {own.sender.lower(), own.replies.lower()}:
        return say("from our own address")
    return say("from a machine") if message.sender.partition("@")[0] in _MACHINES else ""
