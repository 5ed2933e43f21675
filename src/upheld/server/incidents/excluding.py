"""From a maintenance that took place to exclusions: a record for each agreement that it concerned.

Where destinations are named, or the exclusion is one of single accounts, a record for each account concerned. Whether
it holds is decided by the agreement's own rules whenever a period is measured, never here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from upheld.agreements.agreement import Agreement
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.contracts.stored import all_versions, ordered
from upheld.server.figures.exclusions import NewExclusion, record_exclusion
from upheld.server.figures.reading import services
from upheld.server.incidents.affected import affected_accounts
from upheld.server.incidents.asked_notice import exclusion_for
from upheld.server.incidents.models import Component, Maintenance
from upheld.server.incidents.posting import CLOCK
from upheld.server.incidents.vocabulary import Sort
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span


def record_exclusions(row: Maintenance, actor: Actor, now: datetime) -> int:
    """Hand the time that a maintenance took over to what is measured, once; how many records there are of it.

    An agreement that has no exclusion for it gets none: its time counts as any other.
    """
    if row.began is None or row.ended is None:
        return 0
    found = tuple(_claims(row))
    for each in found:
        record_exclusion(each, actor, now)
    return len(found)


def causes() -> tuple[tuple[str, str, str], ...]:
    """The exclusions of the published agreements that a maintenance can be recorded under: name, title and nothing."""
    texts = (ordered(known)[0].latest.text for known in all_versions().values())
    found = {name: exclusion.title for text in texts for name, exclusion in text.exclusions.items()}
    return tuple((name, title or name, "") for name, title in sorted(found.items(), key=lambda each: each[1]))


def _claims(row: Maintenance) -> Iterator[NewExclusion]:
    seen: set[tuple[str, int | None]] = set()
    for affected in affected_accounts(row.incident, row.begins):
        for bound in affected.bound:
            cause = exclusion_for(bound.agreement, cast("Sort", row.sort), row.cause)
            if cause is None:
                continue
            alone = row.incident.destinations or bound.agreement.text.exclusions[cause].scope == "one account"
            account = affected.account if alone else None
            key = (bound.agreement.text.agreement, account.pk if account else None)
            if key not in seen:
                seen.add(key)
                yield _claim(row, bound.agreement, cause, account)


def _claim(row: Maintenance, agreement: Agreement, cause: str, account: Account | None) -> NewExclusion:
    assert row.began is not None  # noqa: S101 - asked before
    assert row.ended is not None  # noqa: S101 - likewise
    name = agreement.text.agreement
    whose = account.pk if account else "all"
    return NewExclusion(
        name, cause, Span(epoch_seconds(row.began), epoch_seconds(row.ended)), "status page", account,
        _measures(row, name), epoch_seconds(row.announced_at) if row.announced_at else None, _evidence(row),
        reason=row.incident.title, source=f"maintenance:{row.incident.code}:{name[:30]}:{whose}",
    )  # fmt: skip


def _measures(row: Maintenance, agreement: str) -> tuple[str, ...]:
    """The measures of the components that it touched; none, which is all, where it touched all of the agreement's."""
    rows = Component.objects.filter(agreement=agreement, is_group=False, feature="", retired_at=None)
    touched = [each for each in rows if each.code in row.incident.components]
    if not touched or len(touched) == len(rows):
        return ()
    measures = {each.measure for each in touched if each.measure}
    named = {each.service for each in touched if each.service}
    return tuple(each.measure for each in services(agreement) if each.service in named or each.measure in measures)


def _evidence(row: Maintenance) -> tuple[str, ...]:
    told = [f"maintenance {row.incident.code}: {row.incident.title}"]
    if row.sort == "upstream":
        said = f"told us {row.upstream_told_at:%Y-%m-%d %H:%M} UTC" if row.upstream_told_at else "did not tell us"
        told.append(f"{row.upstream} {said}")
    if row.incident.events.filter(actor=CLOCK.id, kind="update").exists():
        told.append("begun or ended by the clock of its window; nobody said when it was")
    return tuple(told)
