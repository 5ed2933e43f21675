"""An exclusion as it was recorded, what a rule may look at besides it, and how a rule answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from upheld.problems import Place
from upheld.timeline.hours import WorkingHours
from upheld.timeline.spans import Span


@dataclass(frozen=True, slots=True)
class Record:
    """A stretch of time for which somebody claims an exclusion of the agreement, and what speaks for it.

    `cause` is the exclusion's name in the agreement. `account` is None where it concerns every account, `measures` is
    empty where it concerns every measure. `announced` and `advised` are instants in UTC epoch seconds. A piece of
    `evidence` is text, `name: text` where the agreement asks for it by name. `unpaid_since` is the first day of a debt.
    `id` is the recorder's own reference, `place` where the record stands.
    """

    cause: str
    span: Span
    place: Place
    account: str | None = None
    announced: int | None = None
    author: str = ""
    evidence: tuple[str, ...] = ()
    advice: str = ""
    advised: int | None = None
    reason: str = ""
    measures: tuple[str, ...] = ()
    id: str = ""
    unpaid_since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at besides the record: the zone in which days are counted, and the agreement's calendars."""

    zone: str
    calendars: Mapping[str, WorkingHours]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a condition holds, and why: one sentence for the customer to read, with its instants and figures."""

    holds: bool
    reason: str
