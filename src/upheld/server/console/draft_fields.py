"""An agreement's file as the fields of a form: sections in the file's order, each value with its words and faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from django.utils.translation import get_language

from upheld.agreements.editing import Allowed, Entry, Part, Written
from upheld.agreements.schema import json_schema
from upheld.agreements.text import Path
from upheld.problems import Problem
from upheld.rules import vocabulary
from upheld.server.console.draft_words import FRAME, about, label_of

# A request holds at most 2,000 fields (`settings.py`); of a longer file the last sections are edited as text.
MOST_FIELDS = 1_800

Control = Literal["line", "area", "choice", "tick", "fixed"]
PieceKind = Literal["open", "close", "field", "words", "end"]

_FRAME = frozenset(
    {"upheld", "agreement", "title", "provider", "version", "applies_to", "zone", "document", "documents", "include",
     "clause", "note"}
)  # fmt: skip
_SPOKEN_OF = frozenset({"upheld", "clause", "note"})  # what these are needs no hint at every place
_LONG, _VERY_LONG = 26, 64


@dataclass(frozen=True, slots=True)
class Input:
    """One value as it is edited: where it stands, and by which control."""

    number: int
    pointer: str
    path: str
    label: str
    line: int
    value: str
    control: Control = "line"
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    hint: str = ""
    faults: tuple[Problem, ...] = ()
    name: Named | None = None
    removes: bool = False
    fresh: bool = False

    @property
    def wide(self) -> bool:
        """Whether it needs the whole width."""
        return self.control == "area" or len(self.value) > _LONG

    @property
    def ticked(self) -> bool:
        """What a box that is ticked or not stands at."""
        return is_true(self.value)

    @property
    def rows(self) -> int:
        """How many lines are shown."""
        return min(12, 1 + self.value.count("\n") + len(self.value) // 72)


@dataclass(frozen=True, slots=True)
class Named:
    """The name of an entry, where who writes the agreement chooses it."""

    pointer: str
    value: str
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a form, in the order in which it is drawn; `open` and `close` stand around what belongs together."""

    kind: PieceKind
    label: str = ""
    pointer: str = ""
    path: str = ""
    line: int = 0
    depth: int = 0
    number: int = 0
    name: Named | None = None
    input: Input | None = None
    inputs: tuple[Input, ...] = ()
    faults: tuple[Problem, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    adds: bool = False
    removes: bool = False
    hint: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the agreement with its fields; none where the form would be too long."""

    label: str
    line: int
    values: int
    pieces: tuple[Piece, ...] = ()
    faults: int = 0
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows beside the text: faults, values that were refused, and the entry that was just added."""

    faults: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fresh: Path | None = None


@cache
def everything() -> Allowed:
    """What an agreement file may hold."""
    return Allowed.at_the_top(json_schema(vocabulary()))


def sections_of(file: Written, shown: Shown) -> tuple[Section, ...]:
    """The sections of a form that edits a text; those behind the most fields that a form can hold are without any."""
    drawing = _Drawing(shown)
    left = MOST_FIELDS
    made: list[Section] = []
    top = everything()
    for label, entries in _grouped(file.root.entries):
        left -= sum(_count(each.part) + 1 for each in entries)
        depth = int(entries[0].step in _FRAME)
        drawn = (piece for each in entries for piece in drawing.of(each, (each.step,), top, depth))
        pieces = tuple(drawn) if left >= 0 else ()
        terms = _absent(file.root, top) if entries and entries[0].step in _FRAME else ()
        if terms and pieces:
            pieces = (*pieces, Piece("end", pointer="", terms=terms))
        faults = sum(1 for each in shown.faults if _about(each, entries))
        fresh = shown.fresh is not None and any(each.step == shown.fresh[0] for each in entries)
        opened = not made or bool(faults) or fresh
        count = sum(_values(each.part) for each in entries)
        made.append(Section(label, _line(entries[0]), count, pieces, faults, opened))
    return tuple(made)


def pointer_of(path: Path) -> str:
    """A path as the name of a field: a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def path_of(root: Part, pointer: str) -> Path | None:
    """The path in a text that a JSON pointer leads to; None where it leads nowhere."""
    path: list[str | int] = []
    for step in pointer.split("/")[1:]:
        plain = step.replace("~1", "/").replace("~0", "~")
        entry = next((each for each in root.entries if str(each.step) == plain), None)
        if entry is None:
            return None
        path.append(entry.step)
        root = entry.part
    return tuple(path)


def is_true(value: str) -> bool:
    """How the reading takes a word for true."""
    return value.lower() in {"true", "yes", "on", "1", "t", "y"}


def _grouped(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """What the agreement says of itself is one section, each other part of the file its own."""
    listed = list(entries)
    frame = [each for each in listed if each.step in _FRAME]
    if frame:
        yield str(FRAME), frame
    for each in listed:
        if each.step not in _FRAME:
            yield label_of(str(each.step)), [each]


def _count(part: Part) -> int:
    """The fields of a part, as many as they may be: a value has one more where it is a tick, a table one for terms."""
    own = 0 if part.kind == "list" else 1
    return own + sum(_count(each.part) + (each.name is not None) for each in part.entries)


def _values(part: Part) -> int:
    return (part.kind == "scalar") + sum(_values(each.part) for each in part.entries)


def _about(fault: Problem, entries: list[Entry]) -> bool:
    return fault.field.partition(".")[0] in {str(each.step) for each in entries}


def _absent(part: Part, allowed: Allowed) -> tuple[tuple[str, str], ...]:
    """The terms that a table may have, and has not."""
    there = {each.step for each in part.entries}
    return tuple(each for each in _terms(allowed, get_language() or "") if each[0] not in there)


@lru_cache(1024)
def _terms(allowed: Allowed, _language: str) -> tuple[tuple[str, str], ...]:
    """The terms that a table may have with their words, in the order of these."""
    return tuple(sorted(((name, label_of(name)) for name in allowed.names), key=lambda each: each[1].casefold()))


class _Drawing:
    """Draws the parts of a text, and numbers the fields."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.number = 0
        self.faults: dict[str, list[Problem]] = {}
        for each in shown.faults:
            self.faults.setdefault(each.field, []).append(each)

    def of(self, entry: Entry, path: Path, above: Allowed, depth: int = 0) -> Iterator[Piece]:
        """The pieces of an entry and of all below it; `above` is what may stand where it stands."""
        allowed = above.below(entry.step)
        if entry.part.kind == "scalar":
            name = self.name(entry, path, above)
            yield Piece("field", depth=depth, input=self.input(entry, path, allowed, name=name))
        elif entry.part.kind == "list" and all(each.part.kind == "scalar" for each in entry.part.entries):
            yield self.words(entry, path, above, allowed)
        else:
            yield self.opened(entry, path, above, depth)
            for each in entry.part.entries:
                yield from self.of(each, (*path, each.step), allowed, depth + 1)
            yield self.closed(entry, path, allowed)

    def opened(self, entry: Entry, path: Path, above: Allowed, depth: int) -> Piece:
        self.number += 1
        return Piece(
            "open", self.label(entry, above), pointer_of(path), _dotted(path), _line(entry), min(depth, 3),
            self.number, self.name(entry, path, above), faults=self.said(path), removes=_may_go(entry, above),
            hint=self.hint(entry, above), fresh=path == self.shown.fresh,
        )  # fmt: skip

    def closed(self, entry: Entry, path: Path, allowed: Allowed) -> Piece:
        part = entry.part
        adds = bool(part.entries) and (part.kind == "list" or allowed.names_are_free)
        terms = _absent(part, allowed) if part.kind == "table" else ()
        return Piece("close", self.label(entry, allowed), pointer_of(path), terms=terms, adds=adds, number=self.number)

    def words(self, entry: Entry, path: Path, above: Allowed, allowed: Allowed) -> Piece:
        self.number += 1
        number = self.number
        inputs = tuple(
            self.input(each, (*path, each.step), allowed.below(each.step), in_list=True) for each in entry.part.entries
        )
        return Piece(
            "words", self.label(entry, above), pointer_of(path), _dotted(path), _line(entry), number=number,
            name=self.name(entry, path, above), inputs=inputs, faults=self.said(path), adds=True,
            removes=_may_go(entry, above), hint=self.hint(entry, above), fresh=path == self.shown.fresh,
        )  # fmt: skip

    def input(
        self, entry: Entry, path: Path, allowed: Allowed, *, name: Named | None = None, in_list: bool = False
    ) -> Input:
        self.number += 1
        pointer, value = pointer_of(path), entry.part.value or ""
        typed = self.shown.typed.get(f"v:{pointer}", value)
        return Input(
            self.number, pointer, _dotted(path), _called(entry, name), _line(entry), typed,
            _control(typed, allowed), _choices(value, allowed), _hints(allowed), self.spoken(entry, allowed),
            self.said(path), name, in_list or not value or name is not None, path == self.shown.fresh,
        )  # fmt: skip

    def name(self, entry: Entry, path: Path, above: Allowed) -> Named | None:
        if not isinstance(entry.step, str) or not above.names_are_free or entry.step in above.names:
            return None
        pointer = pointer_of(path)
        return Named(pointer, self.shown.typed.get(f"k:{pointer}", entry.step))

    def label(self, entry: Entry, above: Allowed) -> str:
        if isinstance(entry.step, int):
            return f"{entry.step + 1}."
        return entry.step if above.names_are_free else label_of(entry.step)

    def hint(self, entry: Entry, above: Allowed) -> str:
        return self.spoken(entry, above.below(entry.step))

    def spoken(self, entry: Entry, allowed: Allowed) -> str:
        return "" if entry.step in _SPOKEN_OF else about(allowed.about)

    def said(self, path: Path) -> tuple[Problem, ...]:
        return tuple(self.faults.get(_dotted(path), ()))


def _called(entry: Entry, name: Named | None) -> str:
    if isinstance(entry.step, int):
        return f"{entry.step + 1}."
    return entry.step if name is not None else label_of(entry.step)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _line(entry: Entry) -> int:
    return entry.name.line if entry.name else entry.part.line


def _may_go(entry: Entry, above: Allowed) -> bool:
    return isinstance(entry.step, int) or entry.step not in above.required


def _control(value: str, allowed: Allowed) -> Control:
    if "\r" in value:  # a form sends every line break as one of a file
        return "fixed"
    if allowed.is_truth and value.lower() in {"true", "false"}:
        return "tick"
    if not allowed.is_free and _choices(value, allowed):
        return "choice"
    return "area" if "\n" in value or len(value) > _VERY_LONG else "line"


def _choices(value: str, allowed: Allowed) -> tuple[str, ...]:
    """The words to choose from, with the one that stands there."""
    if allowed.is_free:
        return ()
    known = (*allowed.words, *(("true", "false") if allowed.may_be_truth else ()))
    return tuple(dict.fromkeys((value, *known))) if known and value not in known else known


def _hints(allowed: Allowed) -> tuple[str, ...]:
    """What is offered while somebody writes: the words that are known, and how such a value looks."""
    return tuple(dict.fromkeys((*allowed.words, *allowed.examples))) if allowed.is_free else ()
