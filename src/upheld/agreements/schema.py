"""The JSON Schema of agreement files, for editors: draft 2020-12, with the terms of every known rule filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.rule_use import Family, Vocabulary
from upheld.agreements.words import UNSTATED

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
"""A JSON Schema; `Any`, since JSON is what it is."""

# What makes a file, a term or a decision what it is, and the tables of named terms.
_NEVER_OPEN = frozenset(
    {
        "upheld", "agreement", "title", "provider", "version", "clause", "note", "id", "decisions", "include",
        "document", "documents", "applies_to", "calendars", "services", "measures", "exclusions", "commitments",
        "remedies", "support", "notices", "duties", "accounts", "fields", "definitions", "priorities", "questions",
        "priority_rules", "plans", "targets", "escalation", "answers", "features", "stages", "table", "terms",
    }
)  # fmt: skip

_FAMILIES: tuple[Family, ...] = ("downtime", "exclusions", "credits")


def json_schema(vocabulary: Vocabulary) -> Schema:
    """What an agreement file may hold. The same rules give the same schema."""
    whole = _schema_of(AgreementText, "#/$defs/{model}")
    defs: Schema = whole.pop("$defs", {})
    for family in _FAMILIES:
        for name, model in vocabulary.of(family).items():
            defs.update(_rule_defs(family, name, model))
    told = _mapped({**whole, "$defs": dict(sorted(defs.items()))}, lambda node: _told(node, vocabulary))
    told["$defs"]["unstated"] = {
        "const": "unstated",
        "description": "The text leaves this open; an entry under `decisions` may decide it.",
    }
    return {"$schema": DIALECT, "title": "Agreement", **told}


def _told(node: Schema, vocabulary: Vocabulary) -> Schema:
    return _plain(_may_be_open(_as_editors_read(_with_rules(node, vocabulary))))


class _Generator(GenerateJsonSchema):
    """Tells defaults as they are written in an agreement."""

    def encode_default(self, dft: Any) -> Any:
        if dft is UNSTATED:
            return "unstated"
        if isinstance(dft, Mapping):
            return dict(dft)
        return str(dft) if type(dft).__module__.startswith(("upheld.", "fractions")) else super().encode_default(dft)


def _schema_of(model: type[BaseModel], ref_template: str, mode: JsonSchemaMode = "validation") -> Schema:
    return model.model_json_schema(by_alias=True, ref_template=ref_template, schema_generator=_Generator, mode=mode)


def _rule_defs(family: Family, name: str, model: type[BaseModel]) -> Schema:
    """The definitions of one rule: its own terms, and the models that these are made of."""
    own = _schema_of(model, f"#/$defs/{family}.{name}.{{model}}")
    inner = {f"{family}.{name}.{key}": part for key, part in own.pop("$defs", {}).items()}
    return {f"{family}.{name}": own, **inner}


def _with_rules(node: Schema, vocabulary: Vocabulary) -> Schema:
    """A place for rules, with the rules that may stand there by name."""
    family = node.get("x-rules")
    if family is None:
        return node
    rules = {name: {"$ref": f"#/$defs/{family}.{name}"} for name in vocabulary.of(family)}
    table = {"type": "object", "properties": rules, "additionalProperties": False, "minProperties": 1}
    return table if family == "exclusions" else {"anyOf": [{**table, "maxProperties": 1}, {"enum": sorted(rules)}]}


def _as_editors_read(node: Schema) -> Schema:
    """Editors read 4.2 as a number and 1 as an integer, where an agreement means the text that is written."""
    if node.get("type") == "string" and "format" not in node and "enum" not in node and "const" not in node:
        return {**node, "type": ["string", "number"]}
    if "gt" in node:
        return {**{key: part for key, part in node.items() if key != "gt"}, "exclusiveMinimum": int(node["gt"])}
    if "patternProperties" in node:
        return {**node, "additionalProperties": False}
    if node.get("const") == "1":
        return {**{key: part for key, part in node.items() if key not in ("const", "type")}, "enum": ["1", 1]}
    return node


def _may_be_open(node: Schema) -> Schema:
    """Any term may be left open in the text, as long as a decision fills it; what names a thing may not."""
    terms = node.get("properties")
    if not isinstance(terms, dict) or "x-rules" in node or "clause" not in terms:
        return node
    opened = {name: part if name in _NEVER_OPEN else _opened(part) for name, part in terms.items()}
    return {**node, "properties": opened}


def _opened(part: Schema) -> Schema:
    kept: Schema = {key: part[key] for key in ("description", "default") if key in part}
    rest = {key: value for key, value in part.items() if key not in kept and key != "title"}
    options = rest["anyOf"] if set(rest) == {"anyOf"} else [rest]
    return {
        **kept,
        "anyOf": [{"$ref": "#/$defs/unstated"}, *(each for each in options if each != {"const": "unstated"})],
    }


def _plain(node: Schema) -> Schema:
    """Without what tells an editor nothing: titles made of names, and defaults of nothing."""
    return {
        key: part
        for key, part in node.items()
        if not (key == "title" and isinstance(part, str)) and not (key == "default" and part in (None, [], {}))
    }


def _mapped(node: Any, change: Callable[[Schema], Schema]) -> Any:
    """Every object of a schema changed, from the outside in."""
    if isinstance(node, list):
        return [_mapped(part, change) for part in node]
    if isinstance(node, dict):
        return {key: _mapped(part, change) for key, part in change(node).items()}
    return node
