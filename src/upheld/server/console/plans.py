"""A support plan in plain words: for each priority what is due within which time, in which hours, by which clause."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.words import Unstated
from upheld.support.sources import origin_of


@dataclass(frozen=True, slots=True)
class TargetShown:
    """One target: `within` in the agreement's words, `counted` how, in which hours, by which clause."""

    kind: str
    within: str
    counted: str
    hours: str
    clause: str


@dataclass(frozen=True, slots=True)
class PriorityShown:
    """A priority, what it means, and what is due."""

    name: str
    title: str
    definition: str
    targets: tuple[TargetShown, ...]


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan by its name and title, and its priorities."""

    name: str
    title: str
    priorities: tuple[PriorityShown, ...]


def plan_shown(agreement: Agreement, plan: str) -> PlanShown | None:
    """A plan of an agreement; None where it has none of this name."""
    support = agreement.text.support
    terms = support.plans.get(plan) if support else None
    if support is None or terms is None:
        return None
    priorities = tuple(
        PriorityShown(name, each.title, each.definition, _targets(agreement, plan, name))
        for name, each in support.priorities.items()
    )
    return PlanShown(plan, terms.title, priorities)


def _targets(agreement: Agreement, plan: str, priority: str) -> tuple[TargetShown, ...]:
    support = agreement.text.support
    terms = support.plans[plan] if support else None
    if terms is None:
        return ()
    found = terms.targets.get(priority, {})
    return tuple(
        TargetShown(
            kind, str(each.within), "" if isinstance(each.counted, Unstated) else str(each.counted),
            each.calendar or terms.calendar or "",
            origin_of(agreement, ("support", "plans", plan, "targets", priority, kind)).clause,
        )
        for kind, each in found.items()
    )  # fmt: skip
