"""What a support plan promises, read once for every page: for each priority what is due, within which time, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.terms.support import Plan, Support, Target, TargetKind
from upheld.agreements.words import Length, Unstated
from upheld.support.promises import KINDS
from upheld.support.sources import origin_of
from upheld.timeline.week_hours import WEEKDAYS, Weekday

_WHOLE_DAY = ("00:00-24:00",)


@dataclass(frozen=True, slots=True)
class Days:
    """Weekdays that follow each other and have the same hours, `08:00-18:00`."""

    first: Weekday
    last: Weekday
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar of the agreement: its open days, and their zone (empty where the text leaves it open).

    `always` says that it is open around the clock, every day, without holidays.
    """

    name: str
    zone: str
    days: tuple[Days, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class TargetPromised:
    """What is due within which length of time, how that is counted (empty where it is left open), in which hours.

    `hours` is None where every hour counts. `clause` is empty where the text names none.
    """

    kind: TargetKind
    within: Length
    counted: str
    hours: Hours | None
    clause: str


@dataclass(frozen=True, slots=True)
class PriorityPromised:
    """A priority, what it means, and the targets of the plan for it, in the order in which they are usually told."""

    name: str
    title: str
    definition: str
    targets: tuple[TargetPromised, ...]


@dataclass(frozen=True, slots=True)
class PlanPromised:
    """A plan by its name and title, its hours (None where it names none), and every priority of the agreement.

    `kinds` are the targets that it has for any priority.
    """

    name: str
    title: str
    hours: Hours | None
    kinds: tuple[TargetKind, ...]
    priorities: tuple[PriorityPromised, ...]


def plan_promised(agreement: Agreement, plan: str) -> PlanPromised | None:
    """A plan of an agreement; None where it has none of this name."""
    support = agreement.text.support
    terms = agreement.text.plan(plan)
    if support is None or terms is None:
        return None
    priorities = tuple(_priority(agreement, support, plan, name) for name in support.priorities)
    had = {target.kind for priority in priorities for target in priority.targets}
    kinds = tuple(kind for kind in KINDS if kind in had)
    return PlanPromised(plan, terms.title, hours_of(agreement, terms.calendar or ""), kinds, priorities)


def hours_of(agreement: Agreement, calendar: str) -> Hours | None:
    """A calendar of an agreement as people read it; None where it has none of this name."""
    term = agreement.text.calendars.get(calendar)
    if term is None:
        return None
    days = _days(term.week)
    always = len(days) == 1 and days[0] == Days(WEEKDAYS[0], WEEKDAYS[-1], _WHOLE_DAY) and not _closed(term)
    return Hours(calendar, "" if isinstance(term.zone, Unstated) else term.zone, days, always)


def _priority(agreement: Agreement, support: Support, plan: str, name: str) -> PriorityPromised:
    terms, priority = support.plans[plan], support.priorities[name]
    found = terms.targets.get(name, {})
    targets = tuple(
        _target(agreement, terms, found[kind], origin_of(agreement, _path(plan, name, kind)).clause, kind)
        for kind in KINDS
        if kind in found
    )
    return PriorityPromised(name, priority.title, priority.definition, targets)


def _path(plan: str, priority: str, kind: TargetKind) -> tuple[str, ...]:
    return ("support", "plans", plan, "targets", priority, kind)


def _target(agreement: Agreement, plan: Plan, target: Target, clause: str, kind: TargetKind) -> TargetPromised:
    counted = "" if isinstance(target.counted, Unstated) else target.counted
    hours = None if counted == "elapsed time" else hours_of(agreement, target.calendar or plan.calendar or "")
    return TargetPromised(kind, target.within, counted, hours, clause)


def _days(week: Mapping[Weekday, tuple[str, ...]]) -> tuple[Days, ...]:
    """The open days of a week, those beside each other with the same hours as one."""
    runs: list[Days] = []
    for number, day in enumerate(WEEKDAYS):
        hours = week.get(day, ())
        if not hours:
            continue
        before = runs[-1] if runs else None
        if before and before.hours == hours and before.last == WEEKDAYS[number - 1]:
            runs[-1] = Days(before.first, day, hours)
        else:
            runs.append(Days(day, day, hours))
    return tuple(runs)


def _closed(term: CalendarTerm) -> bool:
    """Whether some dates are not as the week says."""
    return bool(term.exceptions) or not (isinstance(term.holidays, tuple) and not term.holidays)
