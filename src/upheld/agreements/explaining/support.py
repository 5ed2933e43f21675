"""Support in sentences: priorities, how they are found, targets, escalation and intake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, closed, listed, quoted
from upheld.agreements.terms.support import (
    EscalationLevel,
    Intake,
    Plan,
    Priority,
    PriorityRule,
    Question,
    Support,
    Target,
)
from upheld.agreements.words import Unstated

_COUNTED: Mapping[str, str] = {
    "working time": "of working time, by the hours `{calendar}`",
    "elapsed time": "by the clock, day and night",
    "elapsed time on business days": "by the clock, leaving out whole the days on which `{calendar}` is closed",
    "business days": "by the days on which `{calendar}` is open",
}
_LATER: Mapping[str, str] = {
    "working time": ", in working time",
    "elapsed time": "",
    "elapsed time on business days": ", leaving out whole the days without hours",
}
_REOPENED: Mapping[str, str] = {
    "same clock": "When a ticket is reopened its clock goes on; the time for which it was closed is left out.",
    "new clock": "When a ticket is reopened a new clock starts; the verdict on the first one stays.",
    "first close stands": "When a ticket is reopened nothing more is due: the first close stands.",
}
_BY: Mapping[str, str] = {
    "close of business": "at the close of that day's hours",
    "opening": "at that day's opening",
    "same time": "at the time of day at which it was reported",
}


def support(term: Support, _about: About) -> Iterator[Told]:
    """What holds for every plan."""
    if term.responses:
        yield Told(("responses",), f"A customer has been answered by one of these: {listed(term.responses, 'or')}.")
    yield Told(("resolved_by",), f"An issue is resolved once it is {listed(term.resolved_by, 'or')}.")
    if term.only_during_term:
        yield Told(("only_during_term",), "Support is given during the subscription term only.")


def priority(term: Priority, about: About) -> Iterator[Told]:
    """Its definition, and where it cannot be had."""
    yield Told(("definition", "title"), f"Priority `{about.name}` ({term.title}): {closed(term.definition)}")
    if term.environments_refused:
        where = listed(term.environments_refused, "or")
        yield Told(("environments_refused",), f"An issue in {where} never gets priority {about.name}.")


def question(term: Question, _about: About) -> Iterator[Told]:
    """What is asked, and the answers."""
    answers = "; ".join(f"{key}: {meaning.rstrip('.')}" for key, meaning in term.answers.items())
    yield Told(("ask", "answers"), f"The customer is asked: {term.ask} ({answers}.)")


def priority_rule(term: PriorityRule, _about: About) -> Iterator[Told]:
    """Which answers lead to which priority."""
    given = [f"{name} is {listed(answers, 'or')}" for name, answers in term.answers.items()]
    when = f"When {listed(given)}" if given else "Otherwise"
    yield Told(("priority", "answers"), f"{when}, the priority is {term.priority}.")


def plan(term: Plan, about: About) -> Iterator[Told]:
    """Who has it, its hours, what pauses it and who is told of a breach."""
    who = f" comes with this: {term.entitlement}" if term.entitlement else " is a plan"
    usual = "; an account that has no other plan has this one" if term.default else ""
    yield Told(("title", "entitlement", "default"), f"The plan `{about.name}` ({term.title}){who}{usual}.")
    if term.calendar:
        yield Told(("calendar",), f"Its hours are `{term.calendar}` where a target names no others.")
    if not term.targets:
        yield Told(("targets",), "It has no target for any priority, so tickets get no deadline.")
    yield Told(("pauses", "paused_targets"), _stops(term))
    yield Told(("priority_change",), _changed(term.priority_change))
    yield Told(("reopening",), _REOPENED[term.reopening])
    if term.reopen_within:
        yield Told(("reopen_within",), f"A customer reopens a ticket within {term.reopen_within} of its solution.")
    if term.never_escalated:
        yield Told(("never_escalated",), f"Never escalated: priority {listed(term.never_escalated)}.")
    if term.warn_at:
        yield Told(("warn_at",), f"A warning is given at {listed(term.warn_at)} of a target's time.")


def target(term: Target, about: About) -> Iterator[Told]:
    """By when it is due."""
    kind, priority_, plan_ = str(about.path[-1]), str(about.path[-2]), str(about.path[-4])
    support_ = about.agreement.text.support
    calendar = term.calendar or (support_.plans[plan_].calendar if support_ and plan_ in support_.plans else None)
    told = f"{kind.capitalize()} to priority {priority_} in plan `{plan_}` is due within {term.within}"
    if isinstance(term.counted, Unstated):
        yield Told(("within",), f"{told}.")
        return
    counted = _COUNTED[term.counted].format(calendar=calendar)
    by = "" if isinstance(term.by, Unstated) else f", {_BY.get(term.by, f'at {term.by}')}"
    begins = " Its clock starts with the response." if term.starts == "response" else ""
    lands = " Where it falls on a closing it is due at the next opening." if term.landing == "next opening" else ""
    yield Told(("within", "counted", "calendar", "by", "landing", "starts"), f"{told} {counted}{by}.{begins}{lands}")
    if term.received_by:
        late = f"What is reported after {term.received_by}, or on a day without hours"
        yield Told(("received_by",), f"{late}, counts as reported on the next business day.")
    if term.kept_share:
        yield Told(("kept_share",), f"At least {term.kept_share} of tickets must meet it.")


def escalation(term: EscalationLevel, _about: About) -> Iterator[Told]:
    """Who is told, and when."""
    when = "at the breach" if term.at == "breach" else f"{term.at} after the breach"
    if isinstance(term.at, Unstated):
        when = "some time after the breach"
    elif term.at != "breach":
        when += _LATER[term.counted]
    unless = "" if term.unless == "none" else f", unless it has been {term.unless} by then"
    which = f"{listed(term.on, 'or')} target" if term.on else "target"
    article = "an" if which[0] in "aeiou" else "a"
    fields = ("to", "at", "unless", "counted", "on")
    yield Told(fields, f"When {article} {which} is missed, the {term.to} is told {when}{unless}.")


def intake(term: Intake, _about: About) -> Iterator[Told]:
    """How issues come in, and what they must hold."""
    if term.channels:
        yield Told(("channels",), f"Issues may come in by {listed(term.channels, 'or')}.")
    if term.answer_to_others:
        yield Told(("answer_to_others",), f"What comes in otherwise is answered: {closed(term.answer_to_others)}")
    if term.required:
        optional = f"; {quoted(term.optional)} may be left out" if term.optional else ""
        yield Told(("required", "optional"), f"A report must hold {quoted(term.required)}{optional}.")
    for address, requests in term.addresses.items():
        yield Told(("addresses", f"addresses.{address}"), f"Mail to {address} takes requests of the kind {requests}.")


def _stops(term: Plan) -> str:
    """Which clocks stand still, and when."""
    if not term.pauses or not term.paused_targets:
        return "No state of a ticket stops its clocks."
    whose = f"The clock of its {listed(term.paused_targets)} stops"
    if len(term.paused_targets) > 1:
        whose = f"The clocks of its {listed(term.paused_targets)} stop"
    states = listed((state.replace("_", " ") for state in term.pauses), "or")
    return f"{whose} while a ticket is {states}, and at no other time."


def _changed(reading: str) -> str:
    return {
        "from opening": "When the priority changes, the new target counts from the opening of the ticket.",
        "from the change": "When the priority changes, the new target counts from the change.",
        "less time spent": "When the priority changes, the new target counts on, less the time already spent.",
    }[reading]
