"""Links that are sent by mail and open once: their secrets, and the letters that carry them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.telling import provider_facts
from upheld.server.installed import installation
from upheld.server.notices.filling import filled, one_line
from upheld.server.notices.words import words_in
from upheld.server.outbox.posting import Letter, post
from upheld.server.sealing import seal
from upheld.timeline.instants import epoch_seconds

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Mailed:
    """What a letter with a link is about: its key, the words it is told in (`invitation`, `reset`), and to whom."""

    key: str
    about: str
    to: str
    language: str
    until: datetime


def new_secret() -> str:
    """The secret of a link: 256 bits."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(path: str) -> str:
    """The address of a page of ours, as people type it."""
    return f"{installation().base_url}{path}"


@within(EVERYTHING)  # a letter without a ticket belongs to no account
def mail_link(mailed: Mailed, link: str, told: Mapping[str, str], now: datetime) -> None:
    """Post a letter with a link, in the transaction of what it is for; its text is sealed until it is sent."""
    words, facts = words_in(mailed.language), provider_facts()
    until = words.instant(epoch_seconds(mailed.until), facts.zone)
    shown = {name: one_line(value, 200) for name, value in told.items()}
    values = {"provider": one_line(facts.name) or "Upheld", "link": link, "until": until, **shown}
    subject, text = (filled(words(f"{mailed.about}.{part}"), values) for part in ("subject", "text"))
    payload = {
        "to": mailed.to, "subject": one_line(subject), "sealed": seal(text, mailed.key), "language": words.language,
    }  # fmt: skip
    post([Letter(mailed.key, f"mail.{mailed.about}", payload)], None, now)
