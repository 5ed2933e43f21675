"""Finding tickets: by what stands in their rows, and by what was said in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from upheld.server.access.actor import Actor
from upheld.server.desk.facts import HIDDEN_KINDS
from upheld.server.desk.models import TicketEvent, TicketRows
from upheld.support.events import INTERNAL

LARGEST = 2**63 - 1
_SAID = ("data__text", "data__description", "data__intake__transaction_ids", "data__intake__failure")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets; empty and None ask for nothing. Instants are UTC epoch seconds, the later bound exclusive.

    `words` are looked for in the subject, in what was said and in the identifiers of transactions; a number finds the
    ticket of that number too. `assignee` is the address of who works on it, which customers are not told.
    """

    state: str = ""
    account: str = ""
    queue: str = ""
    priority: str = ""
    channel: str = ""
    environment: str = ""
    opened_after: int | None = None
    opened_before: int | None = None
    due_after: int | None = None
    due_before: int | None = None
    words: str = ""
    assignee: str = ""


def narrowed(rows: TicketRows, wanted: Wanted, actor: Actor) -> TicketRows:
    """The wanted ones of these tickets. Words are not looked for in what the actor may not read."""
    asked = {
        "state": wanted.state, "account__slug": wanted.account, "queue": wanted.queue, "priority": wanted.priority,
        "channel": wanted.channel,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    between = {
        "opened_at__gte": wanted.opened_after, "opened_at__lt": wanted.opened_before, "next_due__gte": wanted.due_after,
        "next_due__lt": wanted.due_before,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in between.items() if value is not None})
    if wanted.assignee:
        rows = rows.filter(assignee__email=wanted.assignee.lower()) if actor.of_provider else rows.none()
    if wanted.environment:
        rows = rows.filter(_told("opened", data__opening__environment=wanted.environment))
    return rows.filter(_holding(wanted.words.strip(), actor)) if wanted.words.strip() else rows


def _told(kind: str, **said: str) -> Exists:
    return Exists(TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=kind, **said))


def _holding(words: str, actor: Actor) -> Q:
    number = Q(pk=int(words)) if words.isascii() and words.isdecimal() and int(words) <= LARGEST else Q()
    said = Q()
    for path in _SAID:
        said |= Q(**{f"{path}__icontains": words})
    events = _perhaps(words).filter(said)
    if "ticket.notes" not in actor.may:
        events = events.exclude(Q(kind__in=HIDDEN_KINDS) | Q(detail=INTERNAL))
    # Looked through once, and not once for every ticket.
    return number | Q(subject__icontains=words) | Q(pk__in=events.values("ticket"))


def _perhaps(words: str) -> QuerySet[TicketEvent]:
    """Events that may hold words, by their data as they are stored: far quicker than to take the data apart.

    Every event where the words may be stored in other letters than they are written in.
    """
    if not words.isascii() or not words.isprintable() or {'"', "\\"} & set(words):
        return TicketEvent.objects.all()
    return TicketEvent.objects.annotate(stored=Cast("data", TextField())).filter(stored__icontains=words)
