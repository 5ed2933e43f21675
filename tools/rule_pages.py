"""Writes `docs/reference/rules/`, a page for each rule from its docstring and terms: `python tools/rule_pages.py`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from upheld.agreements.terms.term import Term

PUBLISHED = Path(__file__).parent.parent / "docs" / "reference" / "rules"
OF_EVERY_TERM = ("clause", "note")
FAMILIES = ("downtime", "exclusions", "credits")
_INDENTED = re.compile(r"(?:^    .*\n?|^\n(?=    ))+", re.MULTILINE)


def pages() -> Mapping[str, str]:
    """The text of each page by its path below `docs/reference/rules/`; the index is among them."""
    written = {f"{family}/{name}.md": _page(rule, name) for family in FAMILIES for name, rule in _rules(family)}
    return {"README.md": _index(), **written}


def _rules(family: str) -> Iterator[tuple[str, ModuleType]]:
    package = importlib.import_module(f"upheld.rules.{family}")
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        yield found.name, importlib.import_module(f"{package.__name__}.{found.name}")


def _index() -> str:
    lines = ["# Rules", "", "Each rule is one file of the program, and these pages are made from those files.", ""]
    for family in FAMILIES:
        about = inspect.getdoc(importlib.import_module(f"upheld.rules.{family}")) or ""
        rows = [f"| [`{name}`]({family}/{name}.md) | {_first_line(rule)} |" for name, rule in _rules(family)]
        lines += [f"## {family.capitalize()}", "", about, "", "| rule | says |", "|---|---|", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _page(rule: ModuleType, name: str) -> str:
    text = inspect.getdoc(rule) or ""
    # Examples stand indented, or on a line of their own that begins with the name of the term.
    fenced = _INDENTED.sub(lambda found: f"\n```yaml\n{inspect.cleandoc(found[0])}\n```\n", text + "\n")
    fenced = re.sub(r"^(down: \{.*\})$(?!\n```)", r"```yaml\n\1\n```", fenced, flags=re.MULTILINE)
    told = re.sub(r"\n{3,}", "\n\n", fenced).strip()
    return f"# {name}\n\n{told}\n\n{_terms(rule.Terms)}"


def _terms(terms: type[Term]) -> str:
    fields = terms.model_json_schema(by_alias=True, schema_generator=_Generator)
    needed = set(fields.get("required", ()))
    rows = [
        f"| `{name}` | {_kind(field, fields.get('$defs', {}))} | {_standing(name, field, needed)} | "
        f"{field.get('description', '')} |"
        for name, field in fields.get("properties", {}).items()
        if name not in OF_EVERY_TERM
    ]
    if not rows:
        return "It is told nothing: write `{}`.\n"
    return "\n".join(
        [f"{_first_line(terms)}", "", "| term | is | if left out | says |", "|---|---|---|---|", *rows, ""]
    )


def _kind(field: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return _kind(known[field["$ref"].rsplit("/", 1)[-1]], known)
    if "enum" in field:
        return " or ".join(f"`{each}`" for each in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    several = [each for each in field.get("anyOf", ()) if each.get("type") != "null"]
    if several:
        return " or ".join(dict.fromkeys(_kind(each, known) for each in several))
    kind = {"array": "list", "object": "mapping", "integer": "whole number", "boolean": "`true` or `false`"}
    shown = kind.get(str(field.get("type", "")), "text")
    examples = field.get("examples")
    return f"{shown} such as `{examples[0]}`" if examples else shown


def _standing(name: str, field: Mapping[str, Any], needed: set[str]) -> str:
    if name in needed:
        return "must be there"
    default = field.get("default")
    return "nothing" if default in {None, "", "()"} else f"`{default}`"


class _Generator(GenerateJsonSchema):
    """Writes a default as agreements write it."""

    def encode_default(self, dft: Any) -> Any:
        """The word or number itself; anything else as its text."""
        return dft if isinstance(dft, (str, int)) or dft is None else str(dft)


def _first_line(of: object) -> str:
    return (inspect.getdoc(of) or "").splitlines()[0]


if __name__ == "__main__":
    for path, text in pages().items():
        (PUBLISHED / path).parent.mkdir(parents=True, exist_ok=True)
        (PUBLISHED / path).write_text(text, encoding="utf-8")
    print(PUBLISHED)
