"""Reading a mailbox by IMAP: each message that was not seen is taken, and marked as seen once it is safe."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from upheld.server.configuration import Inbound
from upheld.server.mailin.envelope import Envelope, TryLater
from upheld.server.mailin.reading.headers import Unreadable, headers_of
from upheld.server.mailin.receiving import receive

log = logging.getLogger(__name__)

AT_ONCE = 200
TIMEOUT_SECONDS = 20
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
# An empty sender would say that nobody is to be answered; a server that noted none has said nothing.
_NOT_NOTED = "unknown"
_BLANK = re.compile(rb"\r?\n\r?\n")


def read_mailbox(settings: Inbound, now: datetime) -> int:
    """Take what lies in the mailbox of a configuration; how many messages were taken.

    Raises OSError or imaplib.IMAP4.error where the mailbox cannot be read. What is too large, or comes too often, is
    left there unseen.
    """
    taken = 0
    with _open(settings) as box:
        for number in _unseen(box):
            raw = _fetched(box, number, settings.largest)
            if raw is None:
                log.warning("a message in the mailbox is too large", extra={"facts": {"uid": number}})
                continue
            try:
                receive(raw, Envelope(_return_path(raw), (settings.imap_address,), "imap"), now)
            except TryLater as later:
                log.warning("the mailbox waits: %s", later)
                break
            box.uid("STORE", number, "+FLAGS", r"(\Seen)")
            taken += 1
    return taken


@contextmanager
def _open(settings: Inbound) -> Iterator[imaplib.IMAP4]:
    place = (settings.imap_host, settings.imap_port)
    if settings.imap_security == "tls":
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(*place, ssl_context=context, timeout=TIMEOUT_SECONDS)
    else:
        box = imaplib.IMAP4(*place, timeout=TIMEOUT_SECONDS)
    with box:
        box.login(settings.imap_user, settings.imap_password.get_secret_value())
        answer, _ = box.select(f'"{settings.imap_folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {settings.imap_folder}")
        yield box


def _unseen(box: imaplib.IMAP4) -> list[str]:
    _, found = box.uid("SEARCH", "UNSEEN")
    listed = found[0] if found and isinstance(found[0], bytes) else b""
    return [number.decode() for number in listed.split()[:AT_ONCE]]


def _fetched(box: imaplib.IMAP4, number: str, largest: int) -> bytes | None:
    """A message as it lies there; None where it is too large, which is asked before it is fetched."""
    _, told = box.uid("FETCH", number, "(RFC822.SIZE)")
    match = _SIZE.search(b" ".join(each for each in told if isinstance(each, bytes)))
    if match is None or int(match.group(1)) > largest:
        return None
    _, parts = box.uid("FETCH", number, "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)


def _return_path(raw: bytes) -> str:
    """The envelope's sender as the mailbox's server noted it, empty for a bounce."""
    try:
        told = headers_of(_BLANK.split(raw, maxsplit=1)[0]).all("return-path")
    except Unreadable:
        return _NOT_NOTED
    return told[0].strip().strip("<>") if told else _NOT_NOTED
