"""A statement as it was kept in JSON, read back whole, so that it can be printed in another language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from upheld.statements.quantities import Amount, Duration, Instant, Ratio, Stretch
from upheld.statements.statement import (
    Advice,
    Claim,
    Commitment,
    Credit,
    DayBar,
    DownSlice,
    Exclusion,
    HeatStrip,
    Outage,
    Statement,
    Step,
    Term,
)
from upheld.wording import recalled

_SAID: Mapping[type, tuple[str, ...]] = {
    Statement: ("period_words", "sentence"),
    Commitment: ("sentence", "period_words", "promise", "days_words", "notes"),
    Outage: ("evidence",), DownSlice: ("words",), DayBar: ("label", "words"), HeatStrip: ("label", "words"),
    Exclusion: ("effect", "ruling", "reasons", "evidence"), Step: ("words", "value"), Claim: ("words",),
    Credit: ("owed", "sentence"), Term: ("words", "decision"), Advice: ("finding", "recommendation"),
    Ratio: ("words",), Duration: ("words",), Instant: ("words",), Stretch: ("words",), Amount: ("words",),
}  # fmt: skip
"""The fields that hold words of ours; all others hold figures, or what somebody wrote."""


def from_json(text: str) -> Statement:
    """The statement that `to_json` wrote, its words read back into what was said. KeyError where a field is missing."""
    made = _value(json.loads(text), Statement)
    assert isinstance(made, Statement)  # noqa: S101 - what a class is read as is of that class
    return made


def _value(value: Any, kind: Any) -> Any:  # Any: JSON is whatever it is, and is read by the fields of the classes
    if get_origin(kind) in {Union, UnionType}:
        kind = next(each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _value(value, kind)
    if get_origin(kind) is tuple:
        return _row(value, get_args(kind))
    return _object(value, kind) if is_dataclass(kind) and isinstance(kind, type) else value


def _row(values: list[Any], kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_value(value, kinds[0]) for value in values)
    return tuple(_value(value, kind) for value, kind in zip(values, kinds, strict=True))


def _object(value: Mapping[str, Any], kind: type) -> Any:
    made = kind(**{name: _value(value[name], hint) for name, hint in _hints(kind)})
    said = {name: _recalled(getattr(made, name)) for name in _SAID.get(kind, ())}
    return replace(made, **said) if said else made


def _recalled(value: Any) -> Any:
    return tuple(map(_recalled, value)) if isinstance(value, tuple) else recalled(value) if value else value


@cache
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))
