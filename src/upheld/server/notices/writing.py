"""What a delivery says, as things stand when it is sent; or why it is not sent any more."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from upheld.server.delivery.models import Delivery
from upheld.server.desk.standing import standing_of
from upheld.server.notices.composing import composed, late_line, link
from upheld.server.notices.dispatching import ENDPOINT_KIND, MAIL_KIND, event_of, ticket_of
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.message import Message, Reader
from upheld.server.notices.notice import IncompleteNoticeError
from upheld.server.notices.steps import asked_message, outdated, step_message
from upheld.server.outbox.models import Outbox
from upheld.server.sealing import unseal
from upheld.timeline.instants import epoch_seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A delivery that is not sent any more, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that cannot be sent yet, for a reason that lies with us, and which."""

    why: str


Written = Message | Outdated | Held


def written(delivery: Delivery, now: datetime) -> Written:
    """The message of a delivery, held back where it lacks what it must hold or a fault of ours keeps it from being."""
    try:
        return _message(delivery, now)
    except IncompleteNoticeError as error:
        log.warning("notice held", extra={"facts": {"delivery": delivery.pk, "lacks": error.lacks}})
        return Held(str(error))
    except DatabaseError:
        raise
    except Exception:  # one message that cannot be made must not hold up those behind it
        log.exception("message cannot be made", extra={"facts": {"delivery": delivery.pk}})
        return Held("it cannot be made")


def _message(delivery: Delivery, now: datetime) -> Message | Outdated:
    letter, reader = delivery.letter, Reader(delivery.language, delivery.zone)
    if letter.kind.startswith(MAIL_KIND):
        return _plain(letter, reader, now)
    if letter.kind.startswith(ENDPOINT_KIND):
        return _of_endpoint(letter, reader)
    if letter.kind.startswith("step."):
        return _of_step(letter, reader, now)
    event = event_of(letter)
    if event.kind == "escalated":
        return asked_message(event, standing_of(event.ticket, epoch_seconds(now)), reader)
    return composed(event, reader, now)


def _of_step(letter: Outbox, reader: Reader, now: datetime) -> Message | Outdated:
    ticket = ticket_of(letter)
    stands = standing_of(ticket, epoch_seconds(now))
    why = outdated(letter.payload, letter.key, stands, now)
    return Outdated(why) if why else step_message(letter.payload, letter.key, stands, reader, ticket)


def _plain(letter: Outbox, reader: Reader, now: datetime) -> Message:
    """A letter whose words are its own: `to`, `subject` and `text`, or `sealed` where the text opens a door."""
    late = late_line(reader.words, epoch_seconds(letter.created_at), now)
    sealed = letter.payload.get("sealed")
    text = plain_text(unseal(str(sealed), letter.key) if sealed else str(letter.payload["text"]))
    return Message(one_line(str(letter.payload["subject"])), f"{late}{text}\n", reader.words.language)


def _of_endpoint(letter: Outbox, reader: Reader) -> Message:
    words = reader.words
    names = ("url", "account_name", "reason", "message")
    told = {name: one_line(str(letter.payload.get(name, "-")), 1000) for name in names}
    values = {**told, "account": told["account_name"], "link": link()}
    subject, text = (filled(words(f"endpoint.{part}"), values) for part in ("subject", "text"))
    return Message(one_line(subject), f"{plain_text(text)}\n", words.language)
