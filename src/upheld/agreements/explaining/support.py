"""Support in sentences: priorities, how they are found, targets, escalation and intake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, closed, quoted
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
from upheld.wording import listed, message, say, say_word

_COUNTED: Mapping[str, str] = {
    "working time": message("of working time, by the hours `{calendar}`"),
    "elapsed time": message("by the clock, day and night"),
    "elapsed time on business days": message(
        "by the clock, leaving out whole the days on which `{calendar}` is closed"
    ),
    "business days": message("by the days on which `{calendar}` is open"),
}
_LATER: Mapping[str, str] = {
    "working time": say(", in working time"),
    "elapsed time": "",
    "elapsed time on business days": say(", leaving out whole the days without hours"),
}
_KINDS: Mapping[str, str] = {
    "response": say("Response"),
    "update": say("Update"),
    "workaround": say("Workaround"),
    "resolution": say("Resolution"),
}
_REOPENED: Mapping[str, str] = {
    "same clock": say("When a ticket is reopened its clock goes on; the time for which it was closed is left out."),
    "new clock": say("When a ticket is reopened a new clock starts; the verdict on the first one stays."),
    "first close stands": say("When a ticket is reopened nothing more is due: the first close stands."),
}
_BY: Mapping[str, str] = {
    "close of business": say("at the close of that day's hours"),
    "opening": say("at that day's opening"),
    "same time": say("at the time of day at which it was reported"),
}


def support(term: Support, _about: About) -> Iterator[Told]:
    """What holds for every plan."""
    if term.responses:
        yield Told(
            ("responses",),
            say(
                "A customer has been answered by one of these: {responses}.",
                responses=listed(map(say_word, term.responses), "or"),
            ),
        )
    yield Told(
        ("resolved_by",),
        say(
            "An issue is resolved once it is {resolved_by}.", resolved_by=listed(map(say_word, term.resolved_by), "or")
        ),
    )
    if term.only_during_term:
        yield Told(("only_during_term",), say("Support is given during the subscription term only."))


def priority(term: Priority, about: About) -> Iterator[Told]:
    """Its definition, and where it cannot be had."""
    yield Told(
        ("definition", "title"),
        say(
            "Priority `{name}` ({title}): {definition}",
            name=about.name,
            title=term.title,
            definition=closed(term.definition),
        ),
    )
    if term.environments_refused:
        where = listed(term.environments_refused, "or")
        yield Told(
            ("environments_refused",),
            say("An issue in {where} never gets priority {name}.", where=where, name=about.name),
        )


def question(term: Question, _about: About) -> Iterator[Told]:
    """What is asked, and the answers."""
    answers = "; ".join(f"{key}: {meaning.rstrip('.')}" for key, meaning in term.answers.items())
    yield Told(("ask", "answers"), say("The customer is asked: {ask} ({answers}.)", ask=term.ask, answers=answers))


def priority_rule(term: PriorityRule, _about: About) -> Iterator[Told]:
    """Which answers lead to which priority."""
    given = [
        say("{name} is {answers}", name=name, answers=listed(answers, "or")) for name, answers in term.answers.items()
    ]
    when = say("When {given}", given=listed(given)) if given else say("Otherwise")
    yield Told(("priority", "answers"), say("{when}, the priority is {priority}.", when=when, priority=term.priority))


def plan(term: Plan, about: About) -> Iterator[Told]:
    """Who has it, its hours, what pauses it and who is told of a breach."""
    who = (
        say(" comes with this: {entitlement}", entitlement=term.entitlement) if term.entitlement else say(" is offered")
    )
    usual = say("; an account that has no other plan has this one") if term.default else ""
    yield Told(
        ("title", "entitlement", "default"),
        say("The plan `{name}` ({title}){who}{usual}.", name=about.name, title=term.title, who=who, usual=usual),
    )
    if term.calendar:
        yield Told(
            ("calendar",), say("Its hours are `{calendar}` where a target names no others.", calendar=term.calendar)
        )
    if not term.targets:
        yield Told(("targets",), say("It has no target for any priority, so tickets get no deadline."))
    yield Told(("pauses", "paused_targets"), _stops(term))
    yield Told(("priority_change",), _changed(term.priority_change))
    yield Told(("reopening",), _REOPENED[term.reopening])
    if term.reopen_within:
        yield Told(
            ("reopen_within",),
            say(
                "A customer reopens a ticket within {reopen_within} of its solution.", reopen_within=term.reopen_within
            ),
        )
    if term.never_escalated:
        yield Told(
            ("never_escalated",),
            say("Never escalated: priority {never_escalated}.", never_escalated=listed(term.never_escalated)),
        )
    if term.warn_at:
        yield Told(
            ("warn_at",), say("A warning is given at {warn_at} of a target's time.", warn_at=listed(term.warn_at))
        )


def target(term: Target, about: About) -> Iterator[Told]:
    """By when it is due."""
    kind, priority_, plan_ = str(about.path[-1]), str(about.path[-2]), str(about.path[-4])
    terms = about.agreement.text.plan(plan_)
    calendar = term.calendar or (terms.calendar if terms else None)
    told = say(
        "{kind} to priority {priority} in plan `{plan}` is due within {within}",
        kind=_KINDS[kind],
        priority=priority_,
        plan=plan_,
        within=term.within,
    )
    if isinstance(term.counted, Unstated):
        yield Told(("within",), say("{told}.", told=told))
        return
    counted = say(_COUNTED[term.counted], calendar=calendar)
    by = "" if isinstance(term.by, Unstated) else say(", {by}", by=_BY.get(term.by) or say("at {hour}", hour=term.by))
    begins = say(" Its clock starts with the response.") if term.starts == "response" else ""
    lands = say(" Where it falls on a closing it is due at the next opening.") if term.landing == "next opening" else ""
    yield Told(
        ("within", "counted", "calendar", "by", "landing", "starts"),
        say("{told} {counted}{by}.{begins}{lands}", told=told, counted=counted, by=by, begins=begins, lands=lands),
    )
    if term.received_by:
        late = say("What is reported after {received_by}, or on a day without hours", received_by=term.received_by)
        yield Told(("received_by",), say("{late}, counts as reported on the next business day.", late=late))
    if term.kept_share:
        yield Told(("kept_share",), say("At least {kept_share} of tickets must meet it.", kept_share=term.kept_share))


def escalation(term: EscalationLevel, _about: About) -> Iterator[Told]:
    """Who is told, and when."""
    when = say("at the breach") if term.at == "breach" else say("{at} after the breach", at=term.at)
    if isinstance(term.at, Unstated):
        when = say("some time after the breach")
    elif term.at != "breach":
        when += _LATER[term.counted]
    unless = "" if term.unless == "none" else say(", unless it has been {unless} by then", unless=say_word(term.unless))
    which = say("a target")
    if term.on:
        on = listed(map(say_word, term.on), "or")
        which = say("an {on} target", on=on) if on[0] in "aeiou" else say("a {on} target", on=on)
    fields = ("to", "at", "unless", "counted", "on")
    yield Told(
        fields,
        say(
            "When {which} is missed, the {to} is told {when}{unless}.",
            which=which,
            to=term.to,
            when=when,
            unless=unless,
        ),
    )


def intake(term: Intake, _about: About) -> Iterator[Told]:
    """How issues come in, and what they must hold."""
    if term.channels:
        yield Told(
            ("channels",), say("Issues may come in by {channels}.", channels=listed(map(say_word, term.channels), "or"))
        )
    if term.answer_to_others:
        yield Told(
            ("answer_to_others",),
            say(
                "What comes in otherwise is answered: {answer_to_others}",
                answer_to_others=closed(term.answer_to_others),
            ),
        )
    if term.required:
        optional = say("; {optional} may be left out", optional=quoted(term.optional)) if term.optional else ""
        yield Told(
            ("required", "optional"),
            say("A report must hold {required}{optional}.", required=quoted(term.required), optional=optional),
        )
    for address, requests in term.addresses.items():
        yield Told(
            ("addresses", f"addresses.{address}"),
            say("Mail to {address} takes requests of the kind {requests}.", address=address, requests=requests),
        )


def _stops(term: Plan) -> str:
    """Which clocks stand still, and when."""
    if not term.pauses or not term.paused_targets:
        return say("No state of a ticket stops its clocks.")
    whose = say("The clock of its {paused_targets} stops", paused_targets=listed(map(say_word, term.paused_targets)))
    if len(term.paused_targets) > 1:
        whose = say(
            "The clocks of its {paused_targets} stop", paused_targets=listed(map(say_word, term.paused_targets))
        )
    states = listed((say_word(state.replace("_", " ")) for state in term.pauses), "or")
    return say("{whose} while a ticket is {states}, and at no other time.", whose=whose, states=states)


def _changed(reading: str) -> str:
    return {
        "from opening": say("When the priority changes, the new target counts from the opening of the ticket."),
        "from the change": say("When the priority changes, the new target counts from the change."),
        "less time spent": say("When the priority changes, the new target counts on, less the time already spent."),
    }[reading]
