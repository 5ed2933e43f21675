"""What a text file is: its format, by the mapping or by its first lines, and how its lines are taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry import access_log, alb, delimited, jsonlines
from upheld.telemetry.mapping import Format, Mapping
from upheld.telemetry.plan import Seen
from upheld.telemetry.scanning import InvalidBytes
from upheld.telemetry.shapes import SHAPES, Shape
from upheld.telemetry.sources import Source

_ACCESS_LOG = re.compile(r'^\S+ \S+ .*\[[^\]]+\] "')
_ALB = re.compile(r"^(https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ -?[\d.]+ ")
_LINES = 1000  # lines of the sample that are looked at

Pieces = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How one file is read: its fields, the shape that names them, and the SQL that takes lines apart.

    `skip` lines at the start are a header. `broken` is the reason for a line that has not this form.
    `invalid` says what becomes of bytes that are not UTF-8: escaped as web servers do, or the line is bad.
    `direct` gives the same pieces without the lines, faster, of a file of which every line begins as an object does.
    """

    seen: Seen
    shape: Shape
    broken: str
    pieces: Pieces
    skip: int = 0
    invalid: InvalidBytes = "mark"
    direct: Callable[[Path, Sequence[str]], str | None] | None = None


def recognise(source: Source, sample: str, mapping: Mapping) -> tuple[TextFormat | None, tuple[Problem, ...]]:
    """The format of a file from its first lines; a problem where it cannot be told."""
    lines = [line for line in sample.removeprefix("\ufeff").splitlines()[:_LINES] if line.strip()]
    kind = mapping.format or _sniffed(lines)
    if kind is None:
        what = "what kind of file is this? it looks like none of combined log, JSON lines, CSV, TSV or Parquet"
        return None, (Problem(Place(source.name), "format", what, "say it in a mapping file: `format: ...`"),)
    if kind == "parquet":
        what = "the mapping says parquet, but the file is not one"
        return None, (Problem(Place(source.name), "format", what),)
    return _FORMATS[kind](source.name, lines, mapping), ()


def _sniffed(lines: Sequence[str]) -> Format | None:
    head = lines[:20]
    if any(line.lstrip().startswith("{") for line in head):
        return "json"
    if any(_ALB.match(line) for line in head):
        return "alb"
    if any(_ACCESS_LOG.match(line) for line in head):
        return "combined"
    if head and any(all(sign in line for line in head[:2]) for sign in delimited.SIGNS):
        return "tsv" if delimited.likely_delimiter(head[0]) == "\t" else "csv"
    return None


def _combined(name: str, _lines: Sequence[str], mapping: Mapping) -> TextFormat:
    seen = Seen(name, (*access_log.NAMES, *mapping.columns))
    pieces = partial(access_log.pieces, columns=mapping.columns)
    return TextFormat(seen, SHAPES["access_log"], access_log.BROKEN, pieces, invalid="escape")


def _alb(name: str, _lines: Sequence[str], _mapping: Mapping) -> TextFormat:
    return TextFormat(Seen(name, alb.NAMES), SHAPES["aws_alb"], alb.BROKEN, alb.pieces, invalid="escape")


def _json(name: str, lines: Sequence[str], mapping: Mapping) -> TextFormat:
    keys = jsonlines.keys(lines)
    seen = Seen(name, keys, open=True, has=partial(jsonlines.reaches, seen=keys))
    return TextFormat(seen, _json_shape(mapping, keys), jsonlines.BROKEN, jsonlines.pieces, direct=jsonlines.direct)


def _json_shape(mapping: Mapping, keys: tuple[str, ...]) -> Shape:
    """The shape that was named, or the one that knows most of the keys."""
    if mapping.shape:
        return SHAPES[mapping.shape]
    usual = [SHAPES[name] for name in ("plain", "nginx_json", "envoy", "aws_alb")]
    return max(usual, key=lambda shape: sum(bool(set(names) & set(keys)) for names in shape.fields.values()))


def _table(name: str, lines: Sequence[str], mapping: Mapping) -> TextFormat:
    first = lines[0] if lines else ""
    delimiter = mapping.delimiter or ("\t" if mapping.format == "tsv" else delimited.likely_delimiter(first))
    columns = mapping.columns or delimited.header(first, delimiter)
    pieces = partial(delimited.pieces, columns=columns, delimiter=delimiter)
    shape = SHAPES[mapping.shape or "plain"]
    broken = delimited.broken_reason(len(columns))
    return TextFormat(Seen(name, columns), shape, broken, pieces, skip=int(mapping.header))


_FORMATS: dict[str, Callable[[str, Sequence[str], Mapping], TextFormat]] = {
    "combined": _combined,
    "common": _combined,
    "alb": _alb,
    "json": _json,
    "csv": _table,
    "tsv": _table,
}
