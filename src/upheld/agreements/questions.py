"""Terms that a computation needs and the text leaves open: each becomes a question that someone must decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from upheld.agreements.agreement import Agreement
from upheld.agreements.decisions import decisions_in
from upheld.agreements.terms.agreement import Decision
from upheld.agreements.terms.rule_use import RuleUse
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.problems import Problem
from upheld.wording import say

_HELP = say(
    "state it in the text, or add an entry under `decisions` with term, question, readings, chosen, by, on and why"
)


def open_questions(agreement: Agreement, needed: Iterable[tuple[Path, str]]) -> tuple[Problem, ...]:
    """A problem for each needed term that is unstated; (path, question) gives the question where none is recorded."""
    return tuple(_question(agreement, path, question) for path, question in needed if is_open(agreement, path))


def is_open(agreement: Agreement, path: Path) -> bool:
    """Whether the text leaves the term at a path open, and nobody has decided it."""
    return isinstance(value_at(agreement, path), Unstated)


def value_at(agreement: Agreement, path: Path) -> object:
    """The value of a term by its path; None where the path leads nowhere."""
    value: object = agreement.text
    for step in path:
        value = _below(value, step)
    return value


def decision_on(agreement: Agreement, term: str) -> Decision | None:
    """The recorded decision on a term (dotted path), chosen or not: what fills it, or the first that names it."""
    listed = zip(agreement.text.decisions, decisions_in(agreement.tree), strict=True)
    filling = agreement.decided.get(term)
    about = ((decision, item.place == filling) for decision, item in listed if _names(decision.term, term))
    return next((decision for decision, fills in about if fills or filling is None), None)


def _names(pattern: str | None, term: str) -> bool:
    wanted, given = (pattern or "").split("."), term.split(".")
    return len(wanted) == len(given) and all(w in ("*", g) for w, g in zip(wanted, given, strict=True))


def clause_at(agreement: Agreement, path: Path) -> str | None:
    """The clause of a term: its own, or that of the nearest term around it that names one."""
    found = None
    for depth, clause in _clauses(agreement, path):
        found = clause if depth <= len(path) and clause else found
    return found


def _clauses(agreement: Agreement, path: Path) -> Iterator[tuple[int, str | None]]:
    value: object = agreement.text
    for depth, step in enumerate(path):
        clause_of = getattr(value, "clause_of", None)
        if clause_of is not None:
            yield depth, clause_of(str(step))
        value = _below(value, step)
    own = getattr(value, "clause", None)
    yield len(path), own if isinstance(own, str) else None


def _below(value: object, step: str | int) -> object:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return getattr(
            value, next((name for name, field in fields.items() if step in (name, field.alias)), str(step)), None
        )
    if isinstance(value, tuple) and isinstance(step, int):
        return value[step] if step < len(value) else None
    if isinstance(value, tuple | RuleUse):
        uses = value if isinstance(value, tuple) else (value,)
        return next((use.terms for use in uses if isinstance(use, RuleUse) and use.name == step), None)
    get = getattr(value, "get", None)
    return get(step) if get else getattr(value, str(step), None)


def _question(agreement: Agreement, path: Path, question: str) -> Problem:
    term = ".".join(map(str, path))
    recorded = decision_on(agreement, term)
    told = "; ".join(f"{name}: {reading}" for name, reading in recorded.readings.items()) if recorded else ""
    readings = say(" Readings: {told}.", told=told) if told else ""
    what = say(
        "the agreement leaves this open. {question}{readings}",
        question=recorded.question if recorded else question,
        readings=readings,
    )
    return Problem(agreement.place(path), term, what, _HELP, "error", "unstated", clause_at(agreement, path) or "")
