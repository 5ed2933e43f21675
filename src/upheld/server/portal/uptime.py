"""Uptime as it was measured for the account, by months and days, and the statements that show the working."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.figures.documents import document
from upheld.server.figures.models import IssuedStatement
from upheld.server.figures.reading import latest_days, months_of, services
from upheld.server.figures.values import MeasuredService, PeriodFigure
from upheld.server.look.days import DayBars, days_drawn, uptime_of
from upheld.server.look.percents import percent
from upheld.server.portal.period import period_key
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.working import owed_words
from upheld.server.present import present

SHOWN_DAYS = 90
_MONTHS = 13
_OWN_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Periods:
    """A promise and its latest periods, each with the key of its own page and what is owed for it."""

    title: str
    promise: str
    months: tuple[tuple[str, PeriodFigure, str], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured, what is promised of it, and its days as bars with their uptime in words.

    Where requests are counted and no time, days would show nothing of it: there are none.
    """

    service: MeasuredService
    promises: tuple[Periods, ...]
    days: tuple[DayBars, ...]
    share: str


@asks_for("figure.read")
@require_GET
@for_customers
def uptime(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what was measured for the reader's account."""
    months = months_of(reader.account)
    page = {"measured": tuple(_measured(reader.account, months, present())), "owed": credits_owed(months)}
    return render(request, "portal/uptime.html", page)


def credits_owed(months: Iterable[PeriodFigure]) -> tuple[tuple[str, PeriodFigure, str], ...]:
    """The periods that are over and for which something is owed, the latest first, with the keys of their pages."""
    over = ((period_key(each), each, owed_words(each)) for each in months if each.over)
    return tuple(each for each in over if each[2])


@asks_for("figure.read")
@require_GET
@for_customers
def statement(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Show a statement of the account as it was issued. Raises Http404 for another account's."""
    rows = IssuedStatement.objects.visible_to(reader.actor).filter(account=reader.account)
    row = get_object_or_404(rows, pk=number)
    text = document(row, "html", get_language() or "en").decode()
    answer = HttpResponse(text)
    answer["Content-Security-Policy"] = f"{_policy_of(text)}; frame-ancestors 'none'; sandbox"
    return answer


def _policy_of(text: str) -> str:
    """The policy that the document has for itself, which names its style sheet by hash; without one, nothing."""
    found = _OWN_POLICY.search(text)
    return unescape(found[1]) if found else "default-src 'none'"


def _measured(account: Account, months: tuple[PeriodFigure, ...], now: dt.datetime) -> Iterator[Measured]:
    named = dict.fromkeys((each.agreement, each.measure) for each in months)
    known = {(each.agreement, each.measure): each for name in {key[0] for key in named} for each in services(name)}
    for key in named:
        if key in known:
            own = [each for each in months if (each.agreement, each.measure) == key]
            timed = any(each.allowed_seconds is not None for each in own)
            drawn, share = _drawn(account, known[key].key, now) if timed else ((), "")
            yield Measured(known[key], tuple(_promises(own)), drawn, share)


def _drawn(account: Account, service: str, now: dt.datetime) -> tuple[tuple[DayBars, ...], str]:
    days, today = latest_days(account, service, SHOWN_DAYS, now, account.zone)
    share = percent(uptime_of(days))
    return days_drawn(days, today - dt.timedelta(days=SHOWN_DAYS - 1), today, share), share


def _promises(months: Iterable[PeriodFigure]) -> Iterator[Periods]:
    by_promise: dict[str, list[PeriodFigure]] = {}
    for each in months:
        by_promise.setdefault(each.commitment, []).append(each)
    for found in by_promise.values():
        shown = tuple((period_key(each), each, owed_words(each)) for each in found[:_MONTHS])
        yield Periods(found[0].title, found[0].promise, shown)
