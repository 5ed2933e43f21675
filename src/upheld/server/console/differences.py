"""The difference of two texts, line by line, with a few equal lines around each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Literal

_MANY = 2000
"""From so many lines on, those that stand everywhere are not matched: it would take too long."""
AROUND = 3
"""So many equal lines stand before and after a change."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference, with its number in the text before and after; None where it is not there."""

    kind: Literal["same", "gone", "new"]
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changes that stand close together; `skipped` equal lines stand before them and are not shown."""

    skipped: int
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two texts: `rest` equal lines stand behind the last change."""

    hunks: tuple[Hunk, ...]
    new: int
    gone: int
    rest: int


def difference_of(before: str, after: str) -> Difference:
    """What to take out of one text, and to put in, for the other."""
    old, new = before.splitlines(), after.splitlines()
    groups = list(SequenceMatcher(None, old, new, autojunk=len(new) > _MANY).get_grouped_opcodes(AROUND))
    hunks, end = [], 0
    for group in groups:
        lines = tuple(chain.from_iterable(_lines(code, old, new) for code in group))
        hunks.append(Hunk(group[0][1] - end, lines))
        end = group[-1][2]
    counts = [line.kind for hunk in hunks for line in hunk.lines]
    return Difference(tuple(hunks), counts.count("new"), counts.count("gone"), len(old) - end)


def _lines(code: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    tag, old_from, old_to, new_from, new_to = code
    if tag == "equal":
        for number, text in enumerate(old[old_from:old_to]):
            yield DiffLine("same", old_from + number + 1, new_from + number + 1, text)
        return
    for number, text in enumerate(old[old_from:old_to], start=old_from + 1):
        yield DiffLine("gone", number, None, text)
    for number, text in enumerate(new[new_from:new_to], start=new_from + 1):
        yield DiffLine("new", None, number, text)
