"""What is known of a stretch of time: when it was down, when nothing is known; and how parts combine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from upheld.agreements.terms.measure import Combination, NoTraffic
from upheld.timeline.spans import Span, Spans

NOTHING = Spans()


@dataclass(frozen=True, slots=True)
class Known:
    """Downtime and unknown time inside a span; they never overlap, and the rest of the span was up."""

    down: Spans = NOTHING
    unknown: Spans = NOTHING


def with_policy(down: Spans, traffic: Spans, span: Span, policy: NoTraffic) -> Known:
    """Take time without traffic as the agreement says: as up, as down, or as unknown."""
    silent = traffic.gaps(span) - down
    if policy == "up":
        return Known(down)
    return Known(down | silent) if policy == "down" else Known(down, silent)


@dataclass(frozen=True, slots=True)
class Weighted:
    """One function or member of a combination, and its weight."""

    known: Known
    weight: Fraction = Fraction(1)


def combined(parts: Sequence[Weighted], combine: Combination) -> Known:
    """The parts together are down while the weight of those down reaches what the agreement says.

    `any` needs one of them, `all` all, `at least` k, `weighted` a share of the whole weight. Where the parts of which
    nothing is known could make the difference, nothing is known of the whole.
    """
    needed = _needed(parts, combine)
    down: list[tuple[int, int]] = []
    unknown: list[tuple[int, int]] = []
    for start, end, sure, unsure in _stretches(parts):
        if sure >= needed:
            down.append((start, end))
        elif sure + unsure >= needed:
            unknown.append((start, end))
    return Known(Spans.of(down), Spans.of(unknown))


def _needed(parts: Sequence[Weighted], combine: Combination) -> Fraction:
    if combine.way == "any":
        return min((part.weight for part in parts), default=Fraction(1))
    if combine.way == "at least":
        return Fraction(combine.count or 1)
    whole = sum((part.weight for part in parts), Fraction(0))
    return whole if combine.way == "all" else whole * (combine.share.value if combine.share else Fraction(1))


def _stretches(parts: Iterable[Weighted]) -> Iterator[tuple[int, int, Fraction, Fraction]]:
    """(start, end, weight down, weight unknown) between every two instants at which either changes."""
    down: defaultdict[int, Fraction] = defaultdict(Fraction)
    unknown: defaultdict[int, Fraction] = defaultdict(Fraction)
    for part in parts:
        _add(down, part.known.down, part.weight)
        _add(unknown, part.known.unknown, part.weight)
    sure = unsure = Fraction(0)
    instants = sorted({*down, *unknown})
    for start, end in pairwise(instants):
        sure += down[start]
        unsure += unknown[start]
        yield start, end, sure, unsure


def _add(changes: defaultdict[int, Fraction], spans: Spans, weight: Fraction) -> None:
    for start, end in spans.pairs():
        changes[start] += weight
        changes[end] -= weight
