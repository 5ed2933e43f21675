"""A checked condition of an agreement -> an Ibis expression over canonical rows."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from upheld.agreements.conditions import All, AnyOf, Comparison, Condition, Field, Like, Not, OneOf
from upheld.rules.whole_numbers import LARGEST, whole_part
from upheld.telemetry.slicing.question import OtherKindError, UnknownFieldError

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compiled(condition: Condition, rows: Table) -> BooleanValue:
    """The expression that holds for the rows that the condition means.

    As in SQL, a comparison with a missing value is neither true nor false; `holds` makes that false.
    """
    return cast("BooleanValue", _compiled(condition, rows))


def holds(condition: Condition, rows: Table) -> BooleanValue:
    """The expression as true or false, never missing."""
    from ibis import literal  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

    if condition == All(()):
        return cast("BooleanValue", literal(True))  # noqa: FBT003 - the value itself
    return compiled(condition, rows).fill_null(False)  # noqa: FBT003 - the value itself


def _compiled(condition: Condition, rows: Table) -> Any:
    if isinstance(condition, All | AnyOf):
        return _joined(condition, rows)
    if isinstance(condition, Not):
        return ~_compiled(condition.operand, rows)
    column, scale = _column(condition.field, rows)
    if isinstance(condition, Comparison):
        return _compared(column, condition, scale)
    if isinstance(condition, OneOf):
        return _one_of(column, condition, scale)
    if isinstance(condition, Like):
        return column.like(condition.pattern)
    return column.isnull()


def _joined(condition: All | AnyOf, rows: Table) -> Any:
    from ibis import literal  # noqa: PLC0415 - as above

    join = operator.and_ if isinstance(condition, All) else operator.or_
    parts = [_compiled(operand, rows) for operand in condition.operands if operand != All(()) or join is operator.or_]
    return reduce(join, parts) if parts else literal(isinstance(condition, All))


def _column(field: Field, rows: Table) -> tuple[Value, int]:
    """The column of a field, and by how much its unit is finer than the one in conditions."""
    name, scale = ("latency_us", 1000) if field.name == "latency_ms" else (field.name, 1)
    if name not in rows.columns:
        raise UnknownFieldError((field.name,))
    column = rows[name]
    held = _kind(column)
    if held != (wanted := "integer" if field.type == "number" else field.type):
        raise OtherKindError(field.name, wanted, held)
    return column, scale


def _kind(column: Value) -> str:
    """What a column holds, as agreements call it."""
    if column.type().is_string():
        return "text"
    return "boolean" if column.type().is_boolean() else "integer"


def _compared(column: Any, condition: Comparison, scale: int) -> Any:
    value = condition.value
    compare = _OPERATORS[condition.operator]
    if not isinstance(value, Fraction):
        return compare(column, value)
    value *= scale
    if condition.operator in {"=", "!="} and value.denominator != 1:
        return _never(column) if condition.operator == "=" else ~_never(column)
    # Whole numbers on both sides: over 0.5 is over 0, and at least 0.5 is at least 1.
    whole = whole_part(value) if condition.operator in {"<=", ">", "=", "!="} else -whole_part(-value)
    return compare(column, whole)


def _one_of(column: Any, condition: OneOf, scale: int) -> Any:
    values = [v * scale if isinstance(v, Fraction) else v for v in condition.values]
    whole = [int(v) if isinstance(v, Fraction) else v for v in values if not isinstance(v, Fraction) or _fits(v)]
    return column.isin(whole) if whole else _never(column)


def _fits(value: Fraction) -> bool:
    return value.denominator == 1 and abs(value) <= LARGEST


def _never(column: Any) -> Any:
    """False, and as in SQL neither true nor false where the column holds nothing."""
    return column != column  # noqa: PLR0124 - so SQL says it
