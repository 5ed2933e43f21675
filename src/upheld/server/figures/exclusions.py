"""Exclusions on record: who claims which time for which cause, and the records that measuring is handed.

Whether a claim holds is decided by the core, by the conditions of the agreement, each time figures are worked out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.versions import Versions
from upheld.agreements.words import Unstated
from upheld.availability.exclusion_needs import record_problems
from upheld.problems import Place, Problem, Refused
from upheld.rules.record import Record
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Suspension
from upheld.server.audit.trail import Act, note
from upheld.server.contracts.stored import ordered, versions_of
from upheld.server.figures.models import ExclusionRecord, ExclusionWithdrawal
from upheld.timeline.days import local_date
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone
from upheld.wording import say

PLACE = Place("request")
SUSPENSION = "suspension"
"""The name of an exclusion that says by itself that it is about suspended accounts."""


@dataclass(frozen=True, slots=True)
class NewExclusion:
    """A claim to be recorded; `account` None where it concerns everybody. Instants are UTC epoch seconds.

    `source` names what it comes from (`maintenance:12`), so that it is recorded once; empty where a person records it.
    `corrects` is the number of the record in whose place it stands.
    """

    agreement: str
    cause: str
    span: Span
    author: str
    account: Account | None = None
    measures: tuple[str, ...] = ()
    announced: int | None = None
    evidence: tuple[str, ...] = ()
    advice: str = ""
    advised: int | None = None
    reason: str = ""
    unpaid_since: dt.date | None = None
    source: str = ""
    corrects: int | None = None


def record_exclusion(new: NewExclusion, actor: Actor, now: dt.datetime) -> ExclusionRecord:
    """Record an exclusion. Raises `upheld.Refused` with everything that does not fit the agreement.

    From a `source` that was recorded before, with the same claim, the record that is there is given; with another
    claim, a correction of it is recorded.
    """
    with transaction.atomic():
        before = _before(new)
        if before is not None and new.source and _fields(new, actor, now, None) | _OWN == _told(before) | _OWN:
            return before
        problems = (*_faults(new), *_not_standing(new, before))
        if problems:
            raise Refused(problems)
        made = ExclusionRecord.objects.create(**_fields(new, actor, now, before))
        told = {"cause": made.cause, "begins": made.begins, "ends": made.ends, "evidence": made.evidence}
        note(Act("exclusion.record", "exclusion", str(made.pk), made.account_id, after=told), actor.id, now)
    return made


def withdraw_exclusion(record: ExclusionRecord, why: str, actor: Actor, now: dt.datetime) -> ExclusionWithdrawal:
    """Take a record back; it stays on record, with the reason. Raises `upheld.Refused` where it stands no more."""
    with transaction.atomic():
        row = ExclusionRecord.objects.standing().filter(pk=record.pk).first()
        if row is None:
            what = say("exclusion {number} stands no more", number=record.pk)
            raise Refused([Problem(PLACE, "exclusion", what, code="not standing")])
        made = ExclusionWithdrawal.objects.create(record=row, why=why, actor=actor.id, at=now)
        note(Act("exclusion.withdraw", "exclusion", str(row.pk), row.account_id, after={"why": why}), actor.id, now)
    return made


def records_for(versions: Versions, accounts: Collection[Account]) -> tuple[Record, ...]:
    """Every exclusion that stands for an agreement, suspensions included; without accounts, those for everybody.

    Claims that no version of the agreement knows any more (its text was changed) are left out.
    """
    text = versions.latest.text
    rows = ExclusionRecord.objects.standing().filter(agreement=text.agreement).select_related("account").order_by("pk")
    named = {account.pk for account in accounts}
    own = (row for row in rows if row.account_id is None or row.account_id in named)
    return (*(record_of(row) for row in own), *_suspensions(text, accounts))


def record_of(row: ExclusionRecord) -> Record:
    """A row as the core judges it."""
    return Record(
        cause=row.cause, span=Span(row.begins, row.ends), place=Place(f"exclusion {row.pk}"),
        account=row.account.slug if row.account else None, announced=row.announced, author=row.author,
        evidence=tuple(map(str, row.evidence)), advice=row.advice, advised=row.advised, reason=row.reason,
        measures=tuple(map(str, row.measures)), id=str(row.pk), unpaid_since=row.unpaid_since,
    )  # fmt: skip


def suspension_cause(text: AgreementText) -> str | None:
    """The exclusion that covers suspended accounts: one with the condition `suspended`, or of the name `suspension`."""
    told = (name for name, one in text.exclusions.items() if any(use.name == "suspended" for use in one.conditions))
    return next(told, SUSPENSION if SUSPENSION in text.exclusions else None)


def _suspensions(text: AgreementText, accounts: Iterable[Account]) -> Iterator[Record]:
    """The time for which accounts were suspended, as claims; one that has no end yet goes on."""
    cause = suspension_cause(text)
    if cause is None:
        return
    for row in Suspension.objects.filter(account__in=list(accounts)).select_related("account").order_by("pk"):
        begins = epoch_seconds(row.began_at)
        ends = _FOR_EVER if row.ended_at is None else epoch_seconds(row.ended_at)
        if begins < ends:
            yield Record(
                cause=cause, span=Span(begins, ends), place=Place(f"suspension {row.pk}"), account=row.account.slug,
                author="accounts", evidence=(row.why,) if row.why else (), id=f"suspension {row.pk}",
                unpaid_since=row.unpaid_since,
            )  # fmt: skip


_FOR_EVER = 7_258_118_400  # 2200: calendars end


def _before(new: NewExclusion) -> ExclusionRecord | None:
    """The record in whose place a new one stands."""
    if new.corrects is not None:
        return ExclusionRecord.objects.filter(pk=new.corrects).first()
    rows = ExclusionRecord.objects.standing()
    return rows.filter(source__startswith=f"{new.source}/").last() if new.source else None


def _not_standing(new: NewExclusion, before: ExclusionRecord | None) -> Iterator[Problem]:
    if new.corrects is None:
        return
    if before is None or not ExclusionRecord.objects.standing().filter(pk=before.pk).exists():
        what = say("there is no exclusion {number} that stands", number=new.corrects)
        yield Problem(PLACE, "corrects", what, code="not standing")


def _faults(new: NewExclusion) -> Iterator[Problem]:
    known = versions_of(new.agreement)
    if not known:
        what = say("no version of `{name}` is published", name=new.agreement)
        yield Problem(PLACE, "agreement", what, code="no agreement")
        return
    if not new.author.strip():
        yield Problem(PLACE, "author", say("who records it is not said"), code="missing")
    versions = ordered(known)[0]
    held = versions.in_force(_day(versions.latest, new.span.start)) or versions.latest
    yield from record_problems(held, [_draft(new)])


def _draft(new: NewExclusion) -> Record:
    return Record(
        cause=new.cause, span=new.span, place=PLACE, account=new.account.slug if new.account else None,
        measures=new.measures,
    )  # fmt: skip


def _day(agreement: Agreement, at: int) -> dt.date:
    named = agreement.text.zone
    return local_date(at, zone("UTC" if isinstance(named, Unstated) else named))


_OWN = {"recorded_at": None, "actor": None, "source": None, "corrects": None}


def _fields(new: NewExclusion, actor: Actor, now: dt.datetime, before: ExclusionRecord | None) -> dict[str, object]:
    # A source may be corrected: each of its records bears a number of its own.
    number = 1 if before is None or before.source is None else int(before.source.rpartition("/")[2]) + 1
    return {
        "agreement": new.agreement, "cause": new.cause, "account": new.account, "measures": list(new.measures),
        "begins": new.span.start, "ends": new.span.end, "announced": new.announced, "evidence": list(new.evidence),
        "advice": new.advice, "advised": new.advised, "reason": new.reason, "unpaid_since": new.unpaid_since,
        "author": new.author, "actor": actor.id, "recorded_at": now,
        "source": f"{new.source}/{number}" if new.source else None, "corrects": before,
    }  # fmt: skip


def _told(row: ExclusionRecord) -> dict[str, object]:
    names = (
        "agreement", "cause", "account", "measures", "begins", "ends", "announced", "evidence", "advice", "advised",
        "reason", "unpaid_since", "author", "actor", "recorded_at", "source", "corrects",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}
