"""Uptime as it was measured for the account, by months and days, and the statements that show the working."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.figures.models import IssuedStatement
from upheld.server.figures.reading import latest_days, months_of, services
from upheld.server.figures.values import MeasuredService, PeriodFigure
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.server.look.days import DayBars, days_drawn, uptime_of
from upheld.server.look.percents import percent
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present

SHOWN_DAYS = 90
_MONTHS = 13
_OWN_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Measured:
    """A promise, its latest periods, and its days as bars with their uptime in words."""

    service: MeasuredService
    months: tuple[PeriodFigure, ...]
    days: tuple[DayBars, ...]
    share: str


@asks_for("figure.read")
@require_GET
@for_customers
def uptime(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what was measured for the reader's account."""
    return render(request, "portal/uptime.html", {"measured": tuple(_measured(reader.account, present()))})


@asks_for("figure.read")
@require_GET
@for_customers
def statement(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Show a statement of the account as it was issued. Raises Http404 for another account's."""
    rows = IssuedStatement.objects.visible_to(reader.actor).filter(account=reader.account)
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    text = kept(installation().data_dir, row.html).decode()
    answer = HttpResponse(text)
    answer["Content-Security-Policy"] = f"{_policy_of(text)}; frame-ancestors 'none'; sandbox"
    return answer


def _policy_of(text: str) -> str:
    """The policy that the document has for itself, which names its style sheet by hash; without one, nothing."""
    found = _OWN_POLICY.search(text)
    return unescape(found[1]) if found else "default-src 'none'"


def _measured(account: Account, now: dt.datetime) -> Iterator[Measured]:
    months = months_of(account)
    named = dict.fromkeys((each.agreement, each.measure) for each in months)
    known = {(each.agreement, each.measure): each for name in {key[0] for key in named} for each in services(name)}
    for key in named:
        if key in known:
            own = tuple(each for each in months if (each.agreement, each.measure) == key)[:_MONTHS]
            days, today = latest_days(account, known[key].key, SHOWN_DAYS, now, account.zone)
            first = today - dt.timedelta(days=SHOWN_DAYS - 1)
            share = percent(uptime_of(days))
            yield Measured(known[key], own, days_drawn(days, first, today, share), share)
