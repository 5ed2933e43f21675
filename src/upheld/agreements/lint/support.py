"""Support plans with gaps: priorities without a target, days that may be 24 hours or a working day."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.terms.support import Plan, Target
from upheld.agreements.text import Path
from upheld.wording import say

NO_TARGET = say("no target")
WHICH_DAY = say("which day")


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every priority that a plan has no target for, and every target in days that is counted in working time."""
    support = agreement.text.support
    if support is None:
        return
    for name, plan in support.plans.items():
        path: Path = ("support", "plans", name, "targets")
        yield from _uncovered(agreement, plan, path)
        for priority, targets in plan.targets.items():
            for kind, target in targets.items():
                yield from _days(agreement, target, (*path, priority, kind, "within"))


def _uncovered(agreement: Agreement, plan: Plan, path: Path) -> Iterator[Finding]:
    support = agreement.text.support
    missing = [name for name in (support.priorities if support else ()) if name not in plan.targets]
    if missing:
        what = say("there is no target for priority {missing}", missing=", ".join(missing))
        yield finding(agreement, NO_TARGET, path, (what, say("Is nothing promised for these priorities in this plan?")))


def _days(agreement: Agreement, target: Target, path: Path) -> Iterator[Finding]:
    if target.counted == "working time" and target.within.unit in {"day", "week"}:
        what = say("{within} of working time are counted as 24 hours a day", within=target.within)
        yield finding(agreement, WHICH_DAY, path, (what, say("Are 24 working hours a day meant, or business days?")))
