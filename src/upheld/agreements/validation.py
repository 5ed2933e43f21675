"""A tree of nodes -> a frozen term; pydantic's errors become problems with their place in the text."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from upheld.agreements.text import Node, Path, place_of, plain
from upheld.problems import Problem

Model = TypeVar("Model", bound=BaseModel)

_WORDS: Mapping[str, str] = types.MappingProxyType(
    {
        "missing": "is required",
        "int_parsing": "must be a whole number",
        "bool_parsing": "must be `true` or `false`",
        "date_from_datetime_parsing": "must be a date such as 2026-10-31",
        "date_parsing": "must be a date such as 2026-10-31",
        "datetime_parsing": "must be an instant with its offset, such as 2026-10-31T08:00:00+01:00",
        "datetime_from_date_parsing": "must be an instant with its offset, such as 2026-10-31T08:00:00+01:00",
        "timezone_aware": "must name its offset, such as 2026-10-31T08:00:00Z",
        "string_type": "must be text",
        "model_type": "must be a mapping of terms",
        "mapping_type": "must be a mapping of names to terms",
        "dict_type": "must be a mapping of names to terms",
        "tuple_type": "must be a list",
        "too_short": "needs at least one entry",
    }
)


def build(model: type[Model], node: Node, context: Mapping[str, object]) -> tuple[Model | None, tuple[Problem, ...]]:
    """Validate a tree against a model of terms: the term, or every problem found, each with its place."""
    try:
        return model.model_validate(plain(node), context=dict(context)), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
    return None, tuple(problem for fault in faults for problem in _problems(model, node, fault, ()))


def _problems(model: type[BaseModel], node: Node, fault: Mapping[str, Any], under: Path) -> Iterator[Problem]:
    """The problem of a fault; of faults inside a rule (which may hold rules itself) each, by the rule's own model."""
    if fault["type"] == "rules":
        loc = tuple(step for step in fault["loc"] if step != "[key]")
        for inner in fault["ctx"]["faults"]:
            yield from _problems(inner.get("model", model), node, inner, (*under, *loc))
    else:
        yield _problem(model, node, fault, under)


def _problem(model: type[BaseModel], node: Node, fault: Mapping[str, Any], under: Path) -> Problem:
    own = tuple(step for step in fault["loc"] if step != "[key]")
    loc = _written((*under, *own))
    what, mend = _said(fault)
    if fault["type"] == "extra_forbidden":
        known = _names_at(model, own[1:-1] if under else own[:-1])
        what, mend = f"no term is named `{own[-1]}` here", _near(str(own[-1]), known)
    return Problem(place_of(node, loc), ".".join(map(str, loc)), what, fault.get("help") or mend)


def _written(loc: Path) -> Path:
    """The part of pydantic's location that stands in the text: union members and types are left out."""
    kept: list[str | int] = []
    for step in loc:
        if isinstance(step, str) and ("[" in step or step in {"str", "tuple", "Literal"}):
            continue
        kept.append(step)
    return tuple(kept)


def _said(fault: Mapping[str, Any]) -> tuple[str, str]:
    context = fault.get("ctx") or {}
    if fault.get("input") == "unstated":
        return "this term is left open", "state it, or decide it: an entry under `decisions` with its path and `chosen`"
    if fault["type"] == "literal_error":
        options = str(context["expected"]).replace("'", "`")
        given = str(fault.get("input"))[:60]
        return f"`{given}` is not one of the words known here", f"use {options}"
    if fault["type"] == "string_pattern_mismatch":
        return f"`{str(fault.get('input'))[:60]}` has not the form that is needed", f"the form is {context['pattern']}"
    if fault["type"] in {"value_error", "word", "rule"}:
        return str(context.get("what") or context.get("error") or fault["msg"]), ""
    return _WORDS.get(fault["type"], fault["msg"].replace("Input should", "should")), ""


def _near(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, 1, cutoff=0.55)
    return f"did you mean `{near[0]}`?" if near else "known here: " + ", ".join(known)


def _names_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The names of the terms that may stand at `path` below a model."""
    kind: object = model
    for step in path:
        kind = _below(kind, step)
    found = _model_in(kind)
    return () if found is None else tuple(field.alias or name for name, field in found.model_fields.items())


def _below(kind: object, step: str | int) -> object:
    model = _model_in(kind)
    if model is not None:
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        return None if field is None else field.annotation
    return next((args[-1] if get_origin(part) is not tuple else args[0] for part, args in _containers(kind)), None)


def _containers(kind: object) -> Iterator[tuple[object, tuple[object, ...]]]:
    for part in _flattened(kind):
        if get_origin(part) is not None and get_args(part):
            yield part, get_args(part)


def _model_in(kind: object) -> type[BaseModel] | None:
    return next((p for p in _flattened(kind) if isinstance(p, type) and issubclass(p, BaseModel)), None)


def _flattened(kind: object) -> Iterator[object]:
    """A type without its annotations, and the members of a union one by one."""
    args = get_args(kind)
    if hasattr(kind, "__metadata__"):
        yield from _flattened(args[0])
    elif isinstance(kind, types.UnionType) or str(get_origin(kind)) == "typing.Union":
        for member in args:
            yield from _flattened(member)
    elif kind is not None:
        yield kind
