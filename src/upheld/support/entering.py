"""Events meet the agreement: plan, priority and entitlement of a ticket are settled, then its events are folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from upheld.agreements.agreement import Agreement
from upheld.problems import Problem
from upheld.support.events import Event, Opening, in_order
from upheld.support.opening import not_entitled, plan_for, priority_named, priority_of, refused_environment
from upheld.support.ticket import Ticket, fold
from upheld.wording import say


def entered(
    agreement: Agreement, ticket: str, events: Iterable[Event], plan: str = ""
) -> tuple[Ticket | None, tuple[Problem, ...]]:
    """The ticket under an agreement, every priority by its name there; or each reason why it gets no clock.

    `plan` is the plan where the opening names none. Refused are: no opening, an unknown plan or priority, a
    priority that the agreement does not give to this environment (at opening or later), and a ticket opened
    outside the term.
    """
    ordered = in_order(events)
    first = next((event for event in ordered if event.kind == "opened"), None)
    if first is None:
        what = say("no event opens ticket {ticket}", ticket=ticket)
        return None, (
            Problem(agreement.place(()), "events", what, say("begin with an `opened` event"), code=say("no opening")),
        )
    opening, problems = _settled(agreement, first.opening or Opening(), first.at, plan)
    changes, wrong = _renamed(agreement, ordered, opening)
    if problems or wrong:
        return None, (*problems, *wrong)
    made = [replace(event, opening=opening) if event is first else event for event in changes]
    return fold(ticket, made), ()


def stays_in_figures(agreement: Agreement, cause: str) -> bool:
    """Whether the agreement names a cause and lets its tickets be judged all the same."""
    named = agreement.text.exclusions.get(cause)
    return named is not None and not named.tickets


def _settled(agreement: Agreement, opening: Opening, at: int, plan: str) -> tuple[Opening, tuple[Problem, ...]]:
    name, no_plan = plan_for(agreement, opening.plan or plan, opening.account)
    priority, no_priority = priority_of(agreement, opening)
    late = not_entitled(agreement, opening.account, at)
    found = (
        *(replace(problem, code=problem.code or "no plan") for problem in no_plan),
        *(replace(problem, code=problem.code or "no priority") for problem in no_priority),
        *((replace(late, code="not entitled"),) if late else ()),
    )
    environment = opening.environment or (opening.answers or {}).get("environment", "")
    settled = replace(opening, plan=name or "", priority=priority or "", environment=environment)
    return settled, tuple(dict.fromkeys(found))


def _renamed(agreement: Agreement, events: tuple[Event, ...], opening: Opening) -> tuple[list[Event], list[Problem]]:
    """Changes of priority by the agreement's names; those that it refuses are problems.

    A cause whose tickets stay in the figures takes none out.
    """
    support = agreement.text.support
    made: list[Event] = []
    wrong: list[Problem] = []
    for event in events:
        if event.kind == "excluded" and stays_in_figures(agreement, event.detail):
            continue
        if event.kind != "priority_changed" or support is None:
            made.append(event)
            continue
        name = priority_named(support, event.detail)
        refused = refused_environment(agreement, name, opening.environment) if name else None
        if name is None:
            what = say("no priority is named `{detail}`", detail=event.detail)
            wrong.append(
                Problem(agreement.place(("support", "priorities")), "support.priorities", what, code=say("no priority"))
            )
        elif refused:
            wrong.append(refused)
        else:
            made.append(replace(event, detail=name))
    return made, wrong
