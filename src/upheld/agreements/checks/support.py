"""Support terms that hold together: every target has a calendar where it needs one, every answer leads to a priority."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.support import Plan, PriorityRule, Support, Target
from upheld.agreements.text import Path

MAX_COMBINATIONS = 10_000


def support_faults(terms: AgreementText) -> Iterator[Fault]:
    """Faults of priorities, questions and plans."""
    support = terms.support
    if support is None:
        return
    yield from _rules(support)
    yield from _coverage(support)
    for name, plan in support.plans.items():
        yield from _plan(terms, support, plan, ("support", "plans", name))
    defaults = [name for name, plan in support.plans.items() if plan.default]
    if len(defaults) > 1:
        yield Fault(("support", "plans", defaults[1], "default"), f"`{defaults[0]}` is the default plan already")


def _plan(terms: AgreementText, support: Support, plan: Plan, path: Path) -> Iterator[Fault]:
    if plan.calendar is not None:
        yield from unknown_name((*path, "calendar"), "calendar", plan.calendar, terms.calendars)
    for index, priority in enumerate(plan.never_escalated):
        yield from unknown_name((*path, "never_escalated", index), "priority", priority, support.priorities)
    for priority, targets in plan.targets.items():
        yield from unknown_name((*path, "targets", priority), "priority", priority, support.priorities)
        for kind, target in targets.items():
            yield from _target(terms, plan, target, (*path, "targets", priority, kind))


def _target(terms: AgreementText, plan: Plan, target: Target, path: Path) -> Iterator[Fault]:
    if target.calendar is not None:
        yield from unknown_name((*path, "calendar"), "calendar", target.calendar, terms.calendars)
    needs = target.counted in {"working time", "business days", "elapsed time on business days"}
    if needs and (target.calendar or plan.calendar) is None:
        yield Fault(path, f"{target.counted} needs a calendar", "name one here, or `calendar` of the plan")
    in_days = target.within.unit == "business day"
    if target.counted == "business days" and not in_days:
        yield Fault((*path, "within"), f"{target.within} are not business days", "write `1 business day`, or count otherwise")
    if target.counted in {"working time", "elapsed time on business days"} and target.within.seconds is None:
        yield Fault((*path, "within"), f"{target.within} has no fixed seconds to count as {target.counted}", "write hours")


def _rules(support: Support) -> Iterator[Fault]:
    for index, rule in enumerate(support.priority_rules):
        path: Path = ("support", "priority_rules", index)
        yield from unknown_name((*path, "priority"), "priority", rule.priority, support.priorities)
        for question, answers in rule.answers.items():
            yield from unknown_name((*path, "answers", question), "question", question, support.questions)
            known = support.questions[question].answers if question in support.questions else dict.fromkeys(answers, "")
            for answer in answers:
                yield from unknown_name((*path, "answers", question), "answer", answer, known)


def _coverage(support: Support) -> Iterator[Fault]:
    """Every combination of answers must lead to a priority."""
    if not support.priority_rules:
        return
    path: Path = ("support", "priority_rules")
    names = list(support.questions)
    choices = [list(question.answers) for question in support.questions.values()]
    if (many := _product(choices)) > MAX_COMBINATIONS:
        yield Fault(path, f"{many} combinations of answers; at most {MAX_COMBINATIONS} are checked", "ask fewer questions")
        return
    for answers in itertools.product(*choices):
        given = dict(zip(names, answers, strict=True))
        if priority_for(support.priority_rules, given) is None:
            said = ", ".join(f"{name}: {answer}" for name, answer in given.items())
            yield Fault(path, f"no rule gives a priority for {said}", "add a last rule without answers")
            return


def priority_for(rules: tuple[PriorityRule, ...], answers: Mapping[str, str]) -> str | None:
    """The priority of the first rule that all the answers fit; None where no rule fits."""
    fitting = (rule for rule in rules if all(answers.get(q) in options for q, options in rule.answers.items()))
    return next((rule.priority for rule in fitting), None)


def _product(choices: list[list[str]]) -> int:
    total = 1
    for options in choices:
        total *= len(options)
    return total
