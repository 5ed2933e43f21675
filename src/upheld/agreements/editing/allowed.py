"""What the language of agreements allows at a place of a text: the words, the terms, the entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from upheld.agreements.editing.adding import EmptyValue

Schema = dict[str, Any]
"""A JSON Schema; `Any`, since JSON is what it is."""


_PLACES_KEPT = 4096


# Without slots, so that what is found out about a place stays with it.
@dataclass(frozen=True, eq=False)
class Allowed:
    """What may stand at a place, by the schema of agreement files; `about` is what the schema says of the term.

    What stands below a place is found once, and is the same object each time that it is asked for.
    """

    whole: Schema
    kinds: tuple[Schema, ...]
    about: str = ""

    @classmethod
    def at_the_top(cls, whole: Schema) -> Allowed:
        """What a whole file may hold."""
        return cls(whole, (whole,))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that are known here, in the order of the schema."""
        return tuple(dict.fromkeys(str(word) for kind in self.kinds for word in _words(kind)))

    @cached_property
    def is_free(self) -> bool:
        """Whether any other text may stand here too."""
        return not self.kinds or any(_is_text(kind) for kind in self.kinds)

    @cached_property
    def is_truth(self) -> bool:
        """Whether nothing but true or false may stand here."""
        scalars = [kind for kind in self.kinds if kind.get("type") not in ("object", "array", "null")]
        return bool(scalars) and all(kind.get("type") == "boolean" for kind in scalars)

    @cached_property
    def may_be_truth(self) -> bool:
        """Whether true and false may stand here, perhaps beside other words."""
        return any(kind.get("type") == "boolean" for kind in self.kinds)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """How such a value may look."""
        return tuple(dict.fromkeys(str(each) for kind in self.kinds for each in kind.get("examples", ())))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the entries that a table may have here; empty where they are free, or none is known."""
        found = (name for kind in self.kinds for name in (*kind.get("properties", {}), *_names(kind)))
        return tuple(dict.fromkeys(found))

    @cached_property
    def required(self) -> frozenset[str]:
        """The terms that every kind of table asks for here."""
        tables = [frozenset(kind.get("required", ())) for kind in self.kinds if kind.get("type") == "object"]
        return frozenset.intersection(*tables) if tables else frozenset()

    @cached_property
    def names_are_free(self) -> bool:
        """Whether the entries of a table are named by who writes them."""
        tables = [kind for kind in self.kinds if kind.get("type") == "object"]
        return any(
            not _names(kind) and not kind.get("properties") and (kind.get("patternProperties") or _rest(kind))
            for kind in tables
        )

    @cached_property
    def is_table(self) -> bool:
        """Whether a table may stand here."""
        return any(kind.get("type") == "object" for kind in self.kinds)

    @cached_property
    def empty(self) -> EmptyValue:
        """What a new entry begins as: a value to fill in, or else an empty table or list."""
        if set(self.words) - {"unstated"} or self.is_free or self.may_be_truth:
            return "null"
        return "{}" if self.is_table else "[]"

    def below(self, step: str | int) -> Allowed:
        """What may stand under a name or a number."""
        return _allowed_below(self, step)


@lru_cache(_PLACES_KEPT)
def _allowed_below(above: Allowed, step: str | int) -> Allowed:
    found = [each for kind in above.kinds for each in _below(kind, step)]
    about = next((str(each["description"]) for each in found if "description" in each), "")
    return Allowed(above.whole, tuple(part for each in found for part in _kinds(above.whole, each)), about)


def _kinds(whole: Schema, node: Schema) -> Iterator[Schema]:
    """The alternatives of a schema, references followed."""
    if "$ref" in node:
        yield from _kinds(whole, whole["$defs"][node["$ref"].rpartition("/")[2]])
    for each in node.get("anyOf", ()):
        yield from _kinds(whole, each)
    if "$ref" not in node and "anyOf" not in node:
        yield node


def _below(kind: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        found: list[object] = [kind.get("items")]
    elif step in kind.get("properties", {}):
        found = [kind["properties"][step]]
    else:
        found = [*kind.get("patternProperties", {}).values(), kind.get("additionalProperties")]
    yield from (each for each in found if isinstance(each, dict))


def _words(kind: Schema) -> tuple[object, ...]:
    return tuple(kind["enum"]) if "enum" in kind else (kind["const"],) if "const" in kind else ()


def _is_text(kind: Schema) -> bool:
    types = kind.get("type", "string")
    listed = types if isinstance(types, list) else [types]
    return not _words(kind) and bool({"string", "number", "integer"} & set(listed))


def _names(kind: Schema) -> tuple[str, ...]:
    return tuple(kind.get("propertyNames", {}).get("enum", ()))


def _rest(kind: Schema) -> bool:
    return kind.get("additionalProperties", True) is not False
