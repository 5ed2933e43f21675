"""Published versions for whoever may read them: their texts, and which accounts each of them binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Subscription
from upheld.server.contracts.binding import day_of
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, ordered, stored, versions_of


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """An account that a version binds: with which plan, from which day, until which (the first one without)."""

    account: str
    plan: str
    begins: date
    until: date | None


def published_to(actor: Actor) -> QuerySet[PublishedVersion]:
    """Every version to the provider's side; to a customer's those of agreements that it ever subscribed to."""
    rows = PublishedVersion.objects.order_by("-pk")
    if actor.account is None:
        return rows
    own = Subscription.objects.filter(account=actor.account).values_list("agreement", flat=True)
    return rows.filter(agreement__in=set(own))


def texts_for(row: PublishedVersion, actor: Actor) -> tuple[tuple[str, str], ...] | None:
    """The texts of a version as (name, text), its own first; None where they hold terms of other accounts.

    An agreement may say what holds for single accounts, which is nobody else's business.
    """
    if actor.account is not None:
        own = Account.objects.values_list("slug", flat=True).get(pk=actor.account)
        if set(stored(Known(row.pk, row.digest)).text.accounts) - {own}:
            return None
    return tuple((str(file["name"]), str(file["text"])) for file in row.files)


def bound_by(row: PublishedVersion, actor: Actor, at: datetime) -> Iterator[BoundAccount]:
    """The accounts that a version binds at an instant, as far as the actor may see them."""
    day = day_of(row.agreement, at)
    versions, rows = ordered(versions_of(row.agreement))
    held = versions.in_force(day)
    if held is None or rows[versions.ordered.index(held)].id != row.pk:
        return
    running = Subscription.objects.filter(agreement=row.agreement, begins__lte=day).order_by("account__slug", "begins")
    seen = running if actor.account is None else running.filter(account=actor.account)
    for each in seen.select_related("account"):
        if each.until is None or day < each.until:
            yield BoundAccount(each.account.slug, each.plan, each.begins, each.until)
