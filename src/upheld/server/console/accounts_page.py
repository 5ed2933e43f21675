"""Every account: found by a word, in order of name or of what is wrong, with what is late and missed at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.console.choices import Choice
from upheld.server.console.pages import desk_page
from upheld.server.console.queue_rows import IN_WORK
from upheld.server.console.reckoning import missed_by_account
from upheld.server.desk.models import Ticket
from upheld.server.figures.pressing import pressing
from upheld.server.look.numbers import number_in
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

Order = Literal["name", "late", "work", "missed"]
_ORDERS: tuple[Order, ...] = get_args(Order)
_SHOWN = 50
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account and what it has in work, how much of it is late, promised times missed in the last weeks.

    `missed` is None where nobody knows yet. `measured` counts the uptime promises to it that run, `calling` those of
    them that are down, missed or at risk.
    """

    account: Account
    working: int
    late: int
    missed: int | None
    measured: int
    calling: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """By the number of each account that has any: what is in work, late, missed, promises that run."""

    work: Mapping[int, int]
    late: Mapping[int, int]
    missed: Mapping[int, int] | None
    measured: Counter[int]
    calling: Counter[int]

    def ranks(self, order: Order) -> Mapping[int, int]:
        """The numbers by which accounts stand in this order; none where their names do."""
        return {"work": self.work, "late": self.late, "missed": self.missed or {}}.get(order, {})


@desk_page("account.read")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, or those of which a word of the name is given."""
    words, asked = request.GET.get("q", "").strip()[:100], request.GET.get("by", "")
    order: Order = next((each for each in _ORDERS if each == asked), "name")
    start = number_in(request.GET.get("after", ""), _DIGITS) or 0
    rows = Account.objects.visible_to(actor_in(request))
    rows = rows.filter(Q(name__icontains=words) | Q(slug__icontains=words)) if words else rows
    counted = _counted(present())
    found = _page(rows, counted.ranks(order), start)
    shown = tuple(_shown(each, counted) for each in found[:_SHOWN])
    page = {
        "accounts": shown, "words": words, "by": order, "orders": _choices(order, words),
        "after": _query(words, order, start + _SHOWN) if len(found) > _SHOWN else "", "start": start,
    }  # fmt: skip
    return render(request, "console/accounts.html", page)


def _counted(now: datetime) -> _Counted:
    working, promises = Ticket.objects.filter(state__in=IN_WORK).order_by(), pressing(0)
    late = Count("state", filter=Q(next_due__lt=epoch_seconds(now)))
    told = tuple(working.values_list("account").annotate(every=Count("state"), late=late))
    return _Counted(
        {account: number for account, number, _late in told}, {account: late for account, _all, late in told if late},
        missed_by_account(now), promises.running, promises.at_risk,
    )  # fmt: skip


def _page(rows: QuerySet[Account], first: Mapping[int, int], start: int) -> Sequence[Account]:
    """One more than a page holds, from a place on: those with the highest number first, then the others by name."""
    wanted = set(rows.filter(pk__in=first).values_list("pk", flat=True)) if first else set()
    ranked = sorted(wanted, key=lambda number: (-first[number], number))
    here = rows.in_bulk(ranked[start : start + _SHOWN + 1])
    named = [here[number] for number in ranked if number in here]
    begin, missing = max(start - len(ranked), 0), _SHOWN + 1 - len(named)
    return [*named, *rows.exclude(pk__in=ranked).order_by("name", "pk")[begin : begin + missing]]


def _shown(account: Account, counted: _Counted) -> AccountShown:
    number = account.pk
    missed = None if counted.missed is None else counted.missed.get(number, 0)
    return AccountShown(
        account, counted.work.get(number, 0), counted.late.get(number, 0), missed, counted.measured[number],
        counted.calling[number],
    )  # fmt: skip


def _choices(order: Order, words: str) -> tuple[Choice, ...]:
    said = {"name": _("Name"), "late": _("Late"), "work": _("In work"), "missed": _("Missed")}
    return tuple(Choice(each, said[each], each == order, _query(words, each)) for each in _ORDERS)


def _query(words: str, order: str, after: int = 0) -> str:
    told = {"q": words, "by": "" if order == "name" else order, "after": str(after) if after else ""}
    return urlencode({name: value for name, value in told.items() if value})
