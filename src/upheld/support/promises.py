"""The terms of a support plan made ready to count with; what the text leaves open is refused with its question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import get_args

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import open_questions
from upheld.agreements.terms.support import Counted, Plan, Support, Target, TargetKind
from upheld.agreements.text import Path
from upheld.agreements.words import Length, Unstated
from upheld.problems import Problem
from upheld.support.counting import BusinessDays, Counting, counting
from upheld.support.sources import Origin, origin_of
from upheld.timeline.hours import WorkingHours
from upheld.wording import say

_CALENDAR_QUESTIONS = (
    ("zone", say("In which time zone are these hours?")),
    ("week", say("Which hours of the week are these?")),
    ("holidays", say("Which holidays are closed?")),
)
KINDS: tuple[TargetKind, ...] = get_args(TargetKind)


@dataclass(frozen=True, slots=True)
class Promise:
    """One target, ready: its length in counted seconds, or the business date it falls on (`seconds` is None then).

    `time` is what runs while the clock is not paused, along `hours` where it runs along a calendar;
    `calendar` names its hours and is empty for elapsed time; `zone` is the one in which people read the
    deadline. `path` is where the target stands in the agreement.
    """

    plan: str
    priority: str
    kind: TargetKind
    within: Length
    counted: Counted
    seconds: int | None
    time: Counting
    days: BusinessDays | None
    hours: WorkingHours | None
    calendar: str
    zone: str
    starts: str
    kept_share: Fraction | None
    origin: Origin
    path: Path


@dataclass(frozen=True, slots=True)
class SupportPlan:
    """A plan with every target that was asked for ready to count.

    `promises`: (priority, kind) -> promise; `hours` are those of the plan's own calendar; `kinds` is what the
    plan promises for any priority, in the order in which it is usually told.
    """

    name: str
    terms: Plan
    support: Support
    promises: Mapping[tuple[str, TargetKind], Promise]
    hours: WorkingHours | None = None
    kinds: tuple[TargetKind, ...] = ()


def plan_ready(
    agreement: Agreement, name: str, priorities: Iterable[str] | None = None
) -> tuple[SupportPlan | None, tuple[Problem, ...]]:
    """A plan of the agreement, ready for the given priorities (all where None): the plan, or every open question."""
    support = agreement.text.support
    if support is None or name not in support.plans:
        return None, (
            Problem(
                agreement.place(("support",)), "support.plans", say("there is no support plan `{name}`", name=name)
            ),
        )
    terms = support.plans[name]
    wanted = set(terms.targets) if priorities is None else set(priorities)
    builder = _Builder(agreement, name, terms)
    for priority, targets in terms.targets.items():
        for kind, target in targets.items() if priority in wanted else ():
            builder.take(priority, kind, target)
    if builder.problems:
        return None, tuple(builder.problems)
    hours = agreement.calendars.get(terms.calendar or "")
    promised = {kind for targets in terms.targets.values() for kind in targets}
    kinds = tuple(kind for kind in KINDS if kind in promised)
    return SupportPlan(name, terms, support, MappingProxyType(builder.promises), hours, kinds), ()


class _Builder:
    """Makes the promises of one plan and gathers what keeps it from doing so."""

    def __init__(self, agreement: Agreement, name: str, plan: Plan) -> None:
        self.agreement = agreement
        self.name = name
        self.plan = plan
        self.promises: dict[tuple[str, TargetKind], Promise] = {}
        self.problems: list[Problem] = []

    def take(self, priority: str, kind: TargetKind, target: Target) -> None:
        path: Path = ("support", "plans", self.name, "targets", priority, kind)
        counted = self.counted(target, path)
        hours = None if counted in {None, "elapsed time"} else self.hours(target, path)
        days = self.days(target, hours, path) if counted == "business days" and hours else None
        # What another target has asked already is no new problem, and keeps this one from being counted all the same.
        lacks = hours is None if counted != "business days" else days is None
        if counted is None or (lacks and counted != "elapsed time"):
            return
        self.promises[priority, kind] = Promise(
            self.name, priority, kind, target.within, counted, None if days else target.within.seconds,
            counting(counted, hours, target.landing), days, hours,
            "" if hours is None else str(target.calendar or self.plan.calendar), self.zone(target), target.starts,
            target.kept_share.value if target.kept_share else None, origin_of(self.agreement, (*path, "within")), path,
        )  # fmt: skip

    def counted(self, target: Target, path: Path) -> Counted | None:
        if not isinstance(target.counted, Unstated):
            return target.counted
        if target.within.unit == "business day":
            return "business days"
        question = say(
            "In what time do the {within} run: working time, elapsed time, or elapsed time on business days?",
            within=target.within,
        )
        self.ask((*path, "counted"), question)
        return None

    def hours(self, target: Target, path: Path) -> WorkingHours | None:
        name = target.calendar or self.plan.calendar
        if name is None:
            what = say("{within} of {counted} need a calendar", within=target.within, counted=target.counted)
            self.problems.append(
                Problem(self.agreement.place(path), ".".join(map(str, path)), what, say("name a `calendar`"))
            )
            return None
        if name not in self.agreement.calendars:
            self.ask_calendar(name)
            return None
        return self.agreement.calendars[name]

    def ask_calendar(self, name: str) -> None:
        for field, question in _CALENDAR_QUESTIONS:
            self.ask(("calendars", name, field), question)

    def days(self, target: Target, hours: WorkingHours, path: Path) -> BusinessDays | None:
        if isinstance(target.by, Unstated):
            readings = say("close of business, opening, same time, or an hour")
            question = say(
                "At which instant of the date are {within} due: {readings}?", within=target.within, readings=readings
            )
            self.ask((*path, "by"), question)
            return None
        return BusinessDays(hours, int(target.within.count), target.by, target.received_by or "")

    def ask(self, path: Path, question: str) -> None:
        """Note the question, once, where the term is indeed open."""
        asked = open_questions(self.agreement, ((path, question),))
        self.problems.extend(problem for problem in asked if problem not in self.problems)

    def zone(self, target: Target) -> str:
        """The zone in which people read the deadline, even where the clock on the wall counts."""
        hours = self.agreement.calendars.get(target.calendar or self.plan.calendar or "")
        if hours is not None:
            return hours.zone
        return "UTC" if isinstance(self.agreement.text.zone, Unstated) else self.agreement.text.zone
