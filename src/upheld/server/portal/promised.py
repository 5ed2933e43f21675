"""What an account is promised, in plain words: each agreement as its own text is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.terms.support import Plan, Priority, Target, TargetKind
from upheld.problems import Refused
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import Bound, binding
from upheld.server.look.words import Words
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.told import COUNTED, TARGETS, length_words
from upheld.server.present import present

PARTS: Mapping[str, Words] = MappingProxyType(
    {
        "commitments": _("Availability"), "remedies": _("What is owed"), "support": _("Support"),
        "exclusions": _("What does not count"), "calendars": _("Hours"), "measures": _("How it is measured"),
        "services": _("Services"), "notices": _("Notices"), "duties": _("Duties"), "changes": _("Changes"),
        "": _("The agreement"),
    }
)  # fmt: skip
"""What the parts of an agreement are called, in the order in which they are shown; the last is about the whole."""

_AT_ONCE = frozenset({"commitments", "remedies"})
"""What is shown without being asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A priority, and what the plan promises for it: what, within how long, and in what time that is counted."""

    priority: Priority
    targets: tuple[tuple[Words, str, Words], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The sentences about one part of an agreement; some are shown `open`."""

    name: Words
    sentences: tuple[Explained, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """One agreement as it binds the account today."""

    bound: Bound
    plan: Plan | None
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
    support = bound.agreement.text.support
    plan = support.plans.get(bound.plan) if support else None
    rows = tuple(_rows(bound.agreement, plan)) if plan else ()
    return Promised(bound, plan, rows, tuple(_sections(bound.agreement, bound.plan, account)))


def _rows(agreement: Agreement, plan: Plan) -> Iterator[Row]:
    support = agreement.text.support
    for name, priority in support.priorities.items() if support else ():
        yield Row(priority, tuple(_target(*each) for each in plan.targets.get(name, {}).items()))


def _target(kind: TargetKind, target: Target) -> tuple[Words, str, Words]:
    counted = COUNTED.get(target.counted, "") if isinstance(target.counted, str) else ""
    return TARGETS[kind], length_words(target.within), counted


def _sections(agreement: Agreement, plan: str, account: str) -> Iterator[Section]:
    """The agreement's sentences by the part of the text that they are about.

    Other plans are not this account's, and what is agreed with other accounts is nobody's business but theirs.
    """
    parts: dict[str, list[Explained]] = {}
    for sentence in explain(agreement):
        path = sentence.terms[0].split(".")
        if path[:2] == ["support", "plans"] and path[2:3] != [plan]:
            continue
        if path[0] == "accounts" and path[1:2] != [account]:
            continue
        parts.setdefault(path[0] if path[0] in PARTS else "", []).append(sentence)
    for name, title in PARTS.items():
        if name in parts:
            yield Section(title, tuple(parts[name]), name in _AT_ONCE)
