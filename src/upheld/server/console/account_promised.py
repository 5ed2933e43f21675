"""What an account is promised by each agreement, as a small table, with what was kept and missed in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.problems import Refused
from upheld.server.accounts.models import Account
from upheld.server.console.kept_counts import Counts, Key, Line
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.promised import PlanPromised, PriorityPromised, plan_promised
from upheld.server.look.plans import TARGETS, Cell, cells_of, hours_words
from upheld.server.look.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A priority, and its targets in the order of the table's columns, each with what was kept of it."""

    priority: PriorityPromised
    cells: tuple[tuple[Cell, Counts], ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """What binds an account under one agreement today: the version, the plan and its table; or why nothing does."""

    agreement: str
    title: str
    version: str = ""
    plan: PlanPromised | None = None
    hours: str = ""
    columns: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()
    lapsed: str = ""
    clause: str = ""


def promised_to(account: Account, agreements: tuple[str, ...], now: datetime, line: Line | None) -> Iterator[Promised]:
    """Each agreement that the account has subscribed to, as it binds it today; `line` is what was kept of it."""
    counts = dict(line.parts) if line else {}
    for name in agreements:
        try:
            bound = binding(account, now, name)
        except Refused as refused:
            yield Promised(name, name, lapsed=refused.problems[0].what, clause=refused.problems[0].clause)
            continue
        yield _promised(name, bound, counts)


def kept_elsewhere(promised: tuple[Promised, ...], line: Line | None) -> tuple[tuple[Key, Counts], ...]:
    """What was kept and missed under plans that no longer hold."""
    plans = Counter((each.agreement, each.plan.name) for each in promised if each.plan)
    return tuple((key, counts) for key, counts in (line.parts if line else ()) if (key[0], key[1]) not in plans)


def _promised(name: str, bound: Bound, counts: Mapping[Key, Counts]) -> Promised:
    text, plan = bound.agreement.text, plan_promised(bound.agreement, bound.plan)
    if plan is None:
        return Promised(name, text.title, text.version.id, lapsed=bound.lapsed, clause=bound.clause)
    return Promised(
        name, text.title, text.version.id, plan, hours_words(plan.hours),
        tuple(TARGETS[kind] for kind in plan.kinds),
        tuple(_row(plan, priority, counts, name) for priority in plan.priorities), bound.lapsed, bound.clause,
    )  # fmt: skip


def _row(plan: PlanPromised, priority: PriorityPromised, counts: Mapping[Key, Counts], agreement: str) -> Row:
    under = (agreement, plan.name, priority.name)
    cells = cells_of(plan, priority)
    return Row(priority, tuple((cell, counts.get((*under, cell.kind), Counts())) for cell in cells))
