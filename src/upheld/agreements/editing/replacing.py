"""Single values of a text replaced: comments, order and layout of everything else stay byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from upheld.agreements.editing.spelling import name_spelled, value_spelled
from upheld.agreements.editing.written import Part, Written, part_at, written
from upheld.agreements.text import MAX_SCALAR, Path
from upheld.agreements.unfit import hidden_in, hiding
from upheld.problems import Place, Problem
from upheld.wording import say

_Role = Literal["name", "value", "list", "table"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written: new values by the paths of the text, None for one left empty, and new names of entries."""

    values: Mapping[Path, str | None] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))


def replaced(old: Written, changes: Changes) -> tuple[Written | None, tuple[Problem, ...]]:
    """The text with these values and names written in place of the old ones, or every problem; all of them or none.

    A value keeps the quotes that its forerunner had, where it can. Whether the agreement may say it is not looked at.
    """
    found = (*_problems(old, changes), *_twice(old, changes))
    if found:
        return None, found
    text = old.text
    for start, end, spelled in sorted(_edits(old, changes), reverse=True):
        text = f"{text[:start]}{spelled}{text[end:]}"
    made, _ = written(text, old.file)
    if made is None or [each[1:] for each in _tokens(made.root)] != list(_meant(old.root, changes)):
        paths = (*changes.values, *changes.names)
        return None, tuple(old.problem(path, say("this cannot be written here"), _IN_TEXT) for path in paths)
    return made, ()


_IN_TEXT = say("change it in the text")


def renamed(path: Path, changes: Changes) -> Path:
    """Where a path of the old text leads in the new one."""
    return tuple(changes.names.get(path[: at + 1], step) for at, step in enumerate(path))


def _edits(old: Written, changes: Changes) -> Iterator[tuple[int, int, str]]:
    for path, value in changes.values.items():
        part = _part(old, path)
        yield _spaced(old.text, part.start, part.end, value_spelled(value, part, old.text))
    for path, name in changes.names.items():
        key = _name(old, path)
        yield key.start, key.end, name_spelled(name, key)


def _spaced(text: str, start: int, end: int, spelled: str) -> tuple[int, int, str]:
    """What is written behind a bare colon or dash stands off it."""
    off = start == end and text[start - 1 : start] in (":", "-")
    return start, end, f" {spelled}" if off else spelled


def _problems(old: Written, changes: Changes) -> Iterator[Problem]:
    for path, value in changes.values.items():
        part = part_at(old.root, path)
        if part is None or part.kind != "scalar":
            yield old.problem(path, say("no such value stands in the text"), say("look at the text as it is now"))
        else:
            yield from _unfit(old, path, value or "")
    for path, name in changes.names.items():
        if _name_or_none(old, path) is None:
            yield old.problem(path, say("no such value stands in the text"), say("look at the text as it is now"))
        elif not name.strip():
            yield old.problem(path, say("an entry needs a name"))
        else:
            yield from _unfit(old, path, name)


def _unfit(old: Written, path: Path, value: str) -> Iterator[Problem]:
    if len(value) > MAX_SCALAR:
        what = say("a value has {count} characters; at most {most} are read", count=len(value), most=MAX_SCALAR)
        yield old.problem(path, what)
    if sign := hidden_in(value):
        fault = hiding(sign, Place(old.file))
        yield old.problem(path, fault.what, fault.help)


def _twice(old: Written, changes: Changes) -> Iterator[Problem]:
    """Two entries of one table cannot have one name."""
    for path, name in changes.names.items():
        table = part_at(old.root, path[:-1])
        others = (each.step for each in table.entries if each.step != path[-1]) if table else ()
        if name in {changes.names.get((*path[:-1], step), str(step)) for step in others}:
            yield old.problem(path, say("`{name}` stands twice", name=name), say("keep one of them"))


def _tokens(part: Part, path: Path = ()) -> Iterator[tuple[Path, _Role, str | None]]:
    """What a text says, in its order: names, values, and where lists and tables begin."""
    yield path, "value" if part.kind == "scalar" else part.kind, part.value
    for each in part.entries:
        if each.name is not None:
            yield (*path, each.step), "name", each.name.value
        yield from _tokens(each.part, (*path, each.step))


def _meant(root: Part, changes: Changes) -> Iterator[tuple[_Role, str | None]]:
    for path, role, text in _tokens(root):
        if role == "value":
            yield role, changes.values.get(path, text)
        else:
            yield role, changes.names.get(path, text) if role == "name" else text


def _part(old: Written, path: Path) -> Part:
    part = part_at(old.root, path)
    assert part is not None  # noqa: S101 - looked at before
    return part


def _name(old: Written, path: Path) -> Part:
    name = _name_or_none(old, path)
    assert name is not None  # noqa: S101 - looked at before
    return name


def _name_or_none(old: Written, path: Path) -> Part | None:
    table = part_at(old.root, path[:-1]) if path else None
    return next((each.name for each in table.entries if each.step == path[-1]), None) if table else None
