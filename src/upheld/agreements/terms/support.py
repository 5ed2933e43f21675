"""Support plans: hours, priorities with their questions, targets, pauses, escalation and channels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import UNSTATED, FrozenMap, LengthWord, Open, ShareWord

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,63}$")]
TargetKind = Literal["response", "update", "workaround", "resolution"]
Counted = Literal["working time", "elapsed time", "elapsed time on business days", "business days"]
CountedSeconds = Literal["working time", "elapsed time", "elapsed time on business days"]
Landing = Literal["closing", "next opening"]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
By = Annotated[str, StringConstraints(pattern=r"^(close of business|opening|same time|([01]\d|2[0-3]):[0-5]\d)$")]
Response = Literal["e-mail accepted", "call logged", "portal", "webhook delivered"]


class Question(Term):
    """A question to the customer whose answers lead to a priority."""

    ask: Text
    answers: FrozenMap[Key, Text] = Field(min_length=1)


class PriorityRule(Term):
    """The first rule whose answers all match gives the priority; several answers to one question are alternatives."""

    answers: FrozenMap[Name, tuple[Key, ...]] = Field(default_factory=dict)
    priority: Key


class Priority(Term):
    """A class of issues as the agreement defines it."""

    title: Text
    definition: Text
    environments_refused: tuple[Text, ...] = Field(
        default=(), description="Environments whose issues never get this priority."
    )


class Target(Term):
    """By when something is due.

    `within` is a length; `counted` says in what time it runs: `working time` (the calendar's hours alone),
    `elapsed time` (every hour), `elapsed time on business days` (every hour of business dates; other dates
    are left out whole) or `business days`. Business days land on the n-th business date after the date of the
    report, and `by` says at which instant of that date; with `received_by`, a report after that hour, or on a
    date without work, counts as received on the next business date. A deadline that falls exactly on closing
    time is due then (`landing: closing`), or at the next opening.
    """

    within: LengthWord
    counted: Open[Counted] = UNSTATED
    calendar: Name | None = Field(default=None, description="Where it is not the plan's own.")
    landing: Landing = "closing"
    by: Open[By] = UNSTATED
    received_by: ClockTime | None = Field(
        default=None,
        description="Hour (by the calendar's clock) after which a report counts as of the next business date.",
    )
    starts: Literal["opening", "response"] = Field(default="opening", description="What sets the clock going.")
    kept_share: ShareWord | None = Field(default=None, description="Share of tickets that must meet it.")


class EscalationLevel(Term):
    """Who is told when a target is missed, and when the next level follows if nobody takes it."""

    to: Text
    at: Open[Literal["breach"] | LengthWord] = Field(
        default="breach", description="At the breach, or so long after it."
    )
    unless: Literal["taken", "acknowledged", "none"] = Field(
        default="taken", description="What calls it off when it happened by then."
    )
    counted: CountedSeconds = Field(default="elapsed time", description="In what time `at` runs after the breach.")
    on: tuple[TargetKind, ...] = Field(
        default=(), description="Targets whose breach is escalated; every one where none is named."
    )


class Plan(Term):
    """A support plan: what is due per priority, in which hours."""

    title: Text
    calendar: Name | None = Field(default=None, description="Calendar of its targets where a target names none.")
    entitlement: Text | None = None
    default: bool = False
    targets: FrozenMap[Key, FrozenMap[TargetKind, Target]] = Field(description="Priority -> what -> target.")
    pauses: tuple[Name, ...] = Field(
        default=(), description="Ticket states that pause its clocks; none pauses unless named."
    )
    paused_targets: tuple[TargetKind, ...] = Field(default=("update", "workaround", "resolution"))
    reopening: Literal["same clock", "new clock", "first close stands"] = "same clock"
    reopen_within: LengthWord | None = Field(
        default=None,
        description="How long after the solution a customer reopens the ticket (what comes later begins another one); "
        "until it is closed, where this is not said.",
    )
    priority_change: Literal["from opening", "from the change", "less time spent"] = "from opening"
    escalation: tuple[EscalationLevel, ...] = ()
    never_escalated: tuple[Key, ...] = ()
    warn_at: tuple[ShareWord, ...] = ()


class Intake(Term):
    """What a report must hold and where it may come in."""

    required: tuple[Name, ...] = ()
    optional: tuple[Name, ...] = ()
    channels: tuple[Literal["e-mail", "web form", "api", "telephone", "monitoring"], ...] = ()
    answer_to_others: Text | None = Field(default=None, description="What a report over another channel is answered.")
    addresses: FrozenMap[str, Text] = Field(default_factory=dict, description="Address -> the requests it takes.")


class Support(Term):
    """Support as promised: priorities, how they are found, and the plans."""

    priorities: FrozenMap[Key, Priority]
    questions: FrozenMap[Name, Question] = Field(default_factory=dict)
    priority_rules: tuple[PriorityRule, ...] = ()
    plans: FrozenMap[Name, Plan]
    intake: Intake = Intake()
    responses: tuple[Response, ...] = Field(
        default=(),
        description="What counts as having reached the customer; every public message where none is named.",
    )
    resolved_by: tuple[Literal["fixed", "resolved", "worked around"], ...] = Field(
        default=("fixed", "resolved"), description="What stops the resolution clock."
    )
    only_during_term: bool = False
