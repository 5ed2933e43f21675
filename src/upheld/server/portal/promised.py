"""What an account is promised, in plain words: each agreement as its own text is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.problems import Refused
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.promised import PlanPromised, PriorityPromised, plan_promised
from upheld.server.look.plans import Cell, cells_of, hours_words
from upheld.server.portal.entitlements import Availability, availability_of
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.sentences import Section, own_sentences, sections_of
from upheld.server.present import present


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
    hours = hours_words(plan.hours) if plan else ""
    rows = tuple(Row(each, tuple(cells_of(plan, each))) for each in plan.priorities) if plan else ()
    return Promised(
        bound, tuple(availability_of(agreement, sentences)), plan, hours, rows, tuple(sections_of(agreement, sentences))
    )
