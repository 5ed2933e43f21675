"""Lists of entries in files, as CSV, YAML or JSON -> trees of nodes that know their line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from upheld.agreements.text import Node, Scalar, Sequence, Table, parse_any
from upheld.agreements.unfit import unfit_text
from upheld.problems import Place, Problem
from upheld.wording import say

MAX_CSV_BYTES = 64 * 1024 * 1024  # a million rows of fees; what is longer belongs into a database

_LINE_END = re.compile(r"\r\n|\r|\n")

Row = list[Scalar]


def parse_entries(text: str, file: str, under: str) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """The entries of a list file: CSV where its name ends in .csv or .tsv, else YAML or JSON.

    In YAML and JSON the list is the whole file, or stands under the key `under`. Every value stays the text that was
    written. Returns the entries that can be read, and every problem of form found.
    """
    if file.lower().endswith((".csv", ".tsv")):
        return _csv(text, file)
    root, problems = parse_any(text, file)
    if problems:
        return (), problems
    listed = root.get(under) if isinstance(root, Table) else root
    if not isinstance(listed, Sequence):
        what = (
            say("the file is empty")
            if root is None
            else say("no list of entries stands here, nor under `{under}`", under=under)
        )
        place = root.place if root else Place(file)
        return (), (
            Problem(place, "", what, say("write `{under}:` and below it one `- ` entry after the other", under=under)),
        )
    entries = tuple(item for item in listed.items if isinstance(item, Table))
    odd = (item for item in listed.items if not isinstance(item, Table))
    return entries, tuple(
        Problem(item.place, under, say("an entry must be a mapping of names to values")) for item in odd
    )


def _csv(text: str, file: str) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """RFC 4180, with comma, semicolon or tab, whichever the first line uses; empty cells are absent values."""
    if unfit := tuple(unfit_text(text, file, MAX_CSV_BYTES)):
        return (), unfit
    cells = _Cells(text.removeprefix("\ufeff"), file)
    header, *rows = list(cells.rows()) or [[]]
    problems = [*cells.problems, *_header_faults(header, file)]
    for row in rows:
        if len(row) > len(header):
            what = say(
                "the row has {row} cells, and the first line names {header} columns", row=len(row), header=len(header)
            )
            problems.append(Problem(row[len(header)].place, "", what, say("quote a cell that holds the separator")))
    entries = (_entry(header, row) for row in rows if len(row) <= len(header))
    return tuple(entries), tuple(problems)


def _header_faults(header: Row, file: str) -> Iterator[Problem]:
    if not header:
        yield Problem(Place(file), "", say("the file is empty"), say("the first line names the columns"))
    seen: set[str | None] = set()
    for name in header:
        if name.text is None:
            yield Problem(name.place, "", say("a column has no name"), say("name every column in the first line"))
        elif name.text in seen:
            yield Problem(
                name.place, name.text, say("the column `{text}` stands twice", text=name.text), say("keep one of them")
            )
        seen.add(name.text)


def _entry(header: Row, row: Row) -> Table:
    pairs = zip(header, row, strict=False)  # a short row lacks its last values
    entries: list[tuple[Scalar, Node]] = [
        (Scalar(name.text, cell.place), cell) for name, cell in pairs if cell.text is not None
    ]
    return Table(tuple(entries), row[0].place)


class _Cells:
    """Cuts CSV text into rows of cells with their places; stops at the first cell that cannot be read."""

    def __init__(self, text: str, file: str) -> None:
        first = _LINE_END.split(text, 1)[0]
        self.separator = max(",;\t", key=first.count)
        self.cell = re.compile(rf'"((?:[^"]|"")*+)"|([^{self.separator}\r\n"][^{self.separator}\r\n]*|)')
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.text, self.file = text, file
        self.problems: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        """Every row that holds any value."""
        at, row = 0, Row()
        while at <= len(self.text):
            match = self.cell.match(self.text, at)
            assert match is not None  # noqa: S101 - the pattern also fits an empty cell
            row.append(Scalar(_content(match), self.place(at)))
            at = match.end() + 1
            if self.text.startswith(self.separator, match.end()):
                continue
            ending = _LINE_END.match(self.text, match.end())
            if ending is None and match.end() < len(self.text):
                self.problems.append(self.unreadable(match.end()))
                return
            if any(cell.text for cell in row):
                yield row
            at, row = (ending.end() if ending else len(self.text) + 1), Row()

    def place(self, at: int) -> Place:
        """Line and column of a position in the text."""
        line = bisect_right(self.starts, at)
        return Place(self.file, line, at - self.starts[line - 1] + 1)

    def unreadable(self, at: int) -> Problem:
        """The fault of a cell that begins or ends oddly."""
        help_text = say('a cell in quotes is followed by the separator; a quote inside is written twice, as ""')
        return Problem(self.place(at), "", say("a quote is not closed, or text follows a closed one"), help_text)


def _content(match: re.Match[str]) -> str | None:
    quoted = match[1]
    return (match[2].strip() if quoted is None else quoted.replace('""', '"').strip()) or None
