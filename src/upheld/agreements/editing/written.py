"""A text as it is written: each of its values with where it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.text import Node, Path, Plain, Scalar, Sequence, Span, Table, parsed
from upheld.problems import Place, Problem
from upheld.wording import say

Kind = Literal["scalar", "list", "table"]


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a text: it stands at `text[start:end]`, comments and line breaks behind it not counted.

    `style` is how a scalar is written: nothing for plain, a quote, `|` or `>`. `flow` tells what stands in brackets.
    Lines are counted from 1, columns from 0.
    """

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    flow: bool = False
    value: str | None = None
    style: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table (with its name) or of a list (with its number); it begins at `text[start]`."""

    step: str | int
    start: int
    name: Part | None
    part: Part

    @property
    def end(self) -> int:
        """Where its value ends."""
        return max(self.part.end, self.name.end if self.name else 0)


@dataclass(frozen=True, slots=True)
class Written:
    """A text that can be read, with the tree of its values and their places in it."""

    text: str
    file: str
    tree: Node
    root: Part

    def problem(self, path: Path, what: str, mend: str = "") -> Problem:
        """A fault of a change that was asked for at a path of this text."""
        part = part_at(self.root, path)
        place = Place(self.file, part.line, part.column + 1) if part else Place(self.file)
        return Problem(place, ".".join(map(str, path)), what, mend)


def written(text: str, file: str) -> tuple[Written | None, tuple[Problem, ...]]:
    """Read a text with the places of its values; refused is what reading an agreement refuses."""
    read = parsed(text, file)
    if read.problems or read.root is None:
        return None, read.problems or (Problem(Place(file, 1, 1), "", say("the file is empty")),)
    return Written(text, file, read.root, _Reader(text, iter(read.spans)).part(read.root, flow=False)), ()


def part_at(root: Part, path: Path) -> Part | None:
    """The part at a path, or None where the path leads nowhere."""
    for step in path:
        found = next((each.part for each in root.entries if each.step == step), None)
        if found is None:
            return None
        root = found
    return root


def value_at(whole: Plain, path: Path) -> Plain:
    """What stands at a path of a plain value; the path must lead somewhere."""
    for step in path:
        whole = whole[int(step)] if isinstance(whole, list) else whole[str(step)] if isinstance(whole, dict) else None
    return whole


class _Reader:
    """Joins the tree of a text and the spans of its values; depth is bounded by the reading of the text."""

    def __init__(self, text: str, spans: Iterator[Span]) -> None:
        self.text = text
        self.spans = spans

    def part(self, node: Node, *, flow: bool) -> Part:
        span = next(self.spans)
        line, column = node.place.line, node.place.column - 1
        if isinstance(node, Scalar):
            return Part("scalar", span.start, self.end(span), line, column, flow, node.text, span.style)
        inside = flow or span.style == "{"
        made = tuple(self.listed(node, flow=inside) if isinstance(node, Sequence) else self.named(node, flow=inside))
        closing = next(self.spans).end
        end = closing if inside else max((each.end for each in made), default=span.start)
        kind: Kind = "list" if isinstance(node, Sequence) else "table"
        return Part(kind, span.start, end, line, column, inside, entries=made)

    def end(self, span: Span) -> int:
        """A block scalar ends behind its line break; what is replaced ends before it."""
        if span.style in ("|", ">") and span.end > span.start:
            return max(span.start, len(self.text[: span.end].rstrip()))
        return span.end

    def named(self, node: Table, *, flow: bool) -> Iterator[Entry]:
        for key, value in node.entries:
            name = self.part(key, flow=flow)
            part = self.part(value, flow=flow)
            if part.kind == "scalar" and part.start == part.end:
                part = self.empty_behind(name, flow=flow)
            yield Entry(str(key.text), name.start, name, part)

    def listed(self, node: Sequence, *, flow: bool) -> Iterator[Entry]:
        column = -1
        for number, item in enumerate(node.items):
            part = self.part(item, flow=flow)
            start = part.start
            if not flow:
                start, column = self.dash_before(part, column)
            yield Entry(number, start, None, part)

    def empty_behind(self, name: Part, *, flow: bool) -> Part:
        """A value that is left empty stands behind its colon, wherever the parser noticed that it is missing."""
        at = name.end
        while self.text[at : at + 1] in (" ", "\t"):
            at += 1
        at = at + 1 if self.text[at : at + 1] == ":" else name.end
        return Part("scalar", at, at, name.line, name.column + at - name.start, flow)

    def dash_before(self, part: Part, column: int) -> tuple[int, int]:
        """Where the dash of an item stands, and in which column; -1 is a column that is not known yet."""
        end = part.start
        while end > 0:
            line = self.text.rfind("\n", 0, end) + 1
            before = self.text[line:end]
            at = before.rfind("-") if not before.strip(" -\ufeff") else -1
            if column < 0 <= at or (column >= 0 and before[column : column + 1] == "-" and at >= 0):
                column = at if column < 0 else column
                return line + column, column
            end = line - 1
        return part.start, column
