"""The schemas of an API's description, as the types and models of Python that its client is written in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_PLAIN = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_STRINGS = {"date": "date", "date-time": "datetime"}
# Whatever is not used is taken out again when the file is laid out.
IMPORTS = (
    "from collections.abc import Iterator, Mapping, Sequence",
    "from datetime import date, datetime",
    "from typing import Any, Literal",
    "from upheld.client.answer import Answer",
    "from upheld.client.line import Change, Line, part",
)


@dataclass(frozen=True)
class Shapes:
    """The named schemas of a description."""

    all: Mapping[str, Schema]

    def used_by(self, schemas: Iterable[Schema]) -> set[str]:
        """The names that schemas lead to, by whatever way."""
        found: set[str] = set()
        waiting = [name for schema in schemas for name in _names(schema)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(_names(self.all[name]))
        return found

    def resolved(self, schema: Schema) -> Schema:
        """A schema itself, where it is only named."""
        return self.all[_name(schema)] if "$ref" in schema else schema

    def items_of(self, schema: Schema) -> Schema | None:
        """What stands in an answer that is a list and nothing more; None where it is more."""
        fields = self.resolved(schema).get("properties", {})
        return fields["items"]["items"] if "items" in fields and set(fields) <= {"items", "next"} else None

    def typed(self, schema: Schema, sequence: str = "tuple[{}, ...]") -> str:
        """A schema as a type; lists as `sequence` says."""
        if "anyOf" in schema:
            words = [word for each in schema["anyOf"] for word in _words(each)]
            one = [f"Literal[{', '.join(map(literal, words))}]"] if words else []
            others = (self.typed(each, sequence) for each in schema["anyOf"] if not _words(each))
            return " | ".join(sorted(dict.fromkeys([*one, *others]), key="None".__eq__))
        if schema.get("type") == "array":
            return sequence.format(self.typed(schema.get("items", {}), sequence))
        if schema.get("type") == "object":
            inside = schema.get("additionalProperties")
            return f"Mapping[str, {self.typed(inside, sequence) if isinstance(inside, dict) else 'Any'}]"
        return _plain(schema)

    def model(self, name: str) -> str:
        """One named schema as a frozen model."""
        schema = self.all[name]
        if "enum" in schema:
            return f"{name} = {self.typed(schema)}"
        lines = [
            f"class {name}(Answer):",
            textwrap.indent(docstring(schema.get("description", f"{name}.")), "    "),
            "",
        ]
        return "\n".join([*lines, *(f"    {line}" for line in self._fields(schema))])

    def models(self, names: Iterable[str]) -> str:
        """Named schemas as models, each after those that it is made of."""
        return "\n\n\n".join(self.model(name) for name in self._ordered(set(names)))

    def _fields(self, schema: Schema) -> Iterator[str]:
        needed = set(schema.get("required", ()))
        told = schema.get("properties", {})
        for field in sorted(told, key=lambda each: each not in needed):
            # A newer service may know further words: what it answers is not narrowed to those of today.
            kind = self.typed(_open(told[field]))
            if field in needed:
                yield f"{field}: {kind}"
            elif isinstance(told[field].get("default"), (str, int, bool)):
                yield f"{field}: {kind} = {literal(told[field]['default'])}"
            elif "tuple[" in kind and told[field].get("type") == "array":
                yield f"{field}: {kind} = ()"
            else:
                yield f"{field}: {kind if kind.endswith('None') else f'{kind} | None'} = None"

    def _ordered(self, names: set[str]) -> list[str]:
        made: list[str] = []

        def add(name: str) -> None:
            for inner in sorted(_names(self.all[name]) - {name}):
                if inner in names and inner not in made:
                    add(inner)
            if name not in made:
                made.append(name)

        for name in sorted(names):
            add(name)
        return made


def literal(value: object) -> str:
    """A value as it is written in Python, in double quotes."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def docstring(text: str) -> str:
    """A description as a docstring: its first line alone, then the rest."""
    first, _, rest = text.strip().partition("\n\n")
    told = " ".join(first.split())
    return f'"""{told}\n\n{rest}\n"""' if rest else f'"""{told}"""'


def _plain(schema: Schema) -> str:
    """The type of one value."""
    if "$ref" in schema:
        return _name(schema)
    if _words(schema):
        return f"Literal[{', '.join(map(literal, _words(schema)))}]"
    if schema.get("type") == "string":
        return _STRINGS.get(schema.get("format", ""), "str")
    return _PLAIN.get(schema.get("type", ""), "Any")


def _words(schema: Schema) -> list[object]:
    """The values that a schema is confined to; none where it is not."""
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def _open(schema: Any) -> Any:
    """A schema without the words that its texts are confined to."""
    if isinstance(schema, Mapping):
        words = "enum" in schema and schema.get("type") == "string"
        return {"type": "string"} if words else {name: _open(each) for name, each in schema.items()}
    return [_open(each) for each in schema] if isinstance(schema, list) else schema


def _names(schema: object) -> set[str]:
    """The schemas that one names anywhere inside."""
    if isinstance(schema, Mapping):
        own = {_name(schema)} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(_names(each) for each in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_names(each) for each in schema))
    return set()


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
