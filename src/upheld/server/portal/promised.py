"""What an account is promised, in plain words: each agreement as its own text is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.agreements.terms.support import TargetKind
from upheld.problems import Refused
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.promised import PlanPromised, PriorityPromised, TargetPromised, plan_promised
from upheld.server.look.plans import TARGETS, counted_words, hours_words, length_words
from upheld.server.look.words import Words
from upheld.server.portal.entitlements import Availability, availability_of
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.sentences import Section, own_sentences, sections_of
from upheld.server.present import present


@dataclass(frozen=True, slots=True)
class Cell:
    """A target: what, within how long (empty where none is promised), in what time that is counted, its clause."""

    title: Words
    within: str = ""
    counted: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A priority, and what the plan promises for it: a cell for each target of the plan."""

    priority: PriorityPromised
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """One agreement as it binds the account today; `hours` are those of the plan, in words."""

    bound: Bound
    availability: tuple[Availability, ...]
    plan: PlanPromised | None
    hours: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]


@asks_for("agreement.read")
@require_GET
@for_customers
def promised(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show every agreement that the account has subscribed to."""
    found = [_promised(bound, reader.account.slug) for bound in bound_today(reader.account)]
    return render(request, "portal/promised.html", {"agreements": found})


def bound_today(account: Account) -> Iterator[Bound]:
    """What binds an account now, under each agreement; one that cannot be told today is left out."""
    for name in account.subscriptions.order_by("agreement").values_list("agreement", flat=True).distinct():
        try:
            yield binding(account, present(), name)
        except Refused:
            continue


def _promised(bound: Bound, account: str) -> Promised:
    agreement = bound.agreement
    plan = plan_promised(agreement, bound.plan)
    sentences = tuple(own_sentences(agreement, bound.plan, account))
    hours = hours_words(plan.hours) if plan and plan.hours else ""
    rows, sections = tuple(_rows(plan)) if plan else (), tuple(sections_of(agreement, sentences))
    return Promised(bound, tuple(availability_of(agreement, sentences)), plan, hours, rows, sections)


def _rows(plan: PlanPromised) -> Iterator[Row]:
    for priority in plan.priorities:
        had = {each.kind: each for each in priority.targets}
        yield Row(priority, tuple(_cell(kind, had.get(kind), plan) for kind in plan.kinds))


def _cell(kind: TargetKind, target: TargetPromised | None, plan: PlanPromised) -> Cell:
    if target is None:
        return Cell(TARGETS[kind])
    return Cell(TARGETS[kind], length_words(target.within), counted_words(target, plan.hours), target.clause)
