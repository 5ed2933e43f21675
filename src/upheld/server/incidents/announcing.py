"""Announcing a maintenance: who is concerned is told by e-mail; the notice given stands beside the one asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.audit.trail import Act, note
from upheld.server.contracts.binding import Bound
from upheld.server.incidents.affected import Affected, affected_accounts
from upheld.server.incidents.asked_notice import Asked, asked_notice
from upheld.server.incidents.letters import maintenance_letters
from upheld.server.incidents.models import GivenNotice, Maintenance
from upheld.server.incidents.posting import ASKED, CHANGED
from upheld.server.incidents.vocabulary import Sort
from upheld.server.jobs.queue import add
from upheld.server.outbox.posting import post
from upheld.timeline.instants import epoch_seconds, utc_from_seconds
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class Owed:
    """The notice that one agreement asks for one account, and whether one that is given at an instant is in time.

    `asked` and `in_time` are None where the agreement asks for none, or names no time.
    """

    account: Account
    bound: Bound
    asked: Asked | None
    in_time: bool | None


def announce(code: str, because: str, actor: Actor, now: datetime) -> tuple[GivenNotice, ...]:
    """Tell the accounts that a maintenance concerns by e-mail, and record the notice that each of them got.

    A notice that is shorter than an agreement asks says why it was not practicable (`because`); without that, Refused
    names every account and clause. Raises it also for what is over, or was announced already.
    """
    with transaction.atomic():
        row = Maintenance.objects.select_related("incident").select_for_update(of=("self",)).get(incident__code=code)
        problems = [*_standing_faults(row)]
        owed = tuple(notices_owed(row, now))
        late = [each for each in owed if each.in_time is False]
        if not because.strip():
            problems.extend(_late(each) for each in late)
        if problems:
            raise Refused(problems)
        row.announced_at = now
        row.short_because = because.strip() if late else row.short_because
        row.save(update_fields=("announced_at", "short_because"))
        return _told(row, owed, actor, now)


def notices_owed(row: Maintenance, now: datetime) -> Iterator[Owed]:
    """What each agreement of each account concerned asks, for a notice that were given at an instant."""
    found = affected_accounts(row.incident, row.begins)
    return (_owed(row, each, bound, now) for each in found for bound in each.bound)


def _owed(row: Maintenance, affected: Affected, bound: Bound, now: datetime) -> Owed:
    asked = asked_notice(bound.agreement, cast("Sort", row.sort), epoch_seconds(row.begins))
    in_time = None if asked is None or asked.latest is None else epoch_seconds(now) <= asked.latest
    return Owed(affected.account, bound, asked, in_time)


def _told(row: Maintenance, rows: Sequence[Owed], actor: Actor, now: datetime) -> tuple[GivenNotice, ...]:
    late = {each.account.pk for each in rows if each.in_time is False}
    accounts = {each.account.pk: each.account for each in rows}
    letters = {
        key: maintenance_letters(row, account, row.short_because if key in late else "")
        for key, account in accounts.items()
    }
    post((letter for each in letters.values() for letter in each), None, now)
    given = tuple(_given(row, each, len(letters[each.account.pk]), now) for each in rows)
    told = {"accounts": sorted(account.slug for account in accounts.values()), "because": row.short_because}
    note(Act("maintenance.announce", "maintenance", row.incident.code, after=told), actor.id, now)
    add(CHANGED, now, at=now.isoformat())
    return given


def _given(row: Maintenance, owed: Owed, addresses: int, now: datetime) -> GivenNotice:
    asked = owed.asked
    latest = None if asked is None or asked.latest is None else utc_from_seconds(asked.latest)
    return GivenNotice.objects.create(
        maintenance=row, account=owed.account, announced_at=now, begins=row.begins, addresses=addresses,
        agreement=owed.bound.agreement.text.agreement, asked=asked.words if asked else "",
        clause=asked.clause if asked else "", latest=latest, in_time=owed.in_time,
        because=row.short_because if owed.in_time is False else "",
    )  # fmt: skip


def _late(owed: Owed) -> Problem:
    asked = owed.asked
    assert asked is not None  # noqa: S101 - nothing is late that nobody asked for
    latest = f"{utc_from_seconds(asked.latest or 0):%Y-%m-%d %H:%M} UTC"
    what = say(
        "{account}: {agreement} asks for {words}, until {latest}",
        account=owed.account.slug, agreement=asked.agreement, words=asked.words, latest=latest,
    )  # fmt: skip
    return Problem(
        ASKED, "because", what, say("say why that was not practicable"), code="short notice", clause=asked.clause
    )


def _standing_faults(row: Maintenance) -> Iterator[Problem]:
    if row.incident.status not in {"scheduled", "in_progress"}:
        what = say("it is {status}: there is nothing to announce", status=row.incident.status)
        yield Problem(ASKED, "status", what)
    elif row.announced_at is not None:
        yield Problem(ASKED, "status", say("it is announced already; post an update, or move its window first"))
