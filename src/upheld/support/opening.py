"""What is settled when a ticket is opened: its plan, its priority, and whether support is owed at all."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import Support
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.problems import Place, Problem
from upheld.support.events import Opening
from upheld.timeline.days import local_date
from upheld.timeline.zones import zone
from upheld.wording import say

_PREFIXES = ("priority", "severity", "prio", "sev", "p", "s")
NOTHING: Mapping[str, str] = MappingProxyType({})


def priority_named(support: Support, said: str) -> str | None:
    """The priority that people mean by `2`, `p2`, `P2` or `severity 2`; None where there is no such one."""
    if said in support.priorities:
        return said
    known = {_bare(name): name for name in support.priorities}
    known |= {name.casefold(): name for name in support.priorities}
    return known.get(said.strip().casefold()) or known.get(_bare(said))


def plan_for(agreement: Agreement, plan: str, account: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The plan that is named, or the account's own, or the agreement's default, or its only one."""
    support = agreement.text.support
    if support is None or not support.plans:
        return None, (_no_support(agreement),)
    own = agreement.text.accounts.get(account)
    names = [plan] if plan else [own.plan] if own and own.plan else _default(support)
    if len(names) == 1 and names[0] in support.plans:
        return names[0], ()
    listed = ", ".join(support.plans)
    what = say("no support plan is named `{plan}`", plan=plan) if plan else say("which support plan holds is not said")
    return None, (_problem(agreement, ("support", "plans"), what, say("name one of: {listed}", listed=listed)),)


def priority_of(agreement: Agreement, opening: Opening) -> tuple[str | None, tuple[Problem, ...]]:
    """The priority of a new ticket: as named, or as its answers lead to; refused where the agreement refuses it.

    An environment whose issues never get a priority (AP-15, PL-08) is refused with the clause as the reason.
    """
    support = agreement.text.support
    if support is None or not support.plans:
        return None, (_no_support(agreement),)
    found, problems = _named_or_answered(agreement, support, opening)
    if found is None:
        return None, problems
    environment = opening.environment or (opening.answers or NOTHING).get("environment", "")
    refused = refused_environment(agreement, found, environment)
    return (None, (refused,)) if refused else (found, ())


def refused_environment(agreement: Agreement, priority: str, environment: str) -> Problem | None:
    """Why an issue of this environment does not get this priority, with the clause; None where it may."""
    support, term = agreement.text.support, agreement.text.priority(priority)
    refused = {name.casefold() for name in term.environments_refused} if term else set()
    if term is None or not environment or environment.casefold() not in refused:
        return None
    clause = term.clause_of("environments_refused") or term.clause_of("definition") or ""
    by = f" ({clause})" if clause else ""
    what = say(
        "an issue of {environment} does not get priority {priority} ({title}){by}",
        environment=environment,
        priority=priority,
        title=term.title,
        by=by,
    )
    others = _open_to(support, environment) if support else ""
    path: Path = ("support", "priorities", priority, "environments_refused")
    asked = _problem(
        agreement,
        path,
        what,
        say("priorities for {environment}: {others}", environment=environment, others=others),
        clause,
    )
    return replace(asked, code="refused priority")


def refused_escalation(agreement: Agreement, plan: str, priority: str) -> Problem | None:
    """Why a ticket of this priority is never escalated, with the clause; None where it may be."""
    terms = agreement.text.plan(plan)
    if terms is None or priority not in terms.never_escalated:
        return None
    clause = terms.clause_of("never_escalated") or ""
    what = say("priority {priority} is not escalated under the plan {plan}", priority=priority, plan=plan) + (
        f" ({clause})" if clause else ""
    )
    return _problem(agreement, ("support", "plans", plan, "never_escalated"), what, "", clause)


def not_entitled(agreement: Agreement, account: str, opened: int) -> Problem | None:
    """Why a ticket opened at an instant is outside the account's term, where support is for the term only."""
    support, own = agreement.text.support, agreement.text.accounts.get(account)
    if support is None or own is None or not support.only_during_term:
        return None
    day = local_date(opened, zone("UTC" if isinstance(agreement.text.zone, Unstated) else agreement.text.zone))
    if (own.start or dt.date.min) <= day < (own.until or dt.date.max):
        return None
    clause = support.clause_of("only_during_term") or ""
    term = say(
        "from {start} until {until}", start=own.start or say("the beginning"), until=own.until or say("further notice")
    )
    what = say(
        "account {account} is not entitled to support on {day}: its term is {term}", account=account, day=day, term=term
    )
    return _problem(agreement, ("accounts", account), what, "", clause)


def _no_support(agreement: Agreement) -> Problem:
    asked = _problem(agreement, ("support",), say("the agreement promises no support by plan and priority"))
    return replace(asked, code="no support")


def _default(support: Support) -> list[str]:
    named = [name for name, plan in support.plans.items() if plan.default]
    return named or list(support.plans)


def _named_or_answered(
    agreement: Agreement, support: Support, opening: Opening
) -> tuple[str | None, tuple[Problem, ...]]:
    if not opening.priority:
        return _answered(agreement, support, _with_environment(support, opening))
    found = priority_named(support, opening.priority)
    return found, () if found else (_unknown_priority(agreement, support, opening.priority),)


def _with_environment(support: Support, opening: Opening) -> Mapping[str, str]:
    """The answers; a known environment answers the question of that name."""
    answers = opening.answers or NOTHING
    question = support.questions.get("environment")
    if "environment" in answers or question is None or opening.environment not in question.answers:
        return answers
    return {**answers, "environment": opening.environment}


def _answered(
    agreement: Agreement, support: Support, answers: Mapping[str, str]
) -> tuple[str | None, tuple[Problem, ...]]:
    """The first rule that the answers fit; a rule that still depends on an open question is asked for first."""
    wrong = tuple(_wrong_answers(agreement, support, answers))
    if wrong:
        return None, wrong
    for rule in support.priority_rules:
        if any(name in answers and answers[name] not in fitting for name, fitting in rule.answers.items()):
            continue
        missing = [name for name in rule.answers if name not in answers]
        if not missing:
            return rule.priority, ()
        asked = "; ".join(
            f"{name}: {support.questions[name].ask} ({', '.join(support.questions[name].answers)})" for name in missing
        )
        return None, (
            _problem(
                agreement,
                ("support", "questions"),
                say("the priority depends on {asked}", asked=asked),
                say("answer it, or name a priority"),
            ),
        )
    listed = ", ".join(support.priorities)
    return None, (
        _problem(
            agreement, ("support", "priorities"), say("no priority is named"), say("name one: {listed}", listed=listed)
        ),
    )


def _wrong_answers(agreement: Agreement, support: Support, answers: Mapping[str, str]) -> Iterable[Problem]:
    for name, answer in answers.items():
        path: Path = ("support", "questions", name)
        if name not in support.questions:
            yield _problem(
                agreement,
                ("support", "questions"),
                say("no question is named `{name}`", name=name),
                _near(name, support.questions),
            )
        elif answer not in support.questions[name].answers:
            known = support.questions[name].answers
            yield _problem(
                agreement,
                path,
                say("`{answer}` is no answer to `{name}`", answer=answer, name=name),
                _near(answer, known),
            )


def _unknown_priority(agreement: Agreement, support: Support, said: str) -> Problem:
    what = say("no priority is named `{said}`", said=said)
    return _problem(agreement, ("support", "priorities"), what, _near(said, support.priorities))


def _open_to(support: Support, environment: str) -> str:
    folded = environment.casefold()
    may = [n for n, p in support.priorities.items() if folded not in {e.casefold() for e in p.environments_refused}]
    return ", ".join(may) or "none"


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return say("did you mean `{near}`?", near=near[0]) if near else say("known: {known}", known=", ".join(known))


def _bare(name: str) -> str:
    folded = name.strip().casefold()
    for prefix in _PREFIXES:
        rest = folded.removeprefix(prefix).strip(" -_")
        if rest != folded and rest.isdigit():
            return rest
    return folded


def _problem(agreement: Agreement, path: Path, what: str, mend: str = "", clause: str = "") -> Problem:
    place: Place = agreement.place(path)
    return Problem(place, ".".join(map(str, path)), what, mend, clause=clause)
