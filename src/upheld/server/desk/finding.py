"""Finding tickets: by what stands in their rows, and by what was said in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.desk.holding import holding
from upheld.server.desk.models import TicketEvent, TicketRows


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets; empty and None ask for nothing. Instants are UTC epoch seconds, the later bound exclusive.

    `words` are looked for as `holding` says. `assignee` is the address of who works on it; customers are not told.
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
        "state": wanted.state, "queue": wanted.queue, "priority": wanted.priority, "channel": wanted.channel,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if wanted.account:
        # By its number, asked for beforehand: PostgreSQL then knows how many tickets the account has, and which index
        # has them in order.
        rows = rows.filter(account__in=list(Account.objects.filter(slug=wanted.account).values_list("pk", flat=True)))
    between = {
        "opened_at__gte": wanted.opened_after, "opened_at__lt": wanted.opened_before, "next_due__gte": wanted.due_after,
        "next_due__lt": wanted.due_before,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in between.items() if value is not None})
    if wanted.assignee:
        rows = rows.filter(assignee__email=wanted.assignee.lower()) if actor.of_provider else rows.none()
    if wanted.environment:
        rows = rows.filter(_told("opened", data__opening__environment=wanted.environment))
    return rows.filter(holding(wanted.words, actor)) if wanted.words.strip() else rows


def _told(kind: str, **said: str) -> Exists:
    return Exists(TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=kind, **said))
