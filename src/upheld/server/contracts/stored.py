"""Stored versions read back: the same texts through the same reader, with the holidays of their day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType

from django.db import connection

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Source, for_account, read_agreement
from upheld.agreements.versions import Versions
from upheld.problems import Refused
from upheld.rules import vocabulary
from upheld.server.contracts.models import PublishedVersion
from upheld.support.promises import SupportPlan, plan_ready

Holidays = Mapping[str, Iterable[str]]
_VERSIONS_KEPT = 256
_BOUND_KEPT = 1024
_PLANS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Known:
    """A published version by its row and its digest, which together never mean another text."""

    id: int
    digest: str


def versions_of(agreement: str) -> tuple[Known, ...]:
    """The published versions of an agreement, in order of publication."""
    rows = PublishedVersion.objects.filter(agreement=agreement).order_by("id").values_list("id", "digest")
    return tuple(Known(*row) for row in rows)


def all_versions() -> Mapping[str, tuple[Known, ...]]:
    """`versions_of` for every agreement, by its name and in order of the names: with one query."""
    rows = PublishedVersion.objects.order_by("agreement", "id").values_list("agreement", "id", "digest")
    return {name: tuple(Known(*row[1:]) for row in some) for name, some in groupby(rows, key=itemgetter(0))}


def row_of(known: Known) -> PublishedVersion:
    """The row of a version, without reading it; what is asked of it beside number and digest is read then."""
    return PublishedVersion.from_db(connection.alias, ("id", "digest"), (known.id, known.digest))


@lru_cache(_VERSIONS_KEPT)
def ordered(known: tuple[Known, ...]) -> tuple[Versions, tuple[Known, ...]]:
    """Versions in order of the day from which each binds, and their rows in the same order; at least one."""
    read = {version: stored(version) for version in known}
    versions = Versions.of(read.values())
    rows = {id(agreement): version for version, agreement in read.items()}
    return versions, tuple(rows[id(agreement)] for agreement in versions.ordered)


@lru_cache(_VERSIONS_KEPT)
def stored(known: Known) -> Agreement:
    """A published version. Raises `upheld.Refused` where the reader no longer takes a text that it took."""
    row = PublishedVersion.objects.get(pk=known.id)
    agreement, problems = read_agreement(str(row.files[0]["name"]), _source(row))
    if agreement is None:
        raise Refused(problems)
    return with_holidays(agreement, row.holidays)


@lru_cache(_BOUND_KEPT)
def bound(known: Known, account: str) -> Agreement:
    """A published version as it binds an account, by the account's slug. Raises `upheld.Refused`."""
    common = stored(known)
    if account not in common.text.accounts:
        return common
    row = PublishedVersion.objects.get(pk=known.id)
    own, problems = for_account(common, account, _source(row))
    if problems:
        raise Refused(problems)
    return with_holidays(own, row.holidays)


@lru_cache(_PLANS_KEPT)
def plan_bound(known: Known, account: str, plan: str, priorities: frozenset[str]) -> SupportPlan:
    """A plan of a published version as it binds an account, ready for these priorities. Raises `upheld.Refused`."""
    ready, open_questions = plan_ready(bound(known, account), plan, priorities)
    if ready is None:
        raise Refused(open_questions)
    return ready


def with_holidays(agreement: Agreement, holidays: Holidays) -> Agreement:
    """The agreement with every named list of holidays replaced by dates that were kept."""
    calendars = {
        name: hours.with_holidays(map(date.fromisoformat, holidays[hours.holidays]))
        if isinstance(hours.holidays, str) and hours.holidays
        else hours
        for name, hours in agreement.calendars.items()
    }
    return replace(agreement, calendars=MappingProxyType(calendars))


def _source(row: PublishedVersion) -> Source:
    texts = {str(file["name"]): str(file["text"]) for file in row.files}
    names = {(str(file["by"]), str(file["asked"])): str(file["name"]) for file in row.files}

    def opener(file: str, by: str | None) -> tuple[str, str]:
        name = names.get((by or "", file), file)
        return name, texts[name]

    return Source(opener, vocabulary())
