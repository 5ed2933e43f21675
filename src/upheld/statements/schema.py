"""The published JSON Schema of a statement, made from the statement's own types."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from upheld.statements.canonical import Tree
from upheld.statements.statement import FORMAT, Statement

_PLAIN: dict[object, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def statement_schema() -> dict[str, Tree]:
    """JSON Schema (draft 2020-12) of what `to_json` writes."""
    defined: dict[str, Tree] = {}
    root = _schema(Statement, defined)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Upheld service statement, format {FORMAT}",
        **root,
        "$defs": defined,
    }


def _schema(kind: Any, defined: dict[str, Tree]) -> dict[str, Tree]:
    """The schema of a type; dataclasses are defined once, by name."""
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_dataclass(kind):
        return _reference(kind, defined)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in {Union, UnionType}:
        return {"anyOf": [_schema(part, defined) for part in parts]}
    if origin is tuple:
        return _array(parts, defined)
    raise TypeError(f"a statement holds plain values only, not {kind!r}")


def _reference(kind: Any, defined: dict[str, Tree]) -> dict[str, Tree]:
    name = kind.__name__
    if name not in defined:
        defined[name] = None  # the place is taken, so that a type may refer to itself
        hints = get_type_hints(kind)
        defined[name] = {
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "properties": {field.name: _schema(hints[field.name], defined) for field in fields(kind)},
            "required": [field.name for field in fields(kind)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _array(parts: tuple[Any, ...], defined: dict[str, Tree]) -> dict[str, Tree]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _schema(parts[0], defined)}
    length = len(parts)
    items: list[Tree] = [_schema(part, defined) for part in parts]
    return {"type": "array", "prefixItems": items, "minItems": length, "maxItems": length}
