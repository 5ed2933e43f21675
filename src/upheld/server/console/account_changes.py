"""What changes soon for an account: subscriptions, versions, maintenance, keys, invitations, access details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from upheld.server.accounts.models import Account, ApiKey, Subscription
from upheld.server.contracts.models import PublishedVersion
from upheld.server.credentials.models import AccessChange
from upheld.server.desk.titles import plan_title, published_last
from upheld.server.incidents.affected import uses
from upheld.server.incidents.models import Component, Maintenance
from upheld.server.incidents.vocabulary import OVER
from upheld.server.people.models import Invitation

AHEAD = timedelta(days=60)
"""So far ahead an account's page looks."""
_MOST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changes on a day; `at` is the instant where there is one. `icon` and `address` may be empty."""

    on: date
    icon: str
    what: str
    at: datetime | None = None
    address: str = ""


def changes_ahead(account: Account, subscriptions: list[Subscription], now: datetime) -> tuple[Change, ...]:
    """Everything that changes within the next 60 days, the nearest first."""
    until = now + AHEAD
    found = (
        *_subscribed(subscriptions, now.date(), until.date()), *_versions(subscriptions, now.date(), until.date()),
        *_maintenance(account, subscriptions, now, until), *_keys(account, now, until),
        *_invitations(account, now), *_access(account, until.date()),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.on, each.what))[:_MOST])


def _subscribed(subscriptions: Iterable[Subscription], first: date, last: date) -> Iterator[Change]:
    soon = [row for row in subscriptions if first < row.begins <= last or (row.until and first <= row.until <= last)]
    agreements = published_last(row.agreement for row in soon) if soon else {}
    for row in soon:
        agreement = agreements.get(row.agreement)
        named = agreement.text.title if agreement else row.agreement
        what = f"{named}, {plan_title(agreement, row.plan)}" if row.plan else named
        if first < row.begins <= last:
            yield Change(row.begins, "plus", _("%(what)s begins") % {"what": what})
        if row.until and first <= row.until <= last:
            yield Change(row.until, "cross", _("%(what)s ends") % {"what": what})


def _versions(subscriptions: Iterable[Subscription], first: date, last: date) -> Iterator[Change]:
    names = {each.agreement for each in subscriptions}
    rows = PublishedVersion.objects.filter(agreement__in=names, effective__gt=first, effective__lte=last)
    for name, version, effective in rows.values_list("agreement", "version", "effective"):
        told = _("version %(version)s of %(name)s binds") % {"version": version, "name": name}
        if effective:
            yield Change(effective, "document", told, address=f"/desk/agreements/{name}/versions/{version}")


def _maintenance(
    account: Account, subscriptions: Iterable[Subscription], first: datetime, last: datetime
) -> Iterator[Change]:
    rows = list(
        Maintenance.objects.filter(ends__gt=first, begins__lte=last).exclude(incident__status__in=OVER)
        .select_related("incident").order_by("begins")[:_MOST]
    )  # fmt: skip
    codes = {code for row in rows for code in row.incident.components}
    sources = dict(Component.objects.filter(code__in=codes).values_list("code", "agreement")) if codes else {}
    own = {each.agreement for each in subscriptions}
    for row in rows:
        touched = {sources.get(code, "") for code in row.incident.components} - {""}
        if uses(account.destinations, row.incident.destinations) and (not touched or touched & own):
            told = _("maintenance: %(title)s") % {"title": row.incident.title}
            address = f"/desk/incidents/{row.incident.code}"
            yield Change(row.begins.date(), "tools", told, row.begins, address)


def _keys(account: Account, first: datetime, last: datetime) -> Iterator[Change]:
    rows = ApiKey.objects.filter(account=account, revoked_at=None, expires_at__gt=first, expires_at__lte=last)
    for name, ends in rows.values_list("name", "expires_at"):
        if ends:
            yield Change(ends.date(), "key", _("the API key %(name)s ends") % {"name": name}, ends)


def _invitations(account: Account, now: datetime) -> Iterator[Change]:
    rows = Invitation.objects.filter(account=account).open_at(now)
    for email, ends in rows.values_list("email", "expires_at")[:_MOST]:
        yield Change(ends.date(), "mail", _("the invitation of %(email)s ends") % {"email": email}, ends)


def _access(account: Account, last: date) -> Iterator[Change]:
    """Days until which the customer is to change access details that it had handed over, also those that are past."""
    rows = AccessChange.objects.filter(ticket__account=account, done_at=None, due__isnull=False, due__lte=last)
    for number, due in rows.values_list("ticket_id", "due")[:_MOST]:
        told = _("access details of ticket %(number)s are to be changed by then") % {"number": number}
        if due:
            yield Change(due, "lock", told, address=f"/desk/tickets/{number}")
