"""The fields of the form for a report: those that the agreement asks for, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import Support
from upheld.problems import Place, Problem
from upheld.server.look.faults import in_one
from upheld.server.look.fields import Field, FieldKind
from upheld.server.look.words import Words
from upheld.support.intake import intake_of
from upheld.support.wall_times import WallTimeError, instant_reader
from upheld.timeline.instants import instant_text

LABELS: Mapping[str, Words] = MappingProxyType(
    {
        "reporter": _("Who reports it"), "service": _("Affected service"), "began_at": _("When it began"),
        "ongoing": _("Is it still going on?"), "failure": _("What fails"), "transaction_ids": _("Transaction ids"),
    }
)  # fmt: skip
_KINDS: Mapping[str, FieldKind] = MappingProxyType(
    {"began_at": "moment", "ongoing": "choice", "failure": "text", "transaction_ids": "text"}
)
_YES_NO = (("yes", _("Yes")), ("no", _("No")))


def fields_of(
    agreement: Agreement, zone: str, told: Mapping[str, str], problems: Iterable[Problem] = ()
) -> tuple[Field, ...]:
    """The fields that an agreement asks for, with what was written in them and what is wrong; nothing is lost."""
    fields = (
        Field("subject", gettext("In one line: what is it about?"), required=True, longest=300),
        *_questions(agreement.text.support),
        *_intake(agreement, zone),
        Field("description", gettext("Anything else that helps"), "text", longest=50_000),
    )
    return with_faults(fields, told, problems)


def with_faults(fields: Iterable[Field], told: Mapping[str, str], problems: Iterable[Problem]) -> tuple[Field, ...]:
    """Fields with what was written in them, and what is wrong with it."""
    wrong = tuple(problems)
    return tuple(replace(each, value=told.get(each.name, ""), error=_error(each.name, told, wrong)) for each in fields)


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
        # The field takes no offset: whoever means such an hour names another, and writes down which it was.
        mend = gettext("choose a time just before or after it, and tell the rest below") if error.mend else ""
        return found, (Problem(Place("request"), "intake.began_at", error.what, mend),)


def _questions(support: Support | None) -> Iterator[Field]:
    """The questions that lead to a priority; where there are none, the priorities with their definitions."""
    if support is None or not support.priorities:
        return
    for name, question in support.questions.items():
        choices = tuple((key, answer, "") for key, answer in question.answers.items())
        yield Field(f"answers.{name}", question.ask, "choice", choices=choices)
    if not support.questions:
        choices = tuple((name, each.title, each.definition) for name, each in support.priorities.items())
        yield Field("priority", gettext("How grave is it?"), "choice", required=True, choices=choices)


def _intake(agreement: Agreement, zone: str) -> Iterator[Field]:
    terms = intake_of(agreement)
    for name in (*terms.required, *terms.optional):
        kind = _KINDS.get(name, "line")
        yield Field(
            f"intake.{name}", str(LABELS.get(name, name.replace("_", " ").capitalize())), kind, name in terms.required,
            hint=gettext("By the clock in %(zone)s") % {"zone": zone} if kind == "moment" else "",
            choices=tuple((value, str(title), "") for value, title in _YES_NO) if kind == "choice" else (),
            longest=None if kind in {"moment", "choice"} else 5_000,
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
    """A problem beside its field, which need not be named again; in the core's words where they say more than that."""
    clause = f" ({problem.clause})" if problem.clause and problem.clause not in problem.what else ""
    if problem.code == "missing" and problem.field.startswith("intake."):
        return f"{gettext('Please fill this in')}{clause}"
    if problem.field == "support.questions":
        return f"{gettext('Please answer this: the priority depends on it')}{clause}"
    return in_one(problem) + clause
