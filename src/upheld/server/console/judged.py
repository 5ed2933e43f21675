"""How each ticket of the last weeks counts, kept beside it, so that only what has changed is judged again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

import upheld
from upheld.server.console.models import KeptJudgement
from upheld.server.desk.compliance import Span
from upheld.server.desk.models import Ticket, TicketRows
from upheld.server.desk.outcomes import Judgement, judgements
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.zones import tzdata_version

TOGETHER = 50
"""So many tickets are judged and kept at once: a writer beside it waits for a moment, and a page for less."""
_SHAPES_KEPT = 4096
_FIELDS = ("account", "opened_at", "sequence", "since", "until", "rules", "outcomes")
Outcomes = tuple[str, str, tuple[tuple[str, str, str], ...]]
"""The agreement and the plan of a ticket, and (priority, target, outcome) of each time that it was promised."""


@dataclass(frozen=True, slots=True)
class Alike:
    """So many tickets of one account, by its slug, that count alike."""

    account: str
    outcomes: Outcomes
    tickets: int


def unjudged(first: int, now: datetime) -> TicketRows:
    """The tickets opened from an instant on (UTC epoch seconds) of which no judgement is kept that holds at `now`.

    One holds for the events that it saw, from when it was made until it ends by itself, and as long as the product is
    the same. Terms need no look: a ticket is bound when it is opened, and a published text never changes.
    """
    at = epoch_seconds(now)
    kept = KeptJudgement.objects.filter(
        Q(until=None) | Q(until__gt=at), ticket=OuterRef("pk"), sequence=OuterRef("last_sequence"), rules=rules(),
        since__lte=at,
    )  # fmt: skip
    return Ticket.objects.filter(~Exists(kept), opened_at__gte=first)


def judge_next(first: int, now: datetime, after: int, hold: Callable[[], None]) -> int | None:
    """Judge the next few of those tickets, from a number on; the last one's number, None where none was left.

    `hold` is called in the transaction that keeps them: it raises where another worker has taken over.
    """
    rows = list(unjudged(first, now).filter(pk__gt=after).with_terms().order_by("pk")[:TOGETHER])
    if not rows:
        return None
    at = epoch_seconds(now)
    judged = [_kept(each, at) for each in judgements(rows, at)]
    with transaction.atomic():
        hold()
        KeptJudgement.objects.bulk_create(
            judged, update_conflicts=True, unique_fields=("ticket",), update_fields=_FIELDS
        )
    return rows[-1].pk


def counted_in(span: Span) -> Iterator[Alike]:
    """The tickets of that time, as they were judged last, put together where they count alike."""
    rows = KeptJudgement.objects.filter(opened_at__gte=span.first, opened_at__lt=span.last).order_by()
    for account, told, tickets in rows.values_list("account__slug", "outcomes").annotate(Count("pk")):
        yield Alike(account, _read(told), tickets)


def counted_now(span: Span, now: datetime) -> Iterator[tuple[int, Alike]]:
    """The few tickets of a span, each with its instant of opening, as they stand at `now`; nothing new is kept."""
    tickets = unjudged(span.first, now).filter(opened_at__lt=span.last)
    held = KeptJudgement.objects.filter(opened_at__gte=span.first, opened_at__lt=span.last)
    if span.account:
        # By the tickets, which are found by their account.
        tickets, held = tickets.filter(account__slug=span.account), held.filter(ticket__account__slug=span.account)
    rows = list(tickets.with_terms())
    for each in judgements(rows, epoch_seconds(now)):
        yield each.ticket.opened_at, Alike(each.ticket.account.slug, _outcomes(each), 1)
    told = held.exclude(ticket__in=[row.pk for row in rows]).values_list("opened_at", "account__slug", "outcomes")
    yield from ((opened, Alike(account, _read(said), 1)) for opened, account, said in told)


def forget_before(first: int) -> None:
    """Let go of tickets that were opened before an instant (UTC epoch seconds)."""
    KeptJudgement.objects.filter(opened_at__lt=first).delete()


@cache
def rules() -> str:
    """What judges: another text of the product, or of its time zones, may judge otherwise."""
    digest = hashlib.sha256(tzdata_version().encode())
    for file in sorted(Path(upheld.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _kept(each: Judgement, at: int) -> KeptJudgement:
    row = each.ticket
    return KeptJudgement(
        ticket=row, account=row.account, opened_at=row.opened_at, sequence=row.last_sequence, since=at,
        until=each.until, rules=rules(), outcomes=json.dumps(_outcomes(each)),
    )  # fmt: skip


def _outcomes(each: Judgement) -> Outcomes:
    return each.agreement, each.ticket.plan, each.outcomes


@lru_cache(_SHAPES_KEPT)
def _read(told: str) -> Outcomes:
    agreement, plan, outcomes = json.loads(told)
    return agreement, plan, tuple((priority, target, outcome) for priority, target, outcome in outcomes)
