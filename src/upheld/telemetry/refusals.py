"""What makes a whole reading impossible, each as one clear problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from upheld.problems import Place, Problem
from upheld.telemetry.bad import BadLines
from upheld.telemetry.layout import Layout
from upheld.telemetry.limits import Limits
from upheld.telemetry.reading import SourceFile
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.sources import Source

_ADVICE = {
    "time without an offset": "say the zone of its times in the mapping: `time: {field: ..., zone: Europe/Berlin}`",
    "time unreadable": "say how times are written in the mapping: `time: {field: ..., format: ...}`",
    "wall time that occurs twice": "say which one is meant in the mapping: `time: {twice: first}`",
    "state word not in the mapping": "say what the word means in the mapping: `states: {up: [...], down: [...]}`",
}


def differing(planned: Sequence[tuple[Source, Layout]]) -> Iterator[Problem]:
    """All sources of a reading have the same fields, so that a condition means the same for every row."""
    first, layout = planned[0]
    for other, theirs in planned[1:]:
        odd = set(layout.types.items()) ^ set(theirs.types.items())
        if odd:
            names = ", ".join(sorted({name for name, _ in odd}))
            what = f"its fields differ from those of {first.name}: {names}"
            yield Problem(Place(other.name), "fields", what, "read them apart, or map the missing fields")


def changed(sources: Sequence[Source]) -> Iterator[Problem]:
    """A file that somebody writes while we read has no digest and no end."""
    for source in sources:
        status = source.path.stat()
        if (status.st_size, status.st_mtime_ns) != (source.size, source.changed):
            yield Problem(Place(source.name), "", "the file was changed while it was read", "read a finished copy")


def same(sources: Sequence[SourceFile]) -> Iterator[Problem]:
    """The same content under two names would count each request twice."""
    seen: dict[str, str] = {}
    for source in sources:
        if source.content and source.content in seen:
            what = f"it has the same content as {seen[source.content]}, which would count twice"
            yield Problem(Place(source.name), "", what, "leave one of them out")
        seen.setdefault(source.content or "", source.name)


def too_bad(bad: BadLines, rows: int, limits: Limits, name: str) -> Iterator[Problem]:
    """A figure must not rest on a source of which too much could not be read, or on nothing."""
    if rows == 0 and not bad.total:
        yield Problem(Place(name), "", "there is no row in it")
    elif bad.share_of(rows) > limits.bad_share:
        place = bad.examples[0]
        counts = ", ".join(f"{reason}: {count}" for reason, count in bad.by_reason.items())
        what = f"{bad.total} of {rows + bad.total} lines cannot be read ({counts}); first: {place.text[:120]!r}"
        mend = f"at most {float(limits.bad_share):.2%} may be bad; {_ADVICE.get(place.reason, 'check the mapping')}"
        yield Problem(Place(place.file, place.line), "", what, mend)


def unread(fault: Exception, name: str) -> Problem:
    """What the world did to a file, as a problem."""
    if isinstance(fault, duckdb.OutOfMemoryException):
        return Problem(Place(name), "", "reading it needs more memory than allowed", "allow more memory")
    what = str(fault) if isinstance(fault, Unreadable) else f"the file cannot be read: {fault}"
    return Problem(Place(name), "", what.splitlines()[0])
