"""One account: who they are, what they were promised, what was kept and missed, and what changes soon."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.server.accounts.models import Account, Contact, Fee, Person, Subscription
from upheld.server.api.calling import actor_in
from upheld.server.console.account_changes import changes_ahead
from upheld.server.console.account_promised import kept_elsewhere, promised_to
from upheld.server.console.account_uptime import days_shown, periods_of
from upheld.server.console.pages import desk_page
from upheld.server.console.queue_rows import IN_WORK, dated_in_work, entries_of
from upheld.server.console.reckoning import kept_of
from upheld.server.console.uptime_shown import promise_shown
from upheld.server.desk.models import Ticket, TicketRows
from upheld.server.desk.titles import plan_title, published_last
from upheld.server.figures.reading import current_promises
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

_TICKETS, _MOST = 8, 50


@desk_page("account.read")
@require_safe
def account_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One account."""
    actor, now = actor_in(request), present()
    account = Account.objects.visible_to(actor).filter(slug=slug).first()
    if account is None:
        raise Http404
    at, line = epoch_seconds(now), kept_of(account, now)
    tickets = Ticket.objects.visible_to(actor).filter(account=account)
    subscriptions = list(Subscription.objects.filter(account=account).order_by("agreement", "-begins"))
    names = tuple(dict.fromkeys(each.agreement for each in subscriptions))
    subscribed = _subscribed(subscriptions)
    promised = tuple(promised_to(account, names, now, line))
    page = {
        "account": account, "entries": entries_of(_working(tickets.with_terms()), at), **_counts(tickets, at),
        "kept": line.total if line else None, "promised": promised, "elsewhere": kept_elsewhere(promised, line),
        "running": [promise_shown(each, account.name) for each in current_promises(account)],
        "periods": periods_of(account, _titles(subscribed)),
        "days": list(days_shown(account, now)), "changes": changes_ahead(account, subscriptions, now),
        "subscriptions": subscribed, "works": "ticket.work" in actor.may,
        "fees": list(_fees(account, subscribed)),
        "people": Person.objects.filter(grants__account=account).order_by("name", "email").distinct()[:_MOST],
        "contacts": list(_contacts(account)), "language": _language(account.language),
        "sees_people": "person.read" in actor.may,
    }  # fmt: skip
    return render(request, "console/account.html", page)


def _working(tickets: TicketRows) -> list[Ticket]:
    """The first tickets in work: what falls due, the next first; then the newest of the others."""
    dated = list(dated_in_work(tickets).order_by("next_due", "pk")[:_TICKETS])
    others = tickets.filter(next_due=None, state__in=IN_WORK).order_by("-pk")
    return [*dated, *others[: _TICKETS - len(dated)]]


def _counts(tickets: TicketRows, now: int) -> dict[str, int]:
    working = Q(state__in=IN_WORK)
    return tickets.aggregate(
        all=Count("pk"), working=Count("pk", filter=working), late=Count("pk", filter=working & Q(next_due__lt=now))
    )


def _contacts(account: Account) -> Iterator[tuple[Contact, str, str]]:
    """Each contact with its role and its channel in words."""
    words = {
        "technical": _("Technical"), "business": _("Business"), "billing": _("Billing"), "security": _("Security"),
        "e-mail": _("by e-mail"), "webhook": _("by webhook"), "portal": _("on the portal"),
        "telephone": _("by telephone"),
    }  # fmt: skip
    for row in Contact.objects.filter(account=account).order_by("pk")[:_MOST]:
        yield row, words.get(row.role, row.role), words.get(row.channel, row.channel)


def _language(code: str) -> str:
    """A language by its name; by its code where it has none that we know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _fees(account: Account, subscribed: list[tuple[Subscription, str, str]]) -> Iterator[tuple[Fee, str]]:
    """Each fee that is paid until further notice, with the title of the agreement that it is for."""
    titles = _titles(subscribed)
    for row in account.fees.filter(until=None).order_by("agreement", "pk")[:_MOST]:
        yield row, titles.get(row.agreement, row.agreement)


def _titles(subscribed: list[tuple[Subscription, str, str]]) -> dict[str, str]:
    """The title of each agreement that is subscribed to."""
    return {row.agreement: title for row, title, _plan in subscribed}


def _subscribed(rows: list[Subscription]) -> list[tuple[Subscription, str, str]]:
    """Each subscription with the titles of its agreement and its plan."""
    agreements = published_last(row.agreement for row in rows)
    found = ((row, agreements.get(row.agreement)) for row in rows)
    return [(row, each.text.title if each else row.agreement, plan_title(each, row.plan)) for row, each in found]
