"""The JSON Schema that editors use: current, and true of every agreement that ships with the project.

The checker below knows the few words of JSON Schema that the schema uses, and refuses any other, so that it cannot
pass by not understanding.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from upheld.agreements.schema import DIALECT, json_schema
from upheld.rules import rule_modules, vocabulary

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "docs" / "reference" / "agreement.schema.json"
SHIPPED = sorted([*(ROOT / "agreements").glob("*.yaml"), *(ROOT / "src/upheld/agreements/templates").glob("*.yaml")])
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
SILENT = {"description", "title", "default", "examples", "$defs", "$schema", "format"}


def wrong(value: object, node: dict[str, Any], schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every place at which a value is not what the schema says."""
    for word, told in node.items():
        if word not in SILENT:
            yield from CHECKS[word](value, told, (node, schema), path)


def _type(value: object, told: Any, _about: Any, path: str) -> Iterator[str]:
    kinds = [kind for name in ([told] if isinstance(told, str) else told) for kind in TYPES[name]]
    if not isinstance(value, tuple(kinds)) or (isinstance(value, bool) and bool not in kinds):
        yield f"{path}: {value!r} is not {told}"


def _any(value: object, told: Any, about: Any, path: str) -> Iterator[str]:
    tried = [list(wrong(value, option, about[1], path)) for option in told]
    if all(tried):
        yield f"{path}: {value!r} fits none: {min(tried, key=len)}"


def _properties(value: object, told: Any, about: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in told.keys() & value.keys():
            yield from wrong(value[name], told[name], about[1], f"{path}.{name}")


def _additional(value: object, told: Any, about: Any, path: str) -> Iterator[str]:
    own, patterns = about[0].get("properties", {}), about[0].get("patternProperties", {})
    for name, part in value.items() if isinstance(value, dict) else ():
        if name in own or any(re.search(pattern, name) for pattern in patterns):
            continue
        if told is False:
            yield f"{path}: {name!r} is not known"
        elif told is not True:
            yield from wrong(part, told, about[1], f"{path}.{name}")


def _patterns(value: object, told: Any, about: Any, path: str) -> Iterator[str]:
    for pattern, node in told.items():
        for name, part in value.items() if isinstance(value, dict) else ():
            if re.search(pattern, name):
                yield from wrong(part, node, about[1], f"{path}.{name}")


def _items(value: object, told: Any, about: Any, path: str) -> Iterator[str]:
    for index, part in enumerate(value if isinstance(value, list) else ()):
        yield from wrong(part, told, about[1], f"{path}.{index}")


def _simple(fails: Any) -> Any:
    def check(value: object, told: Any, _about: Any, path: str) -> Iterator[str]:
        if fails(value, told):
            yield f"{path}: {value!r} against {told!r}"

    return check


CHECKS: dict[str, Any] = {
    "type": _type,
    "anyOf": _any,
    "properties": _properties,
    "additionalProperties": _additional,
    "patternProperties": _patterns,
    "items": _items,
    "$ref": lambda value, told, about, path: wrong(
        value, about[1]["$defs"][told.removeprefix("#/$defs/")], about[1], path
    ),
    "propertyNames": lambda value, told, about, path: (
        fault for name in (value if isinstance(value, dict) else ()) for fault in wrong(name, told, about[1], path)
    ),
    "required": _simple(lambda value, told: isinstance(value, dict) and set(told) - set(value)),
    "const": _simple(lambda value, told: value != told),
    "enum": _simple(lambda value, told: value not in told),
    "pattern": _simple(lambda value, told: isinstance(value, str) and not re.search(told, value)),
    "minLength": _simple(lambda value, told: isinstance(value, str) and len(value) < told),
    "maxLength": _simple(lambda value, told: isinstance(value, str) and len(value) > told),
    "minItems": _simple(lambda value, told: isinstance(value, list) and len(value) < told),
    "maxItems": _simple(lambda value, told: isinstance(value, list) and len(value) > told),
    "minProperties": _simple(lambda value, told: isinstance(value, dict) and len(value) < told),
    "maxProperties": _simple(lambda value, told: isinstance(value, dict) and len(value) > told),
    "minimum": _simple(lambda value, told: isinstance(value, int | float) and value < told),
    "maximum": _simple(lambda value, told: isinstance(value, int | float) and value > told),
    "exclusiveMinimum": _simple(lambda value, told: isinstance(value, int | float) and value <= told),
}


def as_editors_read(file: Path) -> object:
    """A file as an editor's YAML reader sees it: numbers and truth values are such, dates are text."""
    return _plain(YAML(typ="safe").load(file.read_text(encoding="utf-8")))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, dt.date) else value


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return json_schema(vocabulary())


def test_the_published_schema_is_current(schema: dict[str, Any]) -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema, (
        "run: upheld schema > docs/reference/agreement.schema.json"
    )


def test_it_names_its_dialect_and_every_rule(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == DIALECT
    for family in ("downtime", "exclusions", "credits"):
        for name in rule_modules(family):
            assert f"{family}.{name}" in schema["$defs"]
    assert "x-rules" not in json.dumps(schema)


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
    assert named
    assert named <= set(schema["$defs"])


@pytest.mark.parametrize("file", SHIPPED, ids=[file.name for file in SHIPPED])
def test_every_shipped_agreement_fits_the_schema(file: Path, schema: dict[str, Any]) -> None:
    assert list(wrong(as_editors_read(file), schema, schema)) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"zoen": "UTC"}, "zoen"),
        ({"upheld": 2}, "upheld"),
        ({"measures": {"a": {"series": "request"}}}, "measures.a"),
        ({"measures": {"a": {"series": "requests", "down": {"eror_share": {"over": "5%"}}}}}, "measures.a"),
        ({"support": {"priorities": {}, "plans": {"s": {"title": "S"}}}}, "support"),
    ],
)
def test_what_check_refuses_an_editor_marks(change: dict[str, Any], where: str, schema: dict[str, Any]) -> None:
    good: dict[str, Any] = {"upheld": 1, "agreement": "a", "title": "A", "provider": "P", "version": {"id": 1}}
    assert list(wrong(good, schema, schema)) == []
    assert any(where in fault for fault in wrong({**good, **change}, schema, schema))
