"""One more entry in a list or a table: a copy of the last one, or a term that is not there yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from upheld.agreements.editing.spelling import name_spelled
from upheld.agreements.editing.written import Entry, Part, Written, part_at, value_at, written
from upheld.agreements.text import Path, Plain, plain
from upheld.problems import Problem
from upheld.wording import say

EmptyValue = Literal["null", "{}", "[]"]

_EMPTIES: Mapping[EmptyValue, Callable[[], Plain]] = MappingProxyType({"null": lambda: None, "{}": dict, "[]": list})
_NUMBERED = re.compile(r"(.*?)(\d{1,9})", re.DOTALL | re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def copied(old: Written, path: Path) -> tuple[Written | None, tuple[Problem, ...]]:
    """The text with a copy of the last entry behind it; in a table under the next name that is free."""
    part = part_at(old.root, path)
    if part is None or not part.entries:
        return None, (old.problem(path, say("there is no entry to copy"), say("write the first one in the text")),)
    last = part.entries[-1]
    step = _next_name({str(each.step) for each in part.entries}, str(last.step)) if last.name else len(part.entries)
    entry = old.text[last.start : last.end]
    if last.name is not None:
        entry = name_spelled(str(step), last.name) + old.text[last.name.end : last.end]
    value = value_at(plain(old.tree), (*path, last.step))
    return _checked(old, _inserted(old.text, part, last, entry), (path, step, value))


def with_entry(
    old: Written, path: Path, name: str | None, value: EmptyValue
) -> tuple[Written | None, tuple[Problem, ...]]:
    """The text with one more entry at the end of the table (under `name`) or of the list (without) at `path`."""
    part = part_at(old.root, path)
    fits = part is not None and part.kind == ("list" if name is None else "table")
    if part is None or not fits or any(each.step == name for each in part.entries):
        return None, (old.problem(path, say("`{name}` cannot stand here", name=name or value)),)
    entry = value if name is None else f"{name}: {value}"
    if part.entries:
        dash = "- " if name is None and not part.flow else ""
        text = _inserted(old.text, part, part.entries[-1], dash + entry)
    else:
        text = f"{old.text[: part.end - 1]}{entry}{old.text[part.end - 1 :]}"
    return _checked(old, text, (path, name or 0, _EMPTIES[value]()))


def _inserted(text: str, part: Part, last: Entry, entry: str) -> str:
    """A text with one more entry behind the last one of a list or table."""
    if part.flow:
        return f"{text[: last.end]}, {entry}{text[last.end :]}"
    line = text.rfind("\n", 0, last.start) + 1
    end = text.find("\n", last.end)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * (last.start - line)}{entry}{text[end:]}"


def _next_name(taken: Collection[str], name: str) -> str:
    """`p3` after `p2`, the next day after a day, `gold_2` after `gold`."""
    if _DAY.fullmatch(name):
        return _next_day(taken, name)
    numbered = _NUMBERED.fullmatch(name)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (f"{name}_", 1)
    while f"{stem}{number}" in taken or number == 1:
        number += 1
    return f"{stem}{number}"


def _next_day(taken: Collection[str], name: str) -> str:
    try:
        day = date.fromisoformat(name)
        while day.isoformat() in taken:
            day += timedelta(days=1)
    except (ValueError, OverflowError):
        return f"{name}_2"
    return day.isoformat()


def _checked(
    old: Written, text: str, meant: tuple[Path, str | int, Plain]
) -> tuple[Written | None, tuple[Problem, ...]]:
    """The text, if it says what the old one did and the new entry besides."""
    path, step, value = meant
    made, _ = written(text, old.file)
    expected = plain(old.tree)
    inner = value_at(expected, path)
    if isinstance(inner, list):
        inner.append(value)
    elif isinstance(inner, dict):
        inner[str(step)] = value
    if made is None or plain(made.tree) != expected:
        return None, (old.problem(path, say("this cannot be written here"), say("change it in the text")),)
    return made, ()
