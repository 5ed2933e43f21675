"""Slices and their requests -> a mean of slice ratios or a ratio of totals, with exclusions applied slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from upheld.agreements.terms.measure import NoTraffic
from upheld.availability.figures import Effects, mean_figure, totals_figure
from upheld.availability.outages import slices_in
from upheld.availability.result import Figure
from upheld.telemetry.slicing.question import RatioGroup
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Spans

Groups = Callable[[Spans], Sequence[RatioGroup]]
"""Time to leave out -> the account's slices by their number of requests, without any slice that this time touches."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """What a ratio of requests is made of: the slices of a period, those without traffic, and what is said of them."""

    groups: Groups
    grid: SliceGrid
    silent: Spans
    policy: NoTraffic
    of_totals: bool


def ratio_figure(ratios: Ratios, time: Spans, effects: Effects) -> Figure:
    """The figure over some time.

    A slice that excluded time touches has no ratio of its own: it leaves the figure, counts as up (as if none of its
    requests had failed), or as down (as if all had), as the exclusion says.
    """
    period = Spans.of([ratios.grid.span])
    out = _slices_of(time.gaps(ratios.grid.span) | effects.taken_out, ratios.grid)
    up = (_slices_of(effects.as_up, ratios.grid) - out) & period
    down = (_slices_of(effects.as_down, ratios.grid) - out - up) & period
    plain = ratios.groups(out | up | down)
    if ratios.of_totals:
        figure = totals_figure(plain)
        excused = _requests(ratios, up, period)
        return Figure(figure.good + excused, figure.whole + excused + _requests(ratios, down, period), figure.unit)
    figure = mean_figure(plain, _count(ratios.silent - out - up - down, ratios.grid), ratios.policy)
    good, bad = _count(up, ratios.grid), _count(down, ratios.grid)
    return Figure(figure.good + good, figure.whole + good + bad, figure.unit)


def _requests(ratios: Ratios, only: Spans, period: Spans) -> int:
    """The valid requests of some whole slices."""
    groups = ratios.groups(period - only) if only else ()
    return sum(group.valid * group.slices for group in groups)


def _slices_of(spans: Spans, grid: SliceGrid) -> Spans:
    """The whole slices that some time touches."""
    inside = spans.within(grid.span)
    return Spans.of((grid.start_of(part.start), grid.end_of(grid.start_of(part.end - 1))) for part in inside)


def _count(spans: Spans, grid: SliceGrid) -> int:
    return sum(slices_in(part, grid) for part in spans.within(grid.span))
