"""How a period is cut into slices of equal length, counted from each local midnight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.timeline.days import DAY, whole_days_of
from upheld.timeline.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in which slices are regular: from `start` until the next piece starts.

    The slice of an instant `t` in it starts at `t - (t - anchor) % length`. All in epoch seconds.
    """

    start: int
    anchor: int
    length: int


@dataclass(frozen=True, slots=True)
class SliceGrid:
    """The slices of a span: counted from local midnight, none crossing the next midnight.

    `pieces` are whole local days with one rule, from the first day touched up to `until`, where the last
    day touched ends. A slice of one day is the local day, 23 or 25 hours long where clocks change; of
    shorter slices the last of a day is cut short where the length does not divide the day.
    """

    span: Span
    length: int
    zone: str
    pieces: tuple[Piece, ...]
    until: int

    @classmethod
    def over(cls, span: Span, length: int, zone: str) -> SliceGrid:
        """The grid of a span for slices of `length` seconds (1 to 86400) in a named zone."""
        if not 1 <= length <= DAY:
            raise ValueError(f"a slice is 1 s to 1 day (86400 s) long, not {length} s")
        days = [day for _, day in whole_days_of(span, zone)]
        return cls(span, length, zone, tuple(_pieces(days, length)), days[-1].end)

    def slice_of(self, instant: int) -> Span:
        """The whole slice in which an instant lies, also where the span's edge cuts it.

        Raises ValueError for an instant outside the local days that the span touches.
        """
        return Span(*self._edges(instant))

    def start_of(self, instant: int) -> int:
        """Where the slice of an instant starts; before the span where its first slice is cut."""
        return self._edges(instant)[0]

    def end_of(self, start: int) -> int:
        """Where the slice that starts at `start` ends; after the span where its last slice is cut."""
        return self._edges(start)[1]

    def count(self, span: Span | None = None) -> int:
        """How many slices the span (or a span inside it) touches; one that an edge cuts counts as one."""
        return sum(len(starts) for starts in self._runs(span or self.span))

    def starts(self, span: Span | None = None) -> Iterator[int]:
        """The start of every slice that the span (or a span inside it) touches, in order."""
        for starts in self._runs(span or self.span):
            yield from starts

    def _runs(self, span: Span) -> Iterator[range]:
        """Slice starts piece by piece, as ranges that need no memory."""
        for at, piece in enumerate(self.pieces):
            first, last = max(piece.start, span.start), min(self._end_of_piece(at), span.end)
            if first < last:
                yield range(first - (first - piece.anchor) % piece.length, last, piece.length)

    def _edges(self, instant: int) -> tuple[int, int]:
        """Start and end of the slice in which an instant lies."""
        if not self.pieces[0].start <= instant < self.until:
            raise ValueError(f"{instant} lies outside the days of the grid")
        at = bisect_right(self.pieces, instant, key=_start) - 1 if len(self.pieces) > 1 else 0
        piece = self.pieces[at]
        start = instant - (instant - piece.anchor) % piece.length
        return start, min(start + piece.length, self._end_of_piece(at))

    def _end_of_piece(self, at: int) -> int:
        return self.pieces[at + 1].start if at + 1 < len(self.pieces) else self.until


def _start(piece: Piece) -> int:
    return piece.start


def _pieces(days: list[Span], length: int) -> Iterator[Piece]:
    """One piece for each run of days whose midnights all fall on the rhythm of the first."""
    current: Piece | None = None
    for day in days:
        step = day.seconds if length == DAY else length
        if current is None or step != current.length or (day.start - current.anchor) % step:
            current = Piece(day.start, day.start, step)
            yield current
