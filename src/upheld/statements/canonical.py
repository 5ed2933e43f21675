"""The canonical JSON of a statement: one text for one statement, byte for byte, whatever made it."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass

from upheld.statements.statement import Statement

Plain = str | int | bool | None
Tree = Plain | list["Tree"] | dict[str, "Tree"]


def to_json(statement: Statement) -> str:
    """The statement as JSON (UTF-8 text, keys sorted, no floating numbers), as its published schema says."""
    return canonical_text(statement)


def canonical_text(value: object) -> str:
    """Any value made of dataclasses, tuples, text, integers, booleans and None, or a tree, as canonical JSON."""
    return json.dumps(tree(value), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"


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
