"""Rows of a CSV text by the columns that are wanted; what is wrong with a row is counted by reason, never lost."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upheld.problems import Place, Problem

MAX_CELL = 100_000  # characters; the longest cell of a real log had 300


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """A row that was not used: its 1-based line, the reason (the same for like faults), and what is wrong with it."""

    line: int
    reason: str
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV text as (line, cells in the order of `columns`); cells are None where a row does not fit."""

    file: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[str, ...] | None]]


def open_table(
    lines: Iterable[str], file: str, needed: Iterable[str], wanted: Iterable[str] = ()
) -> tuple[Table | None, tuple[Problem, ...]]:
    """A table with the `needed` columns and those of the `wanted` ones that it has; or what its header lacks."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
    except csv.Error as error:
        return None, (Problem(Place(file, 1), "", f"the first line is not CSV: {error}"),)
    required = tuple(dict.fromkeys(needed))
    faults = tuple(_header_faults(header, required, file))
    if faults:
        return None, faults
    columns = (*required, *(name for name in wanted if name in header and name not in required))
    return Table(file, columns, _rows(reader, tuple(header.index(name) for name in columns), len(header))), ()


def _header_faults(header: list[str], needed: tuple[str, ...], file: str) -> Iterator[Problem]:
    place = Place(file, 1)
    if not header:
        yield Problem(place, "", "the file is empty", "the first line must name the columns")
        return
    for name in needed:
        if name not in header:
            yield Problem(place, name, f"there is no column `{name}`", f"columns there: {', '.join(header)[:200]}")
        elif header.count(name) > 1:
            yield Problem(place, name, f"the column `{name}` stands there twice", "keep one of them")


def _rows(reader: Iterator[list[str]], at: tuple[int, ...], width: int) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    line = 1
    while True:
        line += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
            continue
        if row:
            yield line, tuple([row[index] for index in at]) if len(row) == width else None
