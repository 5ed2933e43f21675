"""An entry taken out of a list or a table, with the lines or the comma that were its own."""

from __future__ import annotations

from upheld.agreements.editing.written import Entry, Part, Written, part_at, value_at, written
from upheld.agreements.text import Path, Plain, plain
from upheld.problems import Problem
from upheld.wording import say


def removed(old: Written, path: Path) -> tuple[Written | None, tuple[Problem, ...]]:
    """The text without the entry at a path; comments beside it go with it, those between entries stay.

    The last entry of all leaves `{}` or `[]`, so that the term itself stays.
    """
    part = part_at(old.root, path[:-1])
    at = next((n for n, each in enumerate(part.entries) if each.step == path[-1]), None) if part and path else None
    if part is None or at is None:
        return None, (old.problem(path, say("no such value stands in the text"), say("look at the text as it is now")),)
    text = _without_flow(old.text, part, at) if part.flow else _without_block(old, part, at, path[:-1])
    made, _ = written(text, old.file) if text is not None else (None, ())
    if made is None or plain(made.tree) != _meant(old, path):
        return None, (old.problem(path, say("this cannot be taken out here"), say("change it in the text")),)
    return made, ()


def _without_flow(text: str, part: Part, at: int) -> str:
    entry = part.entries[at]
    if at + 1 < len(part.entries):
        return text[: entry.start] + text[part.entries[at + 1].start :]
    start = part.entries[at - 1].end if at else entry.start
    return text[:start] + text[entry.end :]


def _without_block(old: Written, part: Part, at: int, table: Path) -> str | None:
    text, entry = old.text, part.entries[at]
    if len(part.entries) == 1:
        return _emptied(old, part, table)
    line = text.rfind("\n", 0, entry.start) + 1
    if text[line : entry.start].strip(" "):
        # It stands on the line of what holds it: the next entry takes its place.
        return text[: entry.start] + text[part.entries[at + 1].start :] if at == 0 else None
    return _without_lines(text, line, entry)


def _without_lines(text: str, line: int, entry: Entry) -> str:
    end = text.find("\n", entry.end)
    return text[: max(0, line - 1)] if end < 0 else text[:line] + text[end + 1 :]


def _emptied(old: Written, part: Part, path: Path) -> str | None:
    """The only entry gone: brackets stand behind the name of what held it."""
    holder = part_at(old.root, path[:-1]) if path else None
    name = next((each.name for each in holder.entries if each.step == path[-1]), None) if holder else None
    entry, text = part.entries[0], old.text
    line = text.rfind("\n", 0, entry.start) + 1
    if name is None or text[line : entry.start].strip(" ") or text[name.end : name.end + 1] != ":":
        return None
    rest = _without_lines(text, line, entry)
    return f"{rest[: name.end + 1]} {'[]' if part.kind == 'list' else '{}'}{rest[name.end + 1 :]}"


def _meant(old: Written, path: Path) -> Plain:
    whole = plain(old.tree)
    inner = value_at(whole, path[:-1])
    if isinstance(inner, list):
        del inner[int(path[-1])]
    elif isinstance(inner, dict):
        del inner[str(path[-1])]
    return whole
