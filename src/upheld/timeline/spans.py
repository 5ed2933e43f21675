"""Half-open spans of UTC seconds, and sets of them with union, intersection and difference."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time from `start` up to, and not including, `end`: UTC epoch seconds, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty or reversed span with ValueError: no time has no span."""
        if self.end <= self.start:
            raise ValueError(f"a span must end after it starts: {self.start} to {self.end}")

    @property
    def seconds(self) -> int:
        """Its length."""
        return self.end - self.start

    def __contains__(self, instant: int) -> bool:
        """Whether an instant (epoch seconds) lies inside; the end does not."""
        return self.start <= instant < self.end


class Spans:
    """An unchanging set of seconds held as sorted, disjoint spans; spans that touch are one.

    `|` joins, `&` keeps what both hold, `-` takes away. Every operation is linear in the number of spans.
    """

    __slots__ = ("_ends", "_starts")

    _starts: tuple[int, ...]
    _ends: tuple[int, ...]

    def __init__(self) -> None:
        """The empty set; `Spans.of` makes the others."""
        self._starts, self._ends = (), ()

    @classmethod
    def of(cls, spans: Iterable[Span | Pair]) -> Spans:
        """The set that covers the given spans or (start, end) pairs, in any order, overlapping or not.

        Raises ValueError for an empty or reversed pair.
        """
        pairs = [(span.start, span.end) if isinstance(span, Span) else span for span in spans]
        for start, end in pairs:
            if end <= start:
                raise ValueError(f"a span must end after it starts: {start} to {end}")
        return cls._of_sorted(joined(sorted(pairs)))

    @classmethod
    def _of_sorted(cls, pairs: list[Pair]) -> Spans:
        made = cls()
        made._starts = tuple(start for start, _ in pairs)
        made._ends = tuple(end for _, end in pairs)
        return made

    @property
    def total(self) -> int:
        """How many seconds the set holds."""
        return sum(self._ends) - sum(self._starts)

    def pairs(self) -> Iterator[Pair]:
        """The spans as plain (start, end) pairs, in order; cheaper than iterating where there are many."""
        return zip(self._starts, self._ends, strict=True)

    def within(self, span: Span) -> Spans:
        """The part of the set inside a span."""
        first = bisect_right(self._ends, span.start)
        last = bisect_left(self._starts, span.end)
        inside = zip(self._starts[first:last], self._ends[first:last], strict=True)
        return self._of_sorted([(max(start, span.start), min(end, span.end)) for start, end in inside])

    def gaps(self, span: Span) -> Spans:
        """The part of a span that the set does not hold."""
        inside = self.within(span)
        # Every start and end in order, between the span's own: each second pair of neighbours is a gap.
        edges = (span.start, *chain.from_iterable(inside.pairs()), span.end)
        return self._of_sorted([pair for pair in zip(edges[::2], edges[1::2], strict=True) if pair[0] < pair[1]])

    def __or__(self, other: Spans) -> Spans:
        """Seconds in either set."""
        # Two sorted runs: Timsort merges them in linear time.
        return self._of_sorted(joined(sorted(chain(self.pairs(), other.pairs()))))

    def __and__(self, other: Spans) -> Spans:
        """Seconds in both sets."""
        return self._of_sorted(list(_common(self, other)))

    def __sub__(self, other: Spans) -> Spans:
        """Seconds in this set and not in the other."""
        return self & other.gaps(Span(self._starts[0], self._ends[-1])) if self else self

    def __contains__(self, instant: int) -> bool:
        """Whether an instant (epoch seconds) lies in one of the spans."""
        at = bisect_right(self._starts, instant) - 1
        return at >= 0 and instant < self._ends[at]

    def __iter__(self) -> Iterator[Span]:
        """The spans in order."""
        return (Span(start, end) for start, end in self.pairs())

    def __len__(self) -> int:
        """How many separate spans there are."""
        return len(self._starts)

    def __eq__(self, other: object) -> bool:
        """Equal when they hold the same seconds."""
        if not isinstance(other, Spans):
            return NotImplemented
        return self._starts == other._starts and self._ends == other._ends

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash((self._starts, self._ends))

    def __repr__(self) -> str:
        """As it could be written in code."""
        return f"Spans.of({list(self.pairs())!r})" if self else "Spans()"


def joined(pairs: Iterable[Pair]) -> list[Pair]:
    """Sorted (start, end) pairs with those that overlap or touch made one."""
    whole: list[Pair] = []
    for start, end in pairs:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _common(left: Spans, right: Spans) -> Iterator[Pair]:
    """What two sets share, walking both once."""
    ours, theirs = left.pairs(), right.pairs()
    mine, other = next(ours, None), next(theirs, None)
    while mine and other:
        start, end = max(mine[0], other[0]), min(mine[1], other[1])
        if start < end:
            yield start, end
        if mine[1] < other[1]:
            mine = next(ours, None)
        else:
            other = next(theirs, None)
