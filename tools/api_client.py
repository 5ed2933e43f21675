"""Writes the typed client of the API, `src/upheld/client/`, out of the API's own description: one file for each kind.

    .venv/bin/python -m tools.api_client

`tests/server/test_client.py` fails where what is written differs from what the description says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Any

from tools.api_shapes import IMPORTS, Schema, Shapes, docstring

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "src" / "upheld" / "client"
PREFIX = "/api/v1"
GENERATED = "Written by `tools/api_client.py` out of the API's own description."
JSON = "application/json"
LONGEST_WORDS = 100
"""Characters of a list of words that stands in a signature; a longer one has a name."""

_PAGING = frozenset({"limit", "cursor"})


@dataclass(frozen=True)
class Method:
    """One operation as a method is made of it."""

    verb: str
    path: str
    told: Mapping[str, Any]
    shapes: Shapes

    @property
    def tag(self) -> str:
        """The kind of thing that it works on."""
        return str(self.told["tags"][0])

    @property
    def answer(self) -> Schema:
        """The schema of what it answers; empty where that is no JSON."""
        good = next(answer for status, answer in self.told["responses"].items() if int(status) < 400)
        schema: Schema = good.get("content", {}).get(JSON, {}).get("schema", {})
        return schema

    @property
    def body(self) -> Schema:
        """The schema of its body, with its fields; empty where it has none."""
        content = self.told.get("requestBody", {}).get("content", {})
        return self.shapes.resolved(content.get(JSON, {}).get("schema", {}))

    @property
    def fields(self) -> Mapping[str, Schema]:
        """The fields of its body."""
        return self.body.get("properties", {}) if self.body else {}

    @property
    def raw(self) -> bool:
        """Whether its body is bytes, or JSON of no fixed fields."""
        return bool(self.told.get("requestBody")) and not self.fields

    def named(self, where: str) -> list[str]:
        """The names of its parameters in the path, the query or the headers."""
        return [each["name"] for each in self.told.get("parameters", ()) if each["in"] == where]

    def aliases(self) -> Iterator[str]:
        """Long lists of words in its signature, each under a name of its own."""
        for name, schema in self.fields.items():
            alias = self._aliased(name, schema)
            if alias == self._alias(name):
                yield f"{alias} = {self.shapes.typed(schema)}"

    def _aliased(self, name: str, schema: Schema) -> str:
        kind = self.shapes.typed(schema, "Sequence[{}]")
        return self._alias(name) if kind.startswith("Literal[") and len(kind) > LONGEST_WORDS else kind

    def _alias(self, name: str) -> str:
        return _class(f"{name}_of_{self.told['operationId']}")

    def used(self) -> Iterator[Schema]:
        """The schemas that its signature names."""
        items = self.shapes.items_of(self.answer) if self.answer else None
        yield items if items is not None else self.answer
        yield from self.fields.values()

    def written(self) -> str:
        """The method itself."""
        arguments = ["self", *self._arguments()]
        head = f"def {self.told['operationId']}({', '.join(arguments)}) -> {self._gives()}:"
        return "\n".join([head, textwrap.indent(docstring(self.told["summary"]), "    "), *self._lines(), ""])

    def _arguments(self) -> Iterator[str]:
        told = {each["name"]: each["schema"] for each in self.told.get("parameters", ())}
        for name in self.named("path"):
            yield f"{name}: {self.shapes.typed(told[name])}"
        if self.raw:
            yield "content: bytes"
        optional = [*self._body_arguments(), *self._query_arguments(told)]
        if self.verb != "GET":
            optional += [f'{name}: str = ""' for name in self._headers()]
        if optional:
            yield "*"
            yield from sorted(optional, key=lambda each: " = " in each)

    def _body_arguments(self) -> Iterator[str]:
        needed = set(self.body.get("required", ()))
        for name, schema in self.fields.items():
            kind = self._aliased(name, schema)
            argument = _argument(name)
            yield f"{argument}: {kind}" if name in needed else f"{argument}: {_or_none(kind)} = None"

    def _query_arguments(self, told: Mapping[str, Schema]) -> Iterator[str]:
        for name in self._asked():
            yield f"{_argument(name)}: {_or_none(self.shapes.typed(told[name], 'Sequence[{}]'))} = None"
        if self._paged():
            yield "page_size: int = 50"

    def _headers(self) -> list[str]:
        return ["if_match"] * ("If-Match" in self.named("header")) + ["idempotency_key"]

    def _asked(self) -> list[str]:
        return [name for name in self.named("query") if not (self._paged() and name in _PAGING)]

    def _paged(self) -> bool:
        return "next" in self.shapes.resolved(self.answer).get("properties", {}) if self.answer else False

    def _gives(self) -> str:
        items = self.shapes.items_of(self.answer) if self.answer else None
        if items is None:
            return self.shapes.typed(self.answer) if self.answer else "bytes"
        return f"Iterator[{self.shapes.typed(items)}]" if self._paged() else f"tuple[{self.shapes.typed(items)}, ...]"

    def _lines(self) -> Iterator[str]:
        path = self.path.removeprefix(PREFIX)
        for name in self.named("path"):
            path = path.replace(f"{{{name}}}", f"{{part({name})}}")
        place = f'f"{path}"' if "{" in path else f'"{path}"'
        query = ", ".join(f'"{name}": {_argument(name)}' for name in self._asked())
        kind = self._gives().removesuffix(", ...]").rpartition("[")[2].removesuffix("]")
        if self.verb == "GET":
            yield f"    return self._line.{self._reading(place, kind, f'{{{query}}}')}"
        else:
            yield f"    return self._line.changed(Change({', '.join(self._change(place, query))}), {kind})"

    def _reading(self, place: str, kind: str, query: str) -> str:
        if kind == "bytes":
            return f"downloaded({place}, {query})"
        if self._paged():
            return f"pages({place}, {kind}, {query}, page_size)"
        return f"{'listed' if self._gives().startswith('tuple') else 'read'}({place}, {kind}, {query})"

    def _change(self, place: str, query: str) -> Iterator[str]:
        yield from (f'"{self.verb}"', place)
        if self.raw:
            yield "content=content"
        elif self.fields:
            yield "body={" + ", ".join(f'"{name}": {_argument(name)}' for name in self.fields) + "}"
        if query:
            yield f"query={{{query}}}"
        yield from (f"{name}={name}" for name in self._headers())


def client_files(description: Mapping[str, Any]) -> Mapping[str, str]:
    """The text of every file of the client that this tool writes, by its name."""
    shapes = Shapes(description["components"]["schemas"])
    methods = [
        Method(verb.upper(), path, told, shapes)
        for path, verbs in description["paths"].items()
        for verb, told in verbs.items()
        if path.startswith(PREFIX)
    ]
    tags = sorted({method.tag for method in methods})
    used = {tag: shapes.used_by(each for m in methods if m.tag == tag for each in m.used()) for tag in tags}
    shared = {name for name in shapes.all if sum(name in names for names in used.values()) > 1}
    files = {"shared.py": _file("Answers of operations on several kinds of things.", shapes.models(shared))}
    for tag in tags:
        own = [method for method in methods if method.tag == tag]
        files[f"{_module(tag)}.py"] = _group(tag, own, shapes.models(used[tag] - shared), used[tag] & shared)
    files["service.py"] = _service(tags)
    return dict(zip(files, _formatted(files), strict=True))


def _group(tag: str, methods: list[Method], models: str, shared: Iterable[str]) -> str:
    head = f'''class {_class(tag)}:
    """Operations on {tag}, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

'''
    body = "\n".join(method.written() for method in methods)
    aliases = "\n".join(line for method in methods for line in method.aliases())
    before = "\n\n\n".join(part for part in (models, aliases) if part)
    text = (f"{before}\n\n\n" if before else "") + head + textwrap.indent(body, "    ")
    wanted = sorted(name for name in shared if name in text)
    more = [f"from upheld.client.shared import {', '.join(wanted)}"] if wanted else []
    return _file(f"Operations on {tag}, and what they answer.", text, more)


def _service(tags: list[str]) -> str:
    lines = "\n".join(f"        self.{_module(tag)} = {_class(tag)}(line)" for tag in tags)
    imports = [f"from upheld.client.{_module(tag)} import {_class(tag)}" for tag in tags]
    body = f'''class Operations:
    """Every operation of the API, by the kind of thing that it works on."""

    def __init__(self, line: Line) -> None:
{lines}
'''
    return _file("Every operation of the API.", body, imports)


def _file(says: str, body: str, more: Iterable[str] = ()) -> str:
    lines = [f'"""{says}', "", GENERATED, '"""', "", "from __future__ import annotations", ""]
    return "\n".join([*lines, *IMPORTS, *more, "", "", body, ""])


def _module(tag: str) -> str:
    return tag.replace(" ", "_").replace("-", "_")


def _class(tag: str) -> str:
    return "".join(word.capitalize() for word in _module(tag).split("_"))


def _argument(name: str) -> str:
    """A name as Python takes it: `from` is a word of its own."""
    plain = name.replace("-", "_")
    return f"{plain}_" if iskeyword(plain) else plain


def _or_none(kind: str) -> str:
    return kind if kind.endswith("None") else f"{kind} | None"


def _formatted(files: Mapping[str, str]) -> Iterator[str]:
    """The texts as ruff lays them out, with their imports in order."""
    for name, text in files.items():
        sorted_out = _ruff(name, text, "check", "--fix", "--select", "I,F401")
        yield _ruff(name, sorted_out, "format")


def _ruff(name: str, text: str, *act: str) -> str:
    command = [sys.executable, "-m", "ruff", *act, "--quiet", "--stdin-filename", str(PLACE / name), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def main() -> None:
    """Write the files, and remove those of kinds that are no more."""
    import django  # noqa: PLC0415 - set up before anything of it is imported

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.server.django_settings")
    django.setup()
    from tests.server.routes import description  # noqa: PLC0415 - likewise

    files = client_files(description())
    for there in PLACE.glob("*.py"):
        if there.name not in files and GENERATED in there.read_text(encoding="utf-8"):
            there.unlink()
    for name, text in files.items():
        (PLACE / name).write_text(text, encoding="utf-8")
    print(f"{len(files)} files in {PLACE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
