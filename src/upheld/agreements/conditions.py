"""SQL boolean expressions of an agreement -> a small checked tree; contract text is never executed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from upheld.agreements.words import number

if TYPE_CHECKING:
    from sqlglot import expressions as exp

MAX_CHARACTERS = 4000
MAX_NESTING = 30

FieldType = Literal["text", "integer", "number", "boolean"]

# The fields that every request may have; an agreement declares further columns under `fields`.
STANDARD_FIELDS: Mapping[str, FieldType] = MappingProxyType(
    {
        "account": "text", "status": "integer", "code": "text", "method": "text", "route": "text", "host": "text",
        "environment": "text", "stage": "text", "region": "text", "service": "text", "member": "text",
        "latency_ms": "number", "attempt": "integer", "idempotency_key": "text", "documented": "boolean",
        "state": "text",
    }
)  # fmt: skip

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
Literal_ = str | Fraction | bool


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field of a request."""

    name: str
    type: FieldType


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a value."""

    field: Field
    operator: Operator
    value: Literal_


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that equals one of some values."""

    field: Field
    values: tuple[Literal_, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text field that fits a pattern: `%` is any text, `_` one sign."""

    field: Field
    pattern: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that has no value."""

    field: Field


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every operand holds; with none, it always holds."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one operand holds; with none, it never holds."""

    operands: tuple[Condition, ...]


Condition = Comparison | OneOf | Like | Missing | Not | All | AnyOf
ALWAYS = All(())


class ConditionError(ValueError):
    """The text is no condition over the declared fields; the message says why and what is accepted."""


def parse_condition(text: str, extra: Mapping[str, FieldType] | None = None) -> Condition:
    """Read a condition over the standard fields and the `extra` ones.

    Accepted: AND, OR, NOT, brackets, = <> < <= > >=, BETWEEN, IN, LIKE, IS NULL, a boolean field alone, TRUE, FALSE;
    numbers and 'text'. As in SQL, a comparison with a missing value does not hold, nor does its opposite.
    Raises ConditionError.
    """
    _bound(text)
    from sqlglot import errors, parse_one  # noqa: PLC0415 - costs 0.1 s, which `--help` need not pay

    try:
        tree = cast("exp.Expression", parse_one(text))
    except (errors.SqlglotError, RecursionError) as error:
        raise ConditionError(f"not a condition: it cannot be read {_where(error)}") from None
    return _Reader({**STANDARD_FIELDS, **(extra or {})}).condition(tree)


def fields_of(condition: Condition) -> frozenset[str]:
    """The names of the fields that a condition looks at."""
    if isinstance(condition, Not):
        return fields_of(condition.operand)
    if isinstance(condition, All | AnyOf):
        return frozenset().union(*(fields_of(operand) for operand in condition.operands))
    return frozenset({condition.field.name})


def _bound(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ConditionError(f"a condition of {len(text)} characters; at most {MAX_CHARACTERS} are read")
    if not text.strip():
        raise ConditionError("an empty condition; write TRUE if every row is meant")
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth > MAX_NESTING:
            raise ConditionError(f"brackets nested deeper than {MAX_NESTING}")
    if ";" in text or "--" in text or "/*" in text:
        raise ConditionError("semicolons and comments have no place in a condition")


def _where(error: BaseException) -> str:
    """At which sign reading stopped, as far as the parser tells; its own words are about its insides."""
    places = getattr(error, "errors", None)
    if places and places[0].get("highlight"):
        before = str(places[0].get("start_context") or "")[-20:]
        return f"at `{places[0]['highlight']}` in `{before}{places[0]['highlight']}`"
    return "to its end; is a quote or a bracket left open?"


_COMPARISONS: Mapping[str, Operator] = MappingProxyType(
    {"EQ": "=", "NEQ": "!=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
)
_VALUES: Mapping[FieldType, str] = MappingProxyType(
    {
        "text": "text stands in single quotes",
        "integer": "write a whole number without quotes",
        "number": "write a number without quotes",
        "boolean": "write TRUE or FALSE",
    }
)
_MIRRORED: Mapping[Operator, Operator] = MappingProxyType(
    {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
)


class _Reader:
    """Walks the parsed tree; whatever is not named here is refused."""

    def __init__(self, fields: Mapping[str, FieldType]) -> None:
        self.fields = fields

    def condition(self, tree: exp.Expression) -> Condition:
        kind = type(tree).__name__
        if kind in _COMPARISONS:
            return self.comparison(tree, _COMPARISONS[kind])
        read = cast("Mapping[str, Callable[[exp.Expression], Condition]]", self.readers()).get(kind)
        if read is None:
            raise ConditionError(
                f"`{tree.sql()[:60]}` is not allowed in a condition; "
                "use AND, OR, NOT, comparisons, IN, BETWEEN, LIKE, IS NULL"
            )
        return read(tree)

    def readers(self) -> Mapping[str, object]:
        return {
            "Paren": lambda tree: self.condition(tree.this),
            "Not": lambda tree: Not(self.condition(tree.this)),
            "And": lambda tree: All(tuple(self.operands(tree))),
            "Or": lambda tree: AnyOf(tuple(self.operands(tree))),
            "Between": self.between,
            "In": self.one_of,
            "Like": self.like,
            "Is": self.missing,
            "Column": self.truth,
            "Boolean": lambda tree: ALWAYS if tree.this else AnyOf(()),
        }

    def operands(self, tree: exp.Expression) -> list[Condition]:
        return [self.condition(tree.this), self.condition(tree.expression)]

    def comparison(self, tree: exp.Expression, operator: Operator) -> Condition:
        left, right = tree.this, tree.expression
        if type(left).__name__ != "Column":
            left, right, operator = right, left, _MIRRORED[operator]
        field = self.field(left)
        if field.type in {"text", "boolean"} and operator not in {"=", "!="}:
            raise ConditionError(f"`{field.name}` is {field.type}; it can only be compared with = or <>")
        return Comparison(field, operator, self.value(right, field))

    def between(self, tree: exp.Expression) -> Condition:
        field = self.field(tree.this)
        if field.type in {"text", "boolean"}:
            raise ConditionError(f"`{field.name}` is {field.type}; BETWEEN needs a number")
        low, high = self.value(tree.args["low"], field), self.value(tree.args["high"], field)
        return All((Comparison(field, ">=", low), Comparison(field, "<=", high)))

    def one_of(self, tree: exp.Expression) -> Condition:
        field = self.field(tree.this)
        values = tree.args.get("expressions") or []
        if not values:
            raise ConditionError(f"IN needs a list of values: `{field.name} IN (...)`")
        return OneOf(field, tuple(self.value(value, field) for value in values))

    def like(self, tree: exp.Expression) -> Condition:
        field = self.field(tree.this)
        pattern = self.value(tree.expression, field)
        if not isinstance(pattern, str):
            raise ConditionError(f"LIKE needs a text field and a pattern; `{field.name}` is {field.type}")
        return Like(field, pattern)

    def missing(self, tree: exp.Expression) -> Condition:
        if type(tree.expression).__name__ != "Null":
            raise ConditionError(f"`{tree.sql()[:60]}`: only IS NULL and IS NOT NULL are known")
        return Missing(self.field(tree.this))

    def truth(self, tree: exp.Expression) -> Condition:
        field = self.field(tree)
        if field.type != "boolean":
            raise ConditionError(f"`{field.name}` is {field.type}, not true or false; compare it with a value")
        return Comparison(field, "=", value=True)

    def field(self, tree: exp.Expression) -> Field:
        if type(tree).__name__ != "Column" or tree.args.get("table"):
            raise ConditionError(f"`{tree.sql()[:60]}` is not a field; compare a field with a value")
        name = tree.name.lower()
        if name not in self.fields:
            raise ConditionError(f"no field is named `{tree.name[:60]}`; {_nearest(name, self.fields)}")
        return Field(name, self.fields[name])

    def value(self, tree: exp.Expression, field: Field) -> Literal_:
        kind = type(tree).__name__
        if kind == "Neg":
            inner = self.value(tree.this, field)
            if isinstance(inner, Fraction):
                return -inner
        if kind == "Boolean" and field.type == "boolean":
            return bool(tree.this)
        if kind == "Literal" and tree.args["is_string"] == (field.type == "text") and field.type != "boolean":
            return str(tree.this) if field.type == "text" else _exact(str(tree.this), field)
        wanted = _VALUES[field.type]
        raise ConditionError(f"`{field.name}` is {field.type}; `{tree.sql()[:60]}` is no value of that kind: {wanted}")


def _exact(text: str, field: Field) -> Fraction:
    try:
        value = number(text)
    except ValueError as error:
        raise ConditionError(str(error)) from None
    if field.type == "integer" and value.denominator != 1:
        raise ConditionError(f"`{field.name}` is a whole number; {text} is not")
    return value


def _nearest(name: str, fields: Mapping[str, FieldType]) -> str:
    import difflib  # noqa: PLC0415 - only for a message

    near = difflib.get_close_matches(name, fields, 1)
    if near:
        return f"did you mean `{near[0]}`?"
    return "known fields: " + ", ".join(sorted(fields)) + " (declare further columns under `fields`)"
