"""YAML text -> a tree of nodes that know their places; refuses what no contract needs (aliases, tags, bombs)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from upheld.agreements.scanning import events_of
from upheld.agreements.unfit import hidden_in, hiding, joined_halves, unfit_text
from upheld.problems import Place, Problem
from upheld.wording import say

MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_SCALAR = 20_000
_KEPT_TEXTS, _KEPT_SIGNS = 16, 64_000  # texts that are asked for again and again, such as one that is being edited

_EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written; `text` is None where the value is left empty."""

    text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping in the order of the text; keys are unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The node under `key`, or None."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Scalar | Sequence | Table
Plain = str | None | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]


class Span(NamedTuple):
    """Where a scalar, or a bracket of a collection, stands in a text, and how it is written: `text[start:end]`.

    `style` is nothing for a plain scalar, else its quote, `|` or `>`; for a collection `{` where it stands in brackets.
    """

    start: int
    end: int
    style: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: its tree (None where it is empty or at fault), every problem, and the spans of its values.

    `spans` are in the order of the text: one for each scalar (a name is one too), two for each collection.
    """

    root: Node | None
    problems: tuple[Problem, ...] = ()
    spans: tuple[Span, ...] = ()


def parse(text: str, file: str, begin: str = "start one with `upheld new`") -> tuple[Table | None, tuple[Problem, ...]]:
    """Read one YAML document whose top is a mapping; `begin` tells how one begins a file of this kind.

    Every scalar stays the text that was written, so 99.95 is exact, 17:00 is no number and `no` is no truth value.
    Returns the tree and the problems found; the tree is None where there is any problem.
    """
    read = parsed(text, file)
    root, problems = read.root, read.problems
    if not problems and not isinstance(root, Table):
        problems = (_no_mapping(file, root, begin),)
    return (root if isinstance(root, Table) and not problems else None), problems


def parse_any(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one YAML document as `parse` does, whatever stands at its top; None where the file is empty or at fault."""
    read = _parsed(text, file)
    return read.root, read.problems


def parsed(text: str, file: str) -> Parsed:
    """Read one YAML document with the places of its values; the last few texts are not read anew."""
    return _kept(text, file) if len(text) <= _KEPT_SIGNS else _parsed(text, file)


@lru_cache(_KEPT_TEXTS)
def _kept(text: str, file: str) -> Parsed:
    return _parsed(text, file)


def _parsed(text: str, file: str) -> Parsed:
    early = tuple(unfit_text(text, file))
    if early:
        return Parsed(None, early)
    builder = _Builder(file, int(text.startswith("\ufeff")))
    try:
        builder.read(text)
    except _Stop as stop:
        builder.problems.append(stop.problem)
    except MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, file))
    except (YAMLError, ValueError, RecursionError) as error:
        builder.problems.append(Problem(Place(file), "", f"this is not YAML: {error}".splitlines()[0]))
    if builder.problems:
        return Parsed(None, tuple(builder.problems))
    return Parsed(builder.root, (), tuple(builder.spans))


def plain(node: Node) -> Plain:
    """The tree as str, None, list and dict only."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {str(key.text): plain(value) for key, value in node.entries}


def place_of(node: Node, path: Path) -> Place:
    """The place of the deepest node that `path` reaches, a mapping entry's key where it has one."""
    place = node.place
    for step in path:
        found = _child(node, step)
        if found is None:
            return place
        place, node = found
    return place


def overlay(base: Node, over: Node) -> Node:
    """`over` ranks above `base`: mappings merge key by key, everything else is replaced whole."""
    if not (isinstance(base, Table) and isinstance(over, Table)):
        return over
    ours = {key.text: (key, node) for key, node in over.entries}
    merged = [_overlaid(entry, ours) for entry in base.entries]
    known = {key.text for key, _ in base.entries}
    merged.extend(entry for entry in over.entries if entry[0].text not in known)
    return Table(tuple(merged), over.place)


def replaced(node: Node, path: Path, value: Node) -> Node:
    """The tree with the node at `path` set to `value`; missing mappings on the way are made.

    The name that leads to the value takes the value's place; all other places stay.
    """
    if not path:
        return value
    if isinstance(node, Sequence):
        at = int(path[0])
        items = (replaced(item, path[1:], value) if index == at else item for index, item in enumerate(node.items))
        return Sequence(tuple(items), node.place)
    return _with_entry(node if isinstance(node, Table) else Table((), node.place), path, value)


def _with_entry(table: Table, path: Path, value: Node) -> Table:
    key = str(path[0])
    old = next((entry for entry in table.entries if entry[0].text == key), None)
    name = old[0] if old is not None and len(path) > 1 else Scalar(key, value.place)
    entry = (name, replaced(old[1] if old else Table((), value.place), path[1:], value))
    if old is None:
        return Table((*table.entries, entry), table.place)
    return Table(tuple(entry if each is old else each for each in table.entries), table.place)


def node_at(node: Node, path: Path) -> Node | None:
    """The node at `path`, or None where the path leads nowhere."""
    for step in path:
        found = _child(node, step)
        if found is None:
            return None
        node = found[1]
    return node


def _overlaid(entry: tuple[Scalar, Node], ours: dict[str | None, tuple[Scalar, Node]]) -> tuple[Scalar, Node]:
    key, node = entry
    mine = ours.get(key.text)
    return (key, node) if mine is None else (mine[0], overlay(node, mine[1]))


def _child(node: Node, step: str | int) -> tuple[Place, Node] | None:
    if isinstance(node, Table):
        return next(((key.place, value) for key, value in node.entries if key.text == str(step)), None)
    if isinstance(node, Sequence) and str(step).isdecimal() and int(step) < len(node.items):
        return node.items[int(step)].place, node.items[int(step)]
    return None


def _no_mapping(file: str, root: Node | None, begin: str) -> Problem:
    what = (
        say("the file is empty") if root is None else say("the file must be a mapping of terms (`name: value` lines)")
    )
    return Problem(root.place if root else Place(file, 1, 1), "", what, begin)


def _syntax_problem(error: MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    what = (error.problem or error.context or "this is not YAML").strip()
    help_text = (
        say("indent with spaces, not tabs") if "\\t" in what else say("check indentation, colons, quotes and brackets")
    )
    return Problem(place, "", say("the text is not valid YAML: {what}", what=what), help_text)


class _Stop(Exception):  # noqa: N818 - it ends the reading, it is not an error of ours
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.what)


@dataclass(slots=True)
class _Open:
    """A collection that is being read: its nodes so far, and for a mapping the key that waits for its value."""

    place: Place
    is_mapping: bool
    nodes: list[Node]

    @property
    def step(self) -> str:
        """The name or number of the value that is read next; empty where a name is read."""
        if not self.is_mapping:
            return str(len(self.nodes))
        name = self.nodes[-1] if len(self.nodes) % 2 else None
        return name.text or "" if isinstance(name, Scalar) else ""


class _Builder:
    """Builds the tree from parser events with a stack of its own, so that depth is bounded by us and not by Python."""

    def __init__(self, file: str, before: int) -> None:
        """`before` is how many signs stand before what the parser counts from: the byte order mark."""
        self.file = file
        self.before = before
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.spans: list[Span] = []
        self.stack: list[_Open] = []
        self.count = 0
        self.documents = 0

    def read(self, text: str) -> None:
        for event in events_of(text[self.before :]):
            self.take(event)

    def take(self, event: Event) -> None:
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Stop(Problem(place, "", "a second document begins here", "keep one agreement per file"))
        elif isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Stop(Problem(place, "", "YAML anchors and aliases are not allowed", "write the value out"))
        elif isinstance(event, ScalarEvent):
            self.span(event, str(event.style or ""))
            self.add(self.scalar(event, place))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.open(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.span(event, "")
            self.close()

    def span(self, event: Event, style: str) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.spans.append(Span(start + self.before, end + self.before, style))

    def open(self, event: MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        self.refuse_tag(event.tag, place)
        if len(self.stack) >= MAX_DEPTH:
            raise _Stop(Problem(place, "", f"terms are nested deeper than {MAX_DEPTH} levels"))
        self.span(event, "{" if event.flow_style else "")
        self.stack.append(_Open(place, isinstance(event, MappingStartEvent), []))

    def close(self) -> None:
        done = self.stack.pop()
        node = self.table(done) if done.is_mapping else Sequence(tuple(done.nodes), done.place)
        self.add(node)

    def add(self, node: Node) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise _Stop(Problem(node.place, "", f"the file has more than {MAX_NODES} values"))
        if self.stack:
            self.stack[-1].nodes.append(node)
        else:
            self.root = node

    def scalar(self, event: ScalarEvent, place: Place) -> Scalar:
        self.refuse_tag(event.tag, place)
        value = str(event.value)
        if len(value) > MAX_SCALAR:
            raise _Stop(Problem(place, "", f"a value has {len(value)} characters; at most {MAX_SCALAR} are read"))
        if event.style == '"':
            value = joined_halves(value)
            if sign := hidden_in(value):
                self.problems.append(hiding(sign, place, self.field()))
        empty = event.style is None and value in _EMPTY_WORDS
        return Scalar(None if empty else value, place)

    def field(self) -> str:
        """The dotted path of what is being read; of a name that of the table in which it stands."""
        return ".".join(step for each in self.stack if (step := each.step))

    def refuse_tag(self, tag: object, place: Place) -> None:
        if tag is not None and str(tag) not in {"!", "None"}:
            raise _Stop(Problem(place, "", f"the YAML tag {tag} is not allowed", "remove it"))

    def table(self, done: _Open) -> Table:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Place] = {}
        for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if not isinstance(key, Scalar) or key.text is None:
                self.problems.append(Problem(key.place, "", say("the name of a term must be a single word")))
            elif key.text in seen:
                what = say("`{text}` stands twice; first in line {line}", text=key.text, line=seen[key.text].line)
                self.problems.append(Problem(key.place, key.text, what, say("keep one of them")))
            else:
                seen[key.text] = key.place
                entries.append((key, value))
        return Table(tuple(entries), done.place)
