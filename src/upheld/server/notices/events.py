"""What each event of a ticket tells its customer: with which status, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from upheld.server.accounts.models import Provider
from upheld.server.contracts.binding import version_bound
from upheld.server.desk.facts import REACHED
from upheld.server.desk.models import TicketEvent
from upheld.server.desk.titles import priority_title
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.notice import STATUSES, Notice, Status
from upheld.server.notices.words import Words
from upheld.support.events import INTERNAL
from upheld.wording import recalled, told

WAITING_ON_CUSTOMER = "customer"
"""A waiting state whose name says this asks something of the customer."""

_STATUS: Mapping[str, Status] = MappingProxyType(
    {
        "opened": "Initial",
        "acknowledged": "Update",
        "update": "Update",
        "message_written": "Update",
        "paused": "Informational",
        "resumed": "Informational",
        "priority_changed": "Update",
        "worked_around": "Update",
        "fixed": "Resolved",
        "resolved": "Resolved",
        "closed": "Resolved",
        "reopened": "Update",
        "excluded": "Informational",
        "included": "Informational",
        "merged": "Informational",
    }
)
_WITH_FILES = frozenset({"message_written", "acknowledged", "update", "paused", "worked_around", "fixed", "resolved"})
"""What the provider says, and may send files with; those of other events came from the customer."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who tells: the provider's name and the telephone number of its support."""

    name: str
    phone: str


def sender() -> Sender:
    """The provider, as it is set up."""
    row = Provider.objects.order_by("pk").first()
    return Sender(row.name if row else "", row.support_phone if row else "")


def tells_customer(event: TicketEvent) -> bool:
    """Whether an event is something to tell the customer; a record of what it was told already is not.

    Nor is a ticket that the provider found itself, where the agreement has nobody told of its opening (`untold`).
    """
    silent = event.detail == INTERNAL or REACHED in event.data or bool(event.data.get("untold"))
    return event.kind in _STATUS and not silent


def status_of(event: TicketEvent) -> Status:
    """The status that a notice of the event bears; who wrote the message may have said another."""
    wanted = next((status for status in STATUSES if status == event.data.get("notice")), None)
    if wanted is not None:
        return wanted
    if event.kind == "opened" and event.data.get("not_entitled"):
        return "Informational"
    if event.kind == "paused" and WAITING_ON_CUSTOMER in event.detail:
        return "Action Required"
    return _STATUS[event.kind]


def notice_of(event: TicketEvent, by: Sender, words: Words) -> Notice:
    """The notice of an event, in the words of a language. Raises `IncompleteNoticeError`."""
    ticket = event.ticket
    return Notice(
        status=status_of(event), ticket=ticket.pk, phone=by.phone, description=_description(event, words),
        subject=ticket.subject, priority=ticket.priority, account=ticket.account.name, at=event.at, event=event.kind,
    )  # fmt: skip


def _description(event: TicketEvent, words: Words) -> str:
    """What people wrote, after a sentence that says what happened."""
    said = plain_text(str(event.data.get("text") or event.data.get("description") or ""))
    own = _sentence(event, words)
    return "\n\n".join(part for part in (own, said, _files(event, words)) if part)


def _files(event: TicketEvent, words: Words) -> str:
    """The names of the files that came with the provider's message: the portal hands them out, no letter does."""
    told = event.data.get("attachments") if event.kind in _WITH_FILES else None
    files = told if isinstance(told, list) else ()
    names = [one_line(str(each.get("name", ""))) for each in files if isinstance(each, Mapping)]
    return filled(words("files"), {"names": ", ".join(names)}) if names else ""


def _sentence(event: TicketEvent, words: Words) -> str:
    refused = event.data.get("not_entitled")
    if event.kind == "opened" and refused:
        clause = event.data.get("clause")
        why = told(recalled(str(refused)), words.language)
        return filled(words("event.not_entitled"), {"detail": why + (f" ({clause})" if clause else "")})
    if event.kind == "message_written":
        # What somebody wrote speaks for itself, unless it is the acknowledgement.
        return words("event.acknowledged") if event.data.get("as") == "acknowledged" else ""
    name = "paused_customer" if event.kind == "paused" and WAITING_ON_CUSTOMER in event.detail else event.kind
    return filled(words(f"event.{name}"), {"detail": _detail(event)})


def _title(event: TicketEvent) -> str:
    """What the agreement that binds the ticket calls the priority, or the cause, that an event names."""
    ticket = event.ticket
    agreement = version_bound(ticket.version_id, ticket.version.digest, ticket.account.slug)
    if event.kind == "priority_changed":
        return priority_title(agreement, event.detail)
    cause = agreement.text.exclusions.get(event.detail)
    return cause.title if cause else event.detail.replace("_", " ")


def _detail(event: TicketEvent) -> str:
    """The detail as words: a priority or a cause as the agreement calls it, and of a waiting state on whom.

    The sentence around it says already that somebody waits.
    """
    if event.kind in {"priority_changed", "excluded"}:
        return _title(event)
    said = event.detail.replace("_", " ")
    return said.removeprefix("waiting on ").removeprefix("waiting for ") if event.kind == "paused" else said
