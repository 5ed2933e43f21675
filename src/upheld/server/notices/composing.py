"""From what happened to what a reader is sent: the notice, in the provider's wording or ours."""

from __future__ import annotations

from datetime import datetime

from upheld.agreements.agreement import Agreement
from upheld.server.contracts.binding import version_bound
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.titles import priority_title
from upheld.server.installed import installation
from upheld.server.notices.events import Sender, notice_of, sender
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.message import Message, Reader
from upheld.server.notices.models import NoticeTemplate
from upheld.server.notices.notice import Notice
from upheld.server.notices.words import Words
from upheld.support.wording import duration_text
from upheld.timeline.instants import epoch_seconds, instant_text

LATE_AFTER = 60
"""Seconds after which a message says that it is late."""

FIELDS = (
    "status", "ticket", "phone", "description", "subject", "priority", "at", "provider", "account", "link",
    "status_page",
)  # fmt: skip
MUST_HOLD = frozenset({"status", "ticket", "phone", "description"})


def composed(event: TicketEvent, reader: Reader, now: datetime) -> Message:
    """The message about an event for a reader. Raises `IncompleteNoticeError` where it lacks what it must hold."""
    words, by = reader.words, sender()
    notice = notice_of(event, by, words)
    ticket = event.ticket
    subject, text = _wording(ticket.version.agreement, notice, words)
    agreement = version_bound(ticket.version_id, ticket.version.digest, ticket.account.slug)
    values = {**_values(notice, by, reader), "priority": priority_title(agreement, ticket.priority) or "-"}
    lines = {name: one_line(value, 500) for name, value in values.items() if name != "description"}
    body = plain_text(filled(text, {**values, **lines}))
    late = late_line(words, epoch_seconds(event.recorded_at), now)
    title = one_line(filled(subject, {**lines, "description": one_line(notice.description)}))
    return Message(title, f"{late}{body}\n", words.language, payload_of(notice))


def payload_of(notice: Notice) -> dict[str, object]:
    """A notice for programs, as JSON takes it: the same at every attempt."""
    return {
        "type": "ticket.notice",
        "timestamp": instant_text(notice.at),
        "data": {
            "status": notice.status, "ticket": notice.ticket, "support_phone": notice.phone,
            "description": notice.description, "subject": notice.subject, "priority": notice.priority or None,
            "account": notice.account, "event": notice.event, "at": instant_text(notice.at), "portal": link(),
            "status_page": status_page(),
        },
    }  # fmt: skip


def late_line(words: Words, since: int, now: datetime) -> str:
    """The line that a message begins with when it comes late; empty where it does not."""
    late = epoch_seconds(now) - since
    return filled(words("late"), {"length": duration_text(late)}) + "\n\n" if late > LATE_AFTER else ""


def priority_text(ticket: Ticket, agreement: Agreement) -> str:
    """A ticket's priority as those at the desk know it: its name, and its title in the agreement."""
    known = agreement.text.priority(ticket.priority)
    return f"{ticket.priority}, {known.title}" if known else ticket.priority or "-"


def link() -> str:
    """Where customers look: the portal of this installation."""
    return installation().base_url


def status_page() -> str:
    """Where everybody looks: the public status page."""
    return f"{installation().base_url}/status/"


def _wording(agreement: str, notice: Notice, words: Words) -> tuple[str, str]:
    """The provider's own wording for the agreement, or for all of them, or ours."""
    rows = NoticeTemplate.objects.filter(
        agreement__in=(agreement, ""), language=words.language, status=notice.status
    ).order_by("-agreement")
    own = rows.first()
    return (own.subject, own.text) if own else (words("notice.subject"), words("notice.text"))


def _values(notice: Notice, by: Sender, reader: Reader) -> dict[str, str]:
    words = reader.words
    return {
        "status": words(f"status.{notice.status}"), "ticket": str(notice.ticket), "phone": notice.phone,
        "description": notice.description, "subject": notice.subject,
        "at": words.instant(notice.at, reader.zone), "provider": by.name, "account": notice.account,
        "link": f"{link()}/portal/tickets/{notice.ticket}", "status_page": status_page(),
    }  # fmt: skip
