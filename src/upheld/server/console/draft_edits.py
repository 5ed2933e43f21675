"""What a form of fields asks to change in a text, done to the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.http import QueryDict

from upheld.agreements.editing import (
    Allowed,
    Changes,
    Part,
    Written,
    copied,
    followed,
    part_at,
    removed,
    renamed,
    replaced,
    with_entry,
    written,
)
from upheld.agreements.text import Path
from upheld.problems import Problem
from upheld.server.console.draft_fields import everything, is_true, path_of

_VALUE, _NAME = "v:", "k:"
_Result = tuple[Written | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after a form was taken; where something was refused, the text before it, and what was typed.

    `mentions` counts the places that followed a name that was changed.
    """

    text: str
    file: Written | None = None
    refused: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fresh: Path | None = None
    mentions: int = 0


def edited(text: str, told: QueryDict, name: str) -> Edited:
    """Carry out what a form asks: values and names first, then an entry that is added or taken out.

    A text that cannot be read stays as it is: it has no fields.
    """
    file, _ = written(text, name)
    if file is None:
        return Edited(text)
    changes, mentions = followed(file, _changes(file, told))
    made, refused = replaced(file, changes) if changes.values or changes.names else (file, ())
    if made is None:
        typed = {key: _plain(value) for key, value in told.items() if key[:2] in (_VALUE, _NAME)}
        return Edited(text, file, refused, MappingProxyType(typed))
    return replace(_with_acts(made, file, told, changes), mentions=mentions)


def _with_acts(made: Written, before: Written, told: QueryDict, changes: Changes) -> Edited:
    """An entry added, a term added or an entry taken out; paths are those of the text that the form showed."""
    done: _Result = (made, ())
    fresh: Path | None = None
    if (path := _asked(before, told.get("add"), changes)) is not None:
        done = _added(made, path)
        fresh = _last(done[0], path)
    elif (path := _asked(before, told.get("remove"), changes)) is not None:
        done = removed(made, path)
    elif (path := _asked(before, told.get("term"), changes)) is not None:
        done = _with_term(made, path, told.get(f"t:{told['term']}", ""))
        fresh = _last(done[0], path)
    file, refused = done
    return Edited(made.text, made, refused) if file is None else Edited(file.text, file, (), fresh=fresh)


def _asked(before: Written, pointer: str | None, changes: Changes) -> Path | None:
    path = path_of(before.root, pointer) if pointer is not None else None
    return renamed(path, changes) if path is not None else None


def _added(file: Written, path: Path) -> _Result:
    part = part_at(file.root, path)
    if part is not None and part.kind == "list" and not part.entries:
        return with_entry(file, path, None, _allowed(path).below(0).empty)
    return copied(file, path)


def _with_term(file: Written, path: Path, name: str) -> _Result:
    allowed = _allowed(path)
    if name not in allowed.names:
        return file, ()
    return with_entry(file, path, name, allowed.below(name).empty)


def _last(file: Written | None, path: Path) -> Path | None:
    part = part_at(file.root, path) if file else None
    return (*path, part.entries[-1].step) if part and part.entries else None


def _allowed(path: Path) -> Allowed:
    found = everything()
    for step in path:
        found = found.below(step)
    return found


def _changes(file: Written, told: QueryDict) -> Changes:
    values = dict(_values(file, told))
    names = dict(_names(file, told))
    return Changes(MappingProxyType(values), MappingProxyType(names))


def _values(file: Written, told: QueryDict) -> Iterator[tuple[Path, str | None]]:
    """The values that are no longer what the form showed."""
    for key, value in told.items():
        path = path_of(file.root, key[2:]) if key.startswith(_VALUE) else None
        part = part_at(file.root, path) if path is not None else None
        if path is not None and part is not None and part.kind == "scalar" and _differs(part, _plain(value)):
            yield path, _plain(value) or None


def _names(file: Written, told: QueryDict) -> Iterator[tuple[Path, str]]:
    for key, value in told.items():
        path = path_of(file.root, key[2:]) if key.startswith(_NAME) else None
        if path and isinstance(path[-1], str) and _plain(value) != path[-1]:
            yield path, _plain(value)


def _differs(part: Part, value: str) -> bool:
    shown = part.value or ""
    if value in ("true", "false") and shown.lower() in ("true", "false"):
        return is_true(value) != is_true(shown)
    return value != shown


def _plain(value: object) -> str:
    """What was typed, with the line breaks of a file."""
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
