"""Slices that are down -> outages: runs to open and to close, and the least length that counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from upheld.agreements.terms.measure import Measure, PartialSlices
from upheld.availability.known import Known
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Span, Spans

Kind = Literal["down", "unknown", "up"]


def outages(known: Known, measure: Measure, grid: SliceGrid) -> tuple[Span, ...]:
    """The outages in a grid's span, in order.

    `opens_after` bad slices in a row open an outage, counted from the first; `closes_after` good ones in a row close
    it, at the first of them. A slice of which nothing is known interrupts a row and ends an outage with its last bad
    one. Outages shorter than the agreement's minimum are left out, or count only beyond it.
    """
    runs = tuple(known.down) if _plain(measure) else tuple(_runs(known, measure, grid))
    return tuple(_long_enough(runs, measure))


def cut(down: Spans, grid: SliceGrid, partial: PartialSlices) -> Spans:
    """Downtime known to the second, cut into slices: partly down ones are dropped, whole, or counted by seconds."""
    if partial == "by seconds":
        return down
    return Spans.of(pair for span in down for pair in _cut(span, grid, partial))


def slices_in(span: Span, grid: SliceGrid) -> int:
    """How many slices a span touches."""
    return grid.count(span)


def _cut(span: Span, grid: SliceGrid, partial: PartialSlices) -> Iterator[tuple[int, int]]:
    start, last = grid.start_of(span.start), grid.start_of(span.end - 1)
    end = grid.end_of(last)
    if partial == "dropped":
        start = start if start == span.start else grid.end_of(start)
        end = end if end == span.end else last
    if start < end:
        yield start, end


def _plain(measure: Measure) -> bool:
    return measure.opens_after == 1 and measure.closes_after == 1


def _segments(known: Known, span: Span) -> Iterator[tuple[Kind, Span]]:
    """The span cut where what is known changes."""
    up = (known.down | known.unknown).gaps(span)
    kinds: list[tuple[Kind, Spans]] = [("down", known.down), ("unknown", known.unknown), ("up", up)]
    found = [(part, kind) for kind, spans in kinds for part in spans.within(span)]
    for part, kind in sorted(found):
        yield kind, part


def _runs(known: Known, measure: Measure, grid: SliceGrid) -> Iterator[Span]:
    opened: int | None = None
    last_bad = grid.span.start
    for kind, part in _segments(known, grid.span):
        count = slices_in(part, grid)
        if kind == "down":
            last_bad = part.end
            if opened is None and count >= measure.opens_after:
                opened = part.start
        elif opened is not None and (kind == "unknown" or count >= measure.closes_after):
            yield Span(opened, last_bad)
            opened = None
    if opened is not None:
        yield Span(opened, last_bad)


def _long_enough(runs: tuple[Span, ...], measure: Measure) -> Iterator[Span]:
    minimum = measure.minimum_outage
    least = (minimum.length.seconds or 0) if minimum else 0
    for run in runs:
        if run.seconds < least:
            continue
        if minimum and minimum.counts == "beyond":
            if run.seconds > least:
                yield Span(run.start + least, run.end)
        else:
            yield run
