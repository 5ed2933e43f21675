"""An escalation that somebody asks for, and the agreement's answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.agreements.terms.support import Plan
from upheld.agreements.text import Path
from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import STEP_KIND, Recorded, append
from upheld.server.desk.standing import Standing, standing_of
from upheld.support.sources import origin_of
from upheld.timeline.instants import epoch_seconds
from upheld.wording import say

_OVER = frozenset({"solved", "closed", "merged", "not entitled"})


def escalate(ticket: int, why: str, actor: Actor, now: datetime) -> Recorded:
    """Tell the next level of a ticket's plan: the first that neither time nor anybody has told yet, else the last.

    Raises `upheld.Refused`, with the clause, where the agreement lets its priority not be escalated, names no level,
    or the ticket is over.
    """
    at = epoch_seconds(now)
    with transaction.atomic():
        row = Ticket.objects.with_terms().select_for_update(of=("self",)).get(pk=ticket)
        stands = standing_of(row, at)
        plan = _plan(row, stands)
        told = _levels_told(row)
        number = min(told + 1, len(plan.escalation))
        data = {"to": plan.escalation[number - 1].to, "level": number, **({"text": why} if why else {})}
        return append(row, [Fact(at, "escalated", str(number), data)], actor, now)


def _plan(row: Ticket, stands: Standing) -> Plan:
    """The plan whose levels are told. Raises `upheld.Refused`."""
    plan = stands.agreement.text.plan(row.plan)
    path: Path = ("support", "plans", row.plan)
    if stands.state in _OVER:
        raise Refused([_refusal(say("ticket {number} is {status}", number=row.pk, status=stands.state), "", "over")])
    if plan is None or not plan.escalation:
        raise Refused([_refusal(say("the plan names nobody to escalate to"), "", "no escalation")])
    if stands.priority in plan.never_escalated:
        clause = origin_of(stands.agreement, (*path, "never_escalated")).clause
        what = say("priority {name} is not eligible for escalation", name=stands.priority)
        raise Refused([_refusal(what, clause, "never escalated")])
    return plan


def _levels_told(row: Ticket) -> int:
    """The highest level that has been told, by time or because somebody asked."""
    keys = row.outbox.filter(kind=f"{STEP_KIND}escalation").values_list("key", flat=True)
    asked = row.events.filter(kind="escalated").values_list("detail", flat=True)
    return max((int(level) for level in (*(key.rpartition("/")[2] for key in keys), *asked)), default=0)


def _refusal(what: str, clause: str, code: str) -> Problem:
    return Problem(Place("request"), "escalation", what, code=code, clause=clause)
