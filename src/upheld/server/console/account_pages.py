"""Accounts: who they are, what they were promised, what was kept and missed, and what changes soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.problems import Refused
from upheld.server.accounts.models import Account, Contact, Person, Subscription
from upheld.server.api.calling import actor_in
from upheld.server.console.overview import promises_shown
from upheld.server.console.pages import desk_page
from upheld.server.console.plans import PlanShown, plan_shown
from upheld.server.console.queue_rows import entries_of
from upheld.server.console.reckoning import of_account
from upheld.server.contracts.binding import binding
from upheld.server.contracts.models import PublishedVersion
from upheld.server.desk.models import Ticket
from upheld.server.figures.reading import current_promises, latest_days, months_of, services
from upheld.server.look.days import DayBars, days_drawn, uptime_of
from upheld.server.present import present
from upheld.support.telling import percent_text
from upheld.timeline.instants import epoch_seconds

_SHOWN = 100
_DAYS = 90
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Promised:
    """What binds an account under one agreement today: the version, the plan; or why nothing does."""

    agreement: str
    title: str
    version: str
    plan: PlanShown | None
    lapsed: str
    clause: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changes soon."""

    on: date
    what: str


@desk_page("account.read")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, with what it has in work; found by a word of its name."""
    actor, words = actor_in(request), request.GET.get("q", "").strip()[:100]
    rows = Account.objects.visible_to(actor).order_by("name", "pk")
    rows = rows.filter(Q(name__icontains=words) | Q(slug__icontains=words)) if words else rows
    after = request.GET.get("after", "")
    start = int(after[:6]) if after.isascii() and after.isdecimal() else 0
    found = list(rows[start : start + _SHOWN + 1])
    shown = found[:_SHOWN]
    page = {
        "accounts": list(zip(shown, _counts(shown), strict=True)), "words": words,
        "after": start + _SHOWN if len(found) > _SHOWN else None,
    }  # fmt: skip
    return render(request, "console/accounts.html", page)


@desk_page("account.read")
@require_safe
def account_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One account."""
    actor, now = actor_in(request), present()
    account = Account.objects.visible_to(actor).filter(slug=slug).first()
    if account is None:
        raise Http404
    at = epoch_seconds(now)
    tickets = Ticket.objects.visible_to(actor).filter(account=account)
    working = tickets.filter(state__in=("open", "waiting")).with_terms().order_by("next_due", "-pk")
    subscriptions = list(Subscription.objects.filter(account=account).order_by("agreement", "-begins"))
    page = {
        "account": account, "entries": entries_of(list(working[:8]), at), "working": working.count(),
        "all": tickets.count(), "promised": list(_promised(account, subscriptions, now)),
        "kept": of_account(slug, now), "running": promises_shown(current_promises(account)),
        "months": months_of(account)[:18], "days": list(_days(account, now)),
        "people": Person.objects.filter(grants__account=account).order_by("name", "email").distinct()[:50],
        "contacts": Contact.objects.filter(account=account).order_by("pk")[:50],
        "changes": sorted(_changes(subscriptions, now), key=lambda each: each.on), "subscriptions": subscriptions,
        "sees_people": "person.read" in actor.may,
    }  # fmt: skip
    return render(request, "console/account.html", page)


def _counts(accounts: list[Account]) -> list[int]:
    working = Ticket.objects.filter(account__in=[each.pk for each in accounts], state__in=("open", "waiting"))
    counts = dict(working.order_by().values_list("account").annotate(Count("pk")))
    return [counts.get(each.pk, 0) for each in accounts]


def _promised(account: Account, subscriptions: list[Subscription], now: datetime) -> Iterator[Promised]:
    for name in dict.fromkeys(each.agreement for each in subscriptions):
        try:
            bound = binding(account, now, name)
        except Refused as refused:
            yield Promised(name, name, "", None, refused.problems[0].what, refused.problems[0].clause)
            continue
        text = bound.agreement.text
        yield Promised(
            name, text.title, text.version.id, plan_shown(bound.agreement, bound.plan), bound.lapsed, bound.clause
        )


def _days(account: Account, now: datetime) -> Iterator[tuple[str, tuple[DayBars, ...], str]]:
    """What is promised to the account by uptime, with its last 90 days and their share in words."""
    for service in services():
        key = service.key if service.commitment else ""
        days, last = latest_days(account, key, _DAYS, now, account.zone)
        if days:
            uptime = uptime_of(days)
            share = "" if uptime is None else percent_text(uptime)
            yield service.title, days_drawn(days, last - timedelta(days=_DAYS - 1), last, share), share


def _changes(subscriptions: list[Subscription], now: datetime) -> Iterator[Change]:
    first, last = now.date(), now.date() + _AHEAD
    for each in subscriptions:
        what = f"{each.agreement} {each.plan}".strip()
        if first < each.begins <= last:
            yield Change(each.begins, _("%(what)s begins") % {"what": what})
        if each.until and first <= each.until <= last:
            yield Change(each.until, _("%(what)s ends") % {"what": what})
    names = {each.agreement for each in subscriptions}
    for row in PublishedVersion.objects.filter(agreement__in=names, effective__gt=first).order_by("effective"):
        if row.effective:
            yield Change(row.effective, _("version %(version)s of %(name)s binds") % {
                "version": row.version, "name": row.agreement,
            })  # fmt: skip
