"""Other tickets that may be about the same: those that are linked, and those whose subjects share words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from upheld.server.access.actor import Actor
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.look.numbers import number_in

_LOOKED_AT = 300
_SHOWN = 5
_WORD = re.compile(r"\w{4,30}")


@dataclass(frozen=True, slots=True)
class Other:
    """Another ticket, in a line."""

    number: int
    subject: str
    account: str
    state: str
    linked: bool
    own: bool
    """Whether it is of the same account: only those are linked."""


def others(ticket: Ticket, actor: Actor) -> tuple[Other, ...]:
    """Linked tickets, then the most similar of the latest ones; each with one query."""
    linked = _linked(ticket)
    latest = Ticket.objects.visible_to(actor).exclude(pk=ticket.pk).order_by("-pk")
    columns = ("number", "subject", "account__name", "state", "account")
    rows = {row[0]: row for row in latest.values_list(*columns)[:_LOOKED_AT]}
    missing = linked - set(rows)
    rows |= {row[0]: row for row in latest.filter(pk__in=missing).values_list(*columns)} if missing else {}
    words = _words(ticket.subject)
    scored = sorted(((_score(words, row[1]), row[0]) for row in rows.values()), reverse=True)
    close = [number for score, number in scored if score >= 2 and number not in linked][:_SHOWN]
    return tuple(_other(ticket, rows[number], linked) for number in (*sorted(linked & set(rows)), *close))


def _other(ticket: Ticket, row: tuple[int, str, str, str, int], linked: set[int]) -> Other:
    number, subject, account, state, owner = row
    return Other(number, subject, account, state, linked=number in linked, own=owner == ticket.account_id)


def _linked(ticket: Ticket) -> set[int]:
    rows = TicketEvent.objects.filter(ticket=ticket, kind__in=("linked", "merged")).values_list("detail", flat=True)
    return set(_numbers(rows))


def _numbers(details: Iterable[str]) -> Iterable[int]:
    for detail in details:
        number = number_in(detail.removeprefix("ticket/"))
        if number is not None:
            yield number


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _score(words: frozenset[str], subject: str) -> int:
    return len(words & _words(subject))
