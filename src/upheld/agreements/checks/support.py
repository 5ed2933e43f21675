"""Support terms that hold together: targets have the calendar they need, every answer leads to a priority."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.support import EscalationLevel, Plan, PriorityRule, Support, Target
from upheld.agreements.text import Path
from upheld.agreements.words import Length, Unstated
from upheld.wording import say

MAX_COMBINATIONS = 10_000
_ON_CALENDAR = frozenset({"working time", "business days", "elapsed time on business days"})


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
        yield Fault(
            ("support", "plans", defaults[1], "default"),
            say("`{defaults}` is the default plan already", defaults=defaults[0]),
        )


def _plan(terms: AgreementText, support: Support, plan: Plan, path: Path) -> Iterator[Fault]:
    if plan.calendar is not None:
        yield from unknown_name((*path, "calendar"), "calendar", plan.calendar, terms.calendars)
    for index, priority in enumerate(plan.never_escalated):
        yield from unknown_name((*path, "never_escalated", index), "priority", priority, support.priorities)
    yield from _lengths(plan, path)
    for index, level in enumerate(plan.escalation):
        yield from _level(plan, level, (*path, "escalation", index))
    for priority, targets in plan.targets.items():
        yield from unknown_name((*path, "targets", priority), "priority", priority, support.priorities)
        for kind, target in targets.items():
            yield from _target(terms, plan, target, (*path, "targets", priority, kind))


def _lengths(plan: Plan, path: Path) -> Iterator[Fault]:
    for index, share in enumerate(plan.warn_at):
        if not 0 < share.value < 1:
            yield Fault(
                (*path, "warn_at", index),
                say("a warning at {share} is none", share=share),
                say("name a share between 0% and 100%"),
            )
    if plan.reopen_within is not None and plan.reopen_within.seconds is None:
        yield Fault(
            (*path, "reopen_within"),
            say("{reopen_within} has no fixed seconds", reopen_within=plan.reopen_within),
            say("write days"),
        )


def _target(terms: AgreementText, plan: Plan, target: Target, path: Path) -> Iterator[Fault]:
    if target.calendar is not None:
        yield from unknown_name((*path, "calendar"), "calendar", target.calendar, terms.calendars)
    in_days = target.within.unit == "business day"
    counted = "business days" if in_days and isinstance(target.counted, Unstated) else target.counted
    if counted in _ON_CALENDAR and (target.calendar or plan.calendar) is None:
        yield Fault(
            path, say("{counted} needs a calendar", counted=counted), say("name one here, or `calendar` of the plan")
        )
    if counted == "business days":
        yield from _business_days(plan, target, path)
    else:
        yield from _running_time(target, path)
    if path[-1] == "response" and target.starts == "response":
        yield Fault((*path, "starts"), say("a response cannot start with itself"), say("leave `starts` out"))
    if target.kept_share is not None and target.kept_share.value > 1:
        yield Fault(
            (*path, "kept_share"),
            say("{kept_share} of the tickets is more than all of them", kept_share=target.kept_share),
        )


def _business_days(plan: Plan, target: Target, path: Path) -> Iterator[Fault]:
    if target.within.unit != "business day":
        mend = say("write `1 business day`, or count otherwise")
        yield Fault((*path, "within"), say("{within} are not business days", within=target.within), mend)
    if plan.priority_change == "less time spent":
        what = say("time spent cannot be taken from a date: the plan says `priority_change: less time spent`")
        yield Fault((*path, "within"), what, say("count in hours, or let a change count from opening"))


def _running_time(target: Target, path: Path) -> Iterator[Fault]:
    if target.within.seconds is None and not isinstance(target.counted, Unstated):
        what = say("{within} has no fixed seconds to count as {counted}", within=target.within, counted=target.counted)
        yield Fault((*path, "within"), what, say("write hours"))
    for name in ("by", "received_by"):
        if getattr(target, name):
            yield Fault(
                (*path, name),
                say("`{name}` goes with business days", name=name),
                say("leave it out, or count business days"),
            )


def _level(plan: Plan, level: EscalationLevel, path: Path) -> Iterator[Fault]:
    if isinstance(level.at, Length) and level.at.seconds is None:
        yield Fault((*path, "at"), say("{at} has no fixed seconds", at=level.at), say("write hours"))
    if level.counted != "elapsed time" and plan.calendar is None:
        mend = say("name one, or count elapsed time")
        yield Fault((*path, "counted"), say("{counted} needs the plan's `calendar`", counted=level.counted), mend)


def _rules(support: Support) -> Iterator[Fault]:
    for index, rule in enumerate(support.priority_rules):
        path: Path = ("support", "priority_rules", index)
        yield from unknown_name((*path, "priority"), "priority", rule.priority, support.priorities)
        for question, answers in rule.answers.items():
            yield from unknown_name((*path, "answers", question), "question", question, support.questions)
            known = support.questions[question].answers if question in support.questions else answers
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
        what = say(
            "{many} combinations of answers; at most {MAX_COMBINATIONS} are checked",
            many=many,
            MAX_COMBINATIONS=MAX_COMBINATIONS,
        )
        yield Fault(path, what, say("ask fewer questions"))
        return
    for answers in itertools.product(*choices):
        given = dict(zip(names, answers, strict=True))
        if priority_for(support.priority_rules, given) is None:
            said = ", ".join(f"{name}: {answer}" for name, answer in given.items())
            yield Fault(
                path, say("no rule gives a priority for {said}", said=said), say("add a last rule without answers")
            )
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
