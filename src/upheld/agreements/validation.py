"""A tree of nodes -> a frozen term; pydantic's errors become problems with their place in the text."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from upheld.agreements.known_names import names_at, near
from upheld.agreements.text import Node, Path, node_at, place_of, plain
from upheld.problems import Problem
from upheld.wording import say

Model = TypeVar("Model", bound=BaseModel)

_WORDS: Mapping[str, str] = types.MappingProxyType(
    {
        "missing": say("is required"),
        "int_parsing": say("must be a whole number"),
        "bool_parsing": say("must be `true` or `false`"),
        "date_from_datetime_parsing": say("must be a date such as 2026-10-31"),
        "date_parsing": say("must be a date such as 2026-10-31"),
        "datetime_parsing": say("must be an instant with its offset, such as 2026-10-31T08:00:00+01:00"),
        "datetime_from_date_parsing": say("must be an instant with its offset, such as 2026-10-31T08:00:00+01:00"),
        "timezone_aware": say("must name its offset, such as 2026-10-31T08:00:00Z"),
        "string_type": say("must be text"),
        "model_type": say("must be a mapping of terms"),
        "mapping_type": say("must be a mapping of names to terms"),
        "dict_type": say("must be a mapping of names to terms"),
        "tuple_type": say("must be a list, such as [a, b]"),
        "too_short": say("needs at least one entry"),
    }
)

# The forms that names and hours must have, for people who do not read patterns.
FORMS: Mapping[str, str] = types.MappingProxyType(
    {
        r"^[A-Za-z][A-Za-z0-9_]{0,63}$": say("a letter, then letters, digits or `_`, 64 signs at most"),
        r"^[A-Za-z0-9][A-Za-z0-9_]{0,63}$": say("a letter or digit, then letters, digits or `_`, 64 signs at most"),
        r"^[a-z0-9][a-z0-9-]{0,63}$": say("small letters, digits and `-`, 64 signs at most, such as `acme-api`"),
        r"^[a-z][a-z0-9_]{0,62}$": say("a small letter, then small letters, digits or `_`, 63 signs at most"),
        r"^([01]\d|2[0-3]):[0-5]\d$": say("an hour of the day such as `17:00`"),
        r"^(close of business|opening|same time|([01]\d|2[0-3]):[0-5]\d)$": (
            say("`close of business`, `opening`, `same time`, or an hour such as `17:00`")
        ),
    }
)

_OF_A_KIND: Mapping[str, str] = types.MappingProxyType(
    {
        "model_type": say("a mapping of terms"),
        "mapping_type": say("a mapping of names to terms"),
        "dict_type": say("a mapping of names to terms"),
        "tuple_type": say("a list such as [a, b]"),
    }
)


def build(model: type[Model], node: Node, context: Mapping[str, object]) -> tuple[Model | None, tuple[Problem, ...]]:
    """Validate a tree against a model of terms: the term, or every problem found, each with its place."""
    try:
        return model.model_validate(plain(node), context=dict(context)), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
    found = [each for fault in faults for each in _found(model, node, fault, ())]
    return None, tuple(_problem(node, loc, group) for loc, group in _grouped(found).items())


@dataclass(frozen=True, slots=True)
class _Found:
    """A fault at a path of the text: pydantic's kind of it, the value given, and what we say of it."""

    loc: Path
    kind: str
    given: object
    what: str
    mend: str


def _found(model: type[BaseModel], node: Node, fault: Mapping[str, Any], under: Path) -> Iterator[_Found]:
    """What a fault says; of faults inside a rule (which may hold rules itself) each, by the rule's own model."""
    own = tuple(step for step in fault["loc"] if step != "[key]")
    if fault["type"] == "rules":
        for inner in fault["ctx"]["faults"]:
            yield from _found(inner.get("model", model), node, inner, (*under, *own))
        return
    loc = _written((*under, *own), node)
    inside = loc[len(_written(under, node)) + bool(under) :]
    what, mend = _said(fault)
    if fault["type"] == "extra_forbidden":
        what, mend = say("no term is named `{own}` here", own=own[-1]), near(str(own[-1]), names_at(model, inside[:-1]))
    elif fault["type"] == "model_type" and (names := names_at(model, inside)):
        mend = say(
            "write its terms by name: {name}", name=", ".join(name for name in names if name not in {"clause", "note"})
        )
    yield _Found(loc, fault["type"], fault.get("input"), what, fault.get("help") or mend)


def _written(loc: Path, node: Node) -> Path:
    """The part of pydantic's location that stands in the text: the names of types and of union members are left out."""
    kept: list[str | int] = []
    for step in loc:
        there = node_at(node, (*kept, step)) is not None
        if there or isinstance(step, int) or not _names_a_type(step):
            kept.append(step)
    return tuple(kept)


def _names_a_type(step: str) -> bool:
    return "[" in step or step in {"str", "tuple", "date", "constrained-str"} or step[:1].isupper()


def _grouped(found: list[_Found]) -> dict[Path, list[_Found]]:
    """Faults by their path. Where a value may be of several kinds, only what fits the one that was written is told."""
    groups: dict[Path, list[_Found]] = {}
    for each in found:
        deeper = any(len(other.loc) > len(each.loc) and other.loc[: len(each.loc)] == each.loc for other in found)
        if not (deeper and isinstance(each.given, Mapping | list) and each.kind != "extra_forbidden"):
            groups.setdefault(each.loc, []).append(each)
    return groups


def _problem(node: Node, loc: Path, group: list[_Found]) -> Problem:
    """One problem of all that is wrong at a path: the alternatives go into how to mend it."""
    first, *others = sorted(group, key=lambda each: each.kind in _OF_A_KIND)
    mends = [first.mend, *(_alternative(each) for each in others if each.what != first.what)]
    told = ", or ".join(dict.fromkeys(mend for mend in mends if mend))
    return Problem(place_of(node, loc), ".".join(map(str, loc)), first.what, told)


def _alternative(found: _Found) -> str:
    """What else may stand there: the form of another kind, or how that kind's own words are written."""
    return found.mend or _OF_A_KIND.get(found.kind) or found.what.rpartition("; ")[2]


def _said(fault: Mapping[str, Any]) -> tuple[str, str]:
    context = fault.get("ctx") or {}
    if "input" in fault and fault["input"] is None:
        return say("is left empty"), say("write a value, or leave the term out")
    if fault.get("input") == "unstated":
        return say("this term is left open"), say(
            "state it, or decide it: an entry under `decisions` with its path and `chosen`"
        )
    if fault["type"] in {"value_error", "word", "rule"}:
        return str(context.get("what") or context.get("error") or fault["msg"]), ""
    return _of_form(fault, context)


def _of_form(fault: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[str, str]:
    """What is said of a value of the wrong form, and the form that it should have."""
    given = str(fault.get("input"))[:60]
    if fault["type"] == "literal_error":
        options = str(context["expected"]).replace("'", "`")
        return say("`{given}` is not one of the words known here", given=given), say("use {options}", options=options)
    if fault["type"] == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], context["pattern"])
        return say("`{given}` has not the form that is needed", given=given), say("the form is {form}", form=form)
    mend = ""
    if fault["type"] == "tuple_type" and isinstance(fault.get("input"), str):
        mend = say("write `[{given}]` if it is one entry", given=given)
    elif fault["type"] == "missing" and fault["loc"] == ("upheld",):
        mend = say("begin the file with `upheld: 1`")
    return _WORDS.get(fault["type"], fault["msg"].replace("Input should", "should")), mend
