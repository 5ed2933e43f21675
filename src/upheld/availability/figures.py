"""Downtime, unknown time and exclusions -> the exact figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from upheld.agreements.terms.commitment import RoundingTerm
from upheld.agreements.terms.measure import NoTraffic
from upheld.availability.known import NOTHING, Known
from upheld.availability.result import Figure, Verdict
from upheld.telemetry.slicing.question import RatioGroup
from upheld.timeline.spans import Spans


@dataclass(frozen=True, slots=True)
class Effects:
    """Time that exclusions take out of both sides, or make count as up or as down."""

    taken_out: Spans = NOTHING
    as_up: Spans = NOTHING
    as_down: Spans = NOTHING


@dataclass(frozen=True, slots=True)
class Judged:
    """The judged time by kind: `time` is the whole of it, in which `down`, `unknown` and the rest (up) do not overlap.

    Time that leaves both sides is not part of it.
    """

    time: Spans
    down: Spans
    unknown: Spans


def judged_time(whole: Spans, known: Known, effects: Effects) -> Judged:
    """Apply the exclusions: what leaves both sides goes first, then what counts as up or as down."""
    time = whole - effects.taken_out
    down = ((known.down - effects.as_up) | effects.as_down) & time
    unknown = (known.unknown - effects.as_up - effects.as_down) & time
    return Judged(time, down, unknown - down)


def time_figure(judged: Judged, policy: NoTraffic) -> Figure:
    """Seconds known to be up, of the judged seconds.

    `unknown and out` leaves unknown time out of both sides. `unknown and in` keeps it in the whole and not in the good:
    nobody knows that it was up; yet it is no downtime.
    """
    whole, down, unknown = judged.time.total, judged.down.total, judged.unknown.total
    counted = whole - unknown if policy == "unknown and out" else whole
    return Figure(Fraction(whole - down - unknown), counted, "seconds")


def totals_figure(groups: Iterable[RatioGroup]) -> Figure:
    """Valid requests that did not fail, of all valid requests."""
    known = tuple(groups)
    whole = sum(group.valid * group.slices for group in known)
    return Figure(Fraction(whole - sum(group.bad for group in known)), whole, "requests")


def mean_figure(groups: Iterable[RatioGroup], silent: int, policy: NoTraffic) -> Figure:
    """The sum of the slices' own ratios, of the number of slices; `silent` slices had no valid request."""
    known = tuple(groups)
    good = sum((group.slices - Fraction(group.bad, group.valid) for group in known), Fraction(0))
    whole = sum(group.slices for group in known)
    if policy != "unknown and out":
        whole += silent
        good += silent if policy == "up" else 0
    return Figure(good, whole, "slices")


def rounded(ratio: Fraction, rounding: RoundingTerm | str) -> Fraction:
    """The ratio as a percentage rounded to the places that the agreement names, as a ratio again."""
    if not isinstance(rounding, RoundingTerm):
        return ratio
    return rounding.rounded(ratio * 100) / 100


def verdict(judged: Fraction | None, target: Fraction, comparison: str) -> Verdict:
    """Whether the promise was kept; unknown where nothing was counted."""
    if judged is None:
        return "unknown"
    return "kept" if judged > target or (judged == target and comparison == "at least") else "missed"
