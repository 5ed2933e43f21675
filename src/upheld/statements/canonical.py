"""The canonical JSON of a statement: one text for one statement, byte for byte, whatever made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache

from upheld.statements.quantities import Amount, Duration, Ratio
from upheld.statements.statement import Statement

Plain = str | int | bool | None
Tree = Plain | list["Tree"] | dict[str, "Tree"]
_SMALL = (Ratio, Duration, Amount)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def to_json(statement: Statement) -> str:
    """The statement as JSON (UTF-8 text, keys sorted, no floating numbers), as its published schema says."""
    return canonical_text(statement)


def canonical_text(value: object) -> str:
    """Any value made of dataclasses, tuples, text, integers, booleans and None, or a tree, as canonical JSON."""
    return "".join(canonical_pieces(value))


def canonical_pieces(value: object) -> Iterator[str]:
    """The same text piece by piece: of the lists that the value holds, only one entry is held at a time."""
    yield from _pieces(value, "\n", 2)
    yield "\n"


def tree(value: object) -> Tree:
    """The same value as objects and arrays. TypeError where a statement holds anything that is not plain."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (tuple, list)):
        return [tree(part) for part in value]
    if isinstance(value, dict):
        return {key: tree(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: tree(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a statement holds plain values only, not {type(value).__name__}")


def _pieces(value: object, line: str, levels: int) -> Iterator[str]:
    """The text of a value, cut at its entries down to some levels; its own lines begin with `line`.

    `line` is a line end and the indentation.
    """
    if levels == 0 or value is None or isinstance(value, (str, int, *_SMALL)):
        yield _text(value, line)
        return
    brackets, parts = _parts(value)
    inner, between = f"{line}  ", brackets[0]
    for name, part in parts:
        yield f"{between}{inner}{name}"
        yield from _pieces(part, inner, levels - 1)
        between = ","
    yield f"{line}{brackets[1]}" if parts else brackets


def _text(value: object, line: str) -> str:
    if value is None or isinstance(value, (str, int)):
        return _ENCODER.encode(value)
    return _small(value, line) if isinstance(value, _SMALL) else _enclosed(value, line)


@lru_cache(maxsize=10_000)
def _small(value: object, line: str) -> str:
    """A small value that comes again and again, such as a target."""
    return _enclosed(value, line)


def _enclosed(value: object, line: str) -> str:
    brackets, parts = _parts(value)
    inner = f"{line}  "
    inside = ",".join([f"{inner}{name}{_text(part, inner)}" for name, part in parts])
    return f"{brackets[0]}{inside}{line}{brackets[1]}" if parts else brackets


def _parts(value: object) -> tuple[str, list[tuple[str, object]]]:
    """The brackets of an object or array, and its parts: what stands before each, and the part."""
    if isinstance(value, (tuple, list)):
        return "[]", [("", part) for part in value]
    if isinstance(value, dict):
        return "{}", [(f"{_ENCODER.encode(key)}: ", value[key]) for key in sorted(value)]
    if is_dataclass(value) and not isinstance(value, type):
        return "{}", [(before, getattr(value, name)) for name, before in _names(type(value))]
    raise TypeError(f"a statement holds plain values only, not {type(value).__name__}")


@lru_cache(maxsize=100)
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a dataclass in order, and how each stands in JSON."""
    return tuple((name, f'"{name}": ') for name in sorted(field.name for field in fields(kind)))
