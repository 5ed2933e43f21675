"""Tickets by words: each of them stands in the ticket's messages, its opening or its account's name, or is its number.

What is written is looked for as it stands, also within longer words; case, width and composed letters make no
difference, and no sign is an operator. The words may stand in different messages. A word that few tickets have is
looked up first, in the index; the tickets are then known by number. One that many have is looked for in the tickets
themselves, in the order in which they are shown: a page is soon full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.desk.models import Ticket, TicketWords
from upheld.server.desk.pieces import SHORTEST, may_hold
from upheld.server.desk.words import folded

_MARK = re.compile(r"\[ticket ([0-9]+)\]")
"""A ticket's number as it stands in the subject of a mail, folded."""
_SUBJECT = re.compile(rf"^(?:\w+: ?)*({_MARK.pattern})(?: [^:]{{1,40}}:(?= |$))?")
"""The beginning of such a subject: what a mail program puts before the mark, and the status of the notice behind it."""
_DIGITS = len(str(2**63 - 1))
_WORDS = 8
"""So many words are looked for each by itself; what is behind them, as it stands there."""
_FEW = 3000
"""So many tickets are held by number."""
_READ = 50_000
"""A word that is too short for the index is looked for in so many of the newest messages."""
_folded_once = lru_cache(maxsize=8192)(folded)
_Named = tuple[int, str]
"""An account's row, and the names that it is known by, folded, a line each."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The tickets that hold a word: by their numbers where they are few, else by a condition."""

    numbers: frozenset[int] | None
    condition: Q


def holding(words: str, actor: Actor) -> Q:
    """The condition for tickets that hold all these words, in what an actor may read; every ticket without a word."""
    asked = [word for word in _split(words) if word]
    names = tuple(_names(actor)) if asked else ()
    found = [_held(word, names, actor) for word in asked]
    few = [each.numbers for each in found if each.numbers is not None]
    condition = Q(pk__in=frozenset.intersection(*few)) if few else Q()
    for each in found:
        condition &= each.condition
    return condition


def _split(words: str) -> list[str]:
    """The words, folded; the mark of a mail's subject is one, and what only mails have around it is left out."""
    # Folding leaves no such space in a text.
    marked = _MARK.sub("[ticket\u00a0\\1]", _SUBJECT.sub(r"\1", folded(words)))
    return [word.replace("\u00a0", " ") for word in marked.split(" ", _WORDS - 1)]


def _held(word: str, names: Sequence[_Named], actor: Actor) -> _Held:
    accounts = tuple(account for account, name in names if word in name)
    if names and len(accounts) == len(names):
        return _Held(None, Q())
    number, said = _number_in(word), _said(word, actor)
    texts = _few_that_say(word, said, actor)
    own = Ticket.objects.visible_to(actor).filter(account__in=accounts)
    of_accounts = list(own.values_list("pk", flat=True)[: _FEW + 1]) if accounts else []
    if texts is None or len(of_accounts) > _FEW:
        return _Held(None, Q(pk__in=number) | Q(account__in=accounts) | Q(_says(said)))
    return _Held(frozenset({*of_accounts, *number, *texts}), Q())


def _says(said: QuerySet[TicketWords]) -> IsNull:
    """Of a ticket that is looked at: whether it stands there.

    No EXISTS: PostgreSQL, which underrates how often a word is there, would look through all texts for it first.
    """
    return IsNull(Subquery(said.filter(ticket=OuterRef("pk")).values("pk")[:1]), False)  # noqa: FBT003 - as Django has it


def _few_that_say(word: str, said: QuerySet[TicketWords], actor: Actor) -> list[int] | None:
    """The tickets in which it stands, where they are few; a word that is too short for the index is read for."""
    if len(word) < SHORTEST:
        said = _newest(said)
    else:
        events = may_hold(word, _FEW)
        if events is None and not _has_many(actor):
            return None
        # That many have it says nothing of a single account: what was said there is read for it.
        said = said if events is None else said.filter(event__in=events)
    found = list(said.order_by().values_list("ticket", flat=True)[: _FEW + 1])
    return found if len(found) <= _FEW else None


def _has_many(actor: Actor) -> bool:
    """Whether an actor acts for an account with so many tickets that they are not looked through one by one."""
    if actor.account is None:
        return False
    return Ticket.objects.visible_to(actor).order_by()[_FEW : _FEW + 1].exists()


def _number_in(word: str) -> tuple[int, ...]:
    """The number of the ticket that it may be, as `17`, `#17` or `[Ticket 17]`."""
    digits = _MARK.sub(r"\1", word).removeprefix("#")
    fits = digits.isascii() and digits.isdecimal() and len(digits) < _DIGITS
    return (int(digits),) if fits else ()


def _said(word: str, actor: Actor) -> QuerySet[TicketWords]:
    """Where it stands, in what an actor may read."""
    rows = TicketWords.objects.filter(text__contains=word)
    rows = rows if "ticket.notes" in actor.may else rows.filter(inside=False)
    return rows if actor.account is None else rows.filter(account=actor.account)


def _newest(said: QuerySet[TicketWords]) -> QuerySet[TicketWords]:
    """What was said last: reading everything for two letters would take longer than anybody waits."""
    oldest = TicketWords.objects.order_by("-pk").values_list("pk", flat=True)[_READ - 1 : _READ].first()
    return said if oldest is None else said.filter(pk__gte=oldest)


def _names(actor: Actor) -> Iterator[_Named]:
    """The accounts with their names: compared here, since databases differ in what they take for the same letter."""
    for account, *names in Account.objects.visible_to(actor).values_list("pk", "slug", "name"):
        yield account, "\n".join(map(_folded_once, names))
