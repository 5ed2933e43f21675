"""The fields of the form for a report: those that the agreement asks for, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import Support
from upheld.problems import Place, Problem
from upheld.support.intake import intake_of
from upheld.support.wall_times import WallTimeError, instant_reader
from upheld.timeline.instants import instant_text

Kind = Literal["line", "text", "moment", "choice"]

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "reporter": "Who reports it", "service": "Affected service", "began_at": "When it began",
        "ongoing": "Is it still going on?", "failure": "What fails", "transaction_ids": "Transaction ids",
    }
)  # fmt: skip
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {"began_at": "moment", "ongoing": "choice", "failure": "text", "transaction_ids": "text"}
)
_YES_NO = (("yes", "Yes", ""), ("no", "No", ""))


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it: what stands in it, and what is wrong with that.

    `choices` are value, title and what it means.
    """

    name: str
    label: str
    kind: Kind
    required: bool
    value: str = ""
    error: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()


def fields_of(
    agreement: Agreement, zone: str, told: Mapping[str, str], problems: Iterable[Problem] = ()
) -> tuple[Field, ...]:
    """The fields that an agreement asks for, with what was written in them and what is wrong; nothing is lost."""
    wrong = tuple(problems)
    return tuple(
        Field(
            each.name, each.label, each.kind, each.required, told.get(each.name, ""), _error(each.name, told, wrong),
            each.hint, each.choices,
        )
        for each in (
            Field("subject", "In one line", "line", required=True),
            *_questions(agreement.text.support),
            *_intake(agreement, zone),
            Field("description", "Anything else that helps", "text", required=False),
        )
    )  # fmt: skip


def other_problems(fields: Iterable[Field], problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that no field shows."""
    shown = {field.error for field in fields}
    return tuple(problem for problem in problems if _says(problem) not in shown)


def intake_told(told: Mapping[str, str], zone: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The fields of the agreement from a form; a moment by the clock of the account's zone becomes one in UTC."""
    found = {name.removeprefix("intake."): value for name, value in told.items() if name.startswith("intake.")}
    began = found.get("began_at", "").strip()
    if not began:
        return found, ()
    try:
        return {**found, "began_at": instant_text(instant_reader(zone)(began))}, ()
    except WallTimeError as error:
        return found, (Problem(Place("request"), "intake.began_at", str(error)),)


def _questions(support: Support | None) -> Iterator[Field]:
    """The questions that lead to a priority; where there are none, the priorities with their definitions."""
    if support is None or not support.priorities:
        return
    for name, question in support.questions.items():
        choices = tuple((key, answer, "") for key, answer in question.answers.items())
        yield Field(f"answers.{name}", question.ask, "choice", required=False, choices=choices)
    if not support.questions:
        choices = tuple((name, each.title, each.definition) for name, each in support.priorities.items())
        yield Field("priority", "How grave is it?", "choice", required=True, choices=choices)


def _intake(agreement: Agreement, zone: str) -> Iterator[Field]:
    terms = intake_of(agreement)
    for name in (*terms.required, *terms.optional):
        kind = _KINDS.get(name, "line")
        yield Field(
            f"intake.{name}", LABELS.get(name, name.replace("_", " ").capitalize()), kind, name in terms.required,
            hint=f"By the clock in {zone}" if kind == "moment" else "",
            choices=_YES_NO if kind == "choice" else (),
        )  # fmt: skip


def _error(name: str, told: Mapping[str, str], problems: Iterable[Problem]) -> str:
    return next((_says(problem) for problem in problems if _is_about(problem, name, told)), "")


def _is_about(problem: Problem, name: str, told: Mapping[str, str]) -> bool:
    if problem.field == "support.questions":
        # The problem lists the questions that are open, each with a colon behind its name.
        question = name.removeprefix("answers.")
        return question != name and not told.get(name) and f"{question}:" in problem.what
    wrong = f"answers.{problem.field.removeprefix('support.questions.')}"
    return name in {problem.field, wrong} or (name == "priority" and problem.field == "support.priorities")


def _says(problem: Problem) -> str:
    clause = f" ({problem.clause})" if problem.clause and problem.clause not in problem.what else ""
    mend = f"; {problem.help}" if problem.help else ""
    return f"{problem.what}{mend}{clause}"
