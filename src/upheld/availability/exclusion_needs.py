"""What must hold before exclusions can be ruled on: records that fit the agreement, and no open terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from upheld.agreements.agreement import Agreement
from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.questions import open_questions
from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.text import Path
from upheld.problems import Problem
from upheld.rules.record import Record
from upheld.wording import say


def exclusion_questions(agreement: Agreement, causes: Iterable[str]) -> tuple[Problem, ...]:
    """The open terms of the exclusions of these causes, each with its question."""
    return open_questions(agreement, [need for cause in dict.fromkeys(causes) for need in _needed(agreement, cause)])


def record_problems(agreement: Agreement, records: Sequence[Record]) -> tuple[Problem, ...]:
    """Records that do not fit: an unknown cause or measure, a missing account, a cause that the traffic shows."""
    return tuple(
        Problem(record.place, ".".join(map(str, fault.path)), fault.what, fault.help)
        for record in records
        for fault in _faults(agreement, record)
    )


def shown_by_traffic(agreement: Agreement, cause: str) -> bool:
    """Whether the traffic itself shows this cause, so that nobody records it."""
    return any(
        isinstance(use.terms, ConditionTerms) and use.terms.shown_by == "traffic"
        for use in agreement.text.exclusions[cause].conditions
    )


def _faults(agreement: Agreement, record: Record) -> Iterator[Fault]:
    exclusion = agreement.text.exclusions.get(record.cause)
    yield from unknown_name(("cause",), "exclusion", record.cause, agreement.text.exclusions)
    for name in record.measures:
        yield from unknown_name(("measures",), "measure", name, agreement.text.measures)
    if exclusion is None:
        return
    if record.account is not None and agreement.text.applies_to == "all accounts":
        what = say("it concerns {account} alone, and the agreement judges all accounts as one", account=record.account)
        yield Fault(
            ("account",), what, say("leave `account` away if it concerns everybody, else leave the record away")
        )
    if exclusion.scope == "one account" and record.account is None:
        yield Fault(
            ("account",),
            say("`{cause}` concerns one account, and the record names none", cause=record.cause),
            say("add `account`"),
        )
    if shown_by_traffic(agreement, record.cause):
        yield Fault(
            ("cause",),
            say("`{cause}` is measured from the traffic itself", cause=record.cause),
            say("remove the record"),
        )


def _needed(agreement: Agreement, cause: str) -> Iterator[tuple[Path, str]]:
    exclusion = agreement.text.exclusions[cause]
    path: Path = ("exclusions", cause)
    yield (*path, "effect"), say("Does this time leave both sides of the figure, count as up, or count as down?")
    for use in exclusion.conditions:
        if not isinstance(use.terms, ConditionTerms):
            continue
        for inner, question in use.terms.questions():
            yield (*path, "conditions", use.name, *inner), question
        calendar = getattr(use.terms, "calendar", None)
        if isinstance(calendar, str):
            yield ("calendars", calendar, "zone"), say("In which zone are the calendar's days counted?")
            yield ("calendars", calendar, "holidays"), say("Which holidays does the calendar keep?")
