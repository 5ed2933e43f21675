"""How well promised times were kept: tickets judged by the core as they stand now, counted by target, and by reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import TargetKind
from upheld.problems import Refused
from upheld.server.access.actor import Actor
from upheld.server.contracts.stored import ordered, versions_of
from upheld.server.desk.judged import judged_events
from upheld.server.desk.models import CHANGE_REQUEST, Ticket
from upheld.server.desk.standing import Standing, standing
from upheld.support.compliance import Compliance, LeftOut, compliance_of, left_out, left_out_by_target
from upheld.support.promises import KINDS
from upheld.support.replay import JudgedTicket, NotJudged, Replay
from upheld.support.sources import origin_of

TOGETHER = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """Tickets opened from one instant until another, UTC epoch seconds, the later one exclusive.

    Of one account or plan alone, by name, where they are given.
    """

    first: int
    last: int
    account: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why tickets leave the figures, how many of them, and the clause that says so (empty where none does)."""

    reason: str
    title: str
    clause: str
    tickets: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One target of one priority of a plan: counts of tickets, None where all of them left, and those that left."""

    plan: str
    priority: str
    target: TargetKind
    counts: Compliance | None
    excluded: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """How well one agreement's promised times were kept.

    `tickets` were opened in the time; `left` are those that leave the figures, by reason: a cause that the agreement
    excludes, `merged`, `not entitled`, `change request`.
    """

    agreement: str
    title: str
    tickets: int
    targets: tuple[Kept, ...]
    left: tuple[Reason, ...]


def compliance(wanted: Span, actor: Actor, now: int) -> tuple[Report, ...]:
    """A report for each agreement under which an actor may see tickets of that time, as they stand at `now`."""
    found: dict[str, Replay] = {}
    for name, judged in _judged(wanted, actor, now).items():
        done = tuple(each for each in judged if isinstance(each, JudgedTicket))
        rest = tuple(each for each in judged if isinstance(each, NotJudged))
        found[name] = Replay(now, done, rest, KINDS)
    return tuple(_report(name, replayed) for name, replayed in sorted(found.items()))


def _judged(wanted: Span, actor: Actor, now: int) -> dict[str, list[JudgedTicket | NotJudged]]:
    rows = Ticket.objects.visible_to(actor).with_terms().filter(opened_at__gte=wanted.first, opened_at__lt=wanted.last)
    rows = rows.filter(account__slug=wanted.account) if wanted.account else rows
    rows = rows.filter(plan=wanted.plan) if wanted.plan else rows
    tickets, found = rows.order_by("pk").iterator(TOGETHER), defaultdict[str, list[JudgedTicket | NotJudged]](list)
    while some := list(islice(tickets, TOGETHER)):
        events = judged_events([row.pk for row in some])
        for row in some:
            try:
                stands = standing(row, events.get(row.pk, ()), now)
            except Refused as refused:
                # The reader no longer takes what it took: the others are reported on all the same.
                why = NotJudged(str(row.pk), "cannot be judged", refused.problems[0].what)
                found[row.version.agreement].append(why)
            else:
                found[stands.agreement.text.agreement].append(judged_as(row, stands))
    return found


def judged_as(row: Ticket, stands: Standing) -> JudgedTicket | NotJudged:
    """A ticket that stands so, as the core counts it."""
    number = str(row.pk)
    if stands.refusal is not None or stands.folded is None:
        return NotJudged(number, "not entitled", stands.refusal.what if stands.refusal else "")
    if row.kind == CHANGE_REQUEST:
        return NotJudged(number, CHANGE_REQUEST, "it asks for a change, for which no time is promised")
    folded = stands.folded
    left = folded.excluded[1] if folded.excluded else "merged" if folded.merged else ""
    return JudgedTicket(number, row.plan, row.account.slug, folded.opened, stands.clocks, left)


def _report(name: str, replayed: Replay) -> Report:
    agreement = ordered(versions_of(name))[0].latest
    counted = {(each.plan, each.priority, each.kind): each for each in compliance_of(replayed)}
    gone = defaultdict[tuple[str, str, TargetKind], list[LeftOut]](list)
    for each in left_out_by_target(replayed):
        gone[each.plan, each.priority, each.kind].append(each)
    keys = sorted({*counted, *gone}, key=lambda key: (*key[:2], KINDS.index(key[2])))
    targets = (
        Kept(*key, counted.get(key), tuple(_reason(agreement, each.reason, each.tickets) for each in gone[key]))
        for key in keys
    )
    left = (_reason(agreement, reason, tickets) for reason, tickets in left_out(replayed))
    tickets = len(replayed.tickets) + len(replayed.not_judged)
    return Report(name, agreement.text.title, tickets, tuple(targets), tuple(left))


def _reason(agreement: Agreement, reason: str, tickets: int) -> Reason:
    cause = agreement.text.exclusions.get(reason)
    if cause is None:
        return Reason(reason, reason.capitalize(), "", tickets)
    return Reason(reason, cause.title, origin_of(agreement, ("exclusions", reason)).clause, tickets)
