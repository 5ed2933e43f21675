"""Which of all promises that run now somebody should look at: ranked by columns, and read whole only where shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from operator import attrgetter

from upheld.server.figures.models import RunningPeriod
from upheld.server.figures.reading import promise
from upheld.server.figures.terms import PART
from upheld.server.figures.values import Promise, allowance, calls_for_look

_FINE = 10**12
"""Shares of an allowance are ranked to this part of it."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """The promises closest to a breach, as `current_promises` orders them.

    `running` is how many there are in all, `at_risk` how many of them call for a look (`Promise.at_risk`): both by the
    number of the account.
    """

    first: tuple[Promise, ...]
    running: Counter[int]
    at_risk: Counter[int]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A running period by its columns; the smaller its rank, the sooner somebody should look."""

    pk: int
    account: int
    rank: tuple[bool, bool, int, str]
    at_risk: bool


def pressing(most: int) -> Pressing:
    """Of the promises to all accounts at most so many; with one query for the figures of all, and one for these."""
    rows = tuple(_ranked())
    first = [each.pk for each in nsmallest(most, rows, key=attrgetter("rank"))]
    found = RunningPeriod.objects.select_related("account").in_bulk(first)
    running, at_risk = Counter(each.account for each in rows), Counter(each.account for each in rows if each.at_risk)
    return Pressing(tuple(promise(found[pk]) for pk in first if pk in found), running, at_risk)


def _ranked() -> Iterator[_Ranked]:
    rows = RunningPeriod.objects.filter(account__isnull=False).exclude(commitment__startswith=PART).order_by("pk")
    columns = ("pk", "account", "account__slug", "verdict", "target", "whole_seconds", "lost_seconds", "down_since")
    for pk, account, slug, verdict, target, whole, lost, down_since in rows.values_list(*columns):
        allowed = allowance(target, whole)
        used = lost * _FINE // allowed if allowed and lost is not None else 0
        rank = (down_since is None, verdict != "missed", -used, slug)
        yield _Ranked(pk, account, rank, calls_for_look(down_since, verdict, used, _FINE))
