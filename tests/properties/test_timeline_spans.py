"""Spans against plain sets of whole numbers, and slices against the rule that they are defined by."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from upheld.timeline import SliceGrid, Span, Spans

pairs = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
pair_lists = st.lists(pairs, max_size=8)
ZONES = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"]


def seconds(drawn: list[tuple[int, int]]) -> set[int]:
    """The same as a set of seconds, one by one."""
    return {second for start, end in drawn for second in range(start, end)}


def held(spans: Spans) -> set[int]:
    """Every second of a set of spans."""
    return {second for span in spans for second in range(span.start, span.end)}


@given(pair_lists, pair_lists)
def test_spans_are_sets_of_seconds(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    ours, theirs = Spans.of(left), Spans.of(right)
    assert held(ours | theirs) == seconds(left) | seconds(right)
    assert held(ours & theirs) == seconds(left) & seconds(right)
    assert held(ours - theirs) == seconds(left) - seconds(right)
    assert ours.total == len(seconds(left))
    assert all((second in ours) == (second in seconds(left)) for second in range(75))
    assert (ours | theirs) - theirs == ours - theirs
    assert (ours == theirs) == (seconds(left) == seconds(right))


@given(pair_lists, pairs)
def test_clip_and_gaps_share_a_span_between_them(drawn: list[tuple[int, int]], window: tuple[int, int]) -> None:
    spans, span = Spans.of(drawn), Span(*window)
    assert held(spans.within(span)) == seconds(drawn) & seconds([window])
    assert held(spans.gaps(span)) == seconds([window]) - seconds(drawn)
    assert spans.within(span) | spans.gaps(span) == Spans.of([window])


@given(st.lists(pair_lists, max_size=3))
def test_results_are_disjoint_and_apart(lists: list[list[tuple[int, int]]]) -> None:
    joined = Spans()
    for drawn in lists:
        joined |= Spans.of(drawn)
    edges = [edge for pair in joined.pairs() for edge in pair]
    assert edges == sorted(set(edges))


# Around the changes of clocks of 2010, 2011, 2018 and 2026 in these zones.
starts = st.sampled_from(
    ["2010-10-30T00:00Z", "2011-12-28T00:00Z", "2018-11-02T00:00Z", "2026-03-27T00:00Z", "2026-10-02T00:00Z"]
).map(lambda day: int(datetime.fromisoformat(day).timestamp()))


@given(
    starts,
    st.integers(0, 86400 * 3),
    st.integers(1, 86400 * 2),
    st.sampled_from([60, 300, 3600, 7200, 25200, 43200, 86399, 86400, 7]),
    st.sampled_from(ZONES),
)
def test_slices_tile_the_days_and_never_cross_midnight(
    base: int, offset: int, width: int, length: int, zone: str
) -> None:
    span = Span(base + offset, base + offset + width)
    grid = SliceGrid.over(span, length, zone)
    found = [grid.slice_of(start) for start in grid.starts()]
    assert len(found) == grid.count()
    assert found[0].start <= span.start < found[0].end
    assert found[-1].start < span.end <= found[-1].end
    assert all(before.end == after.start for before, after in pairwise(found))
    for one in found:
        first, last = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in (one.start, one.end - 1))
        assert first.date() == last.date()
        assert one.seconds == length or _ends_at_midnight(one, zone)


@given(starts, st.integers(0, 86400 * 3), st.sampled_from([60, 3600, 7200, 86400]), st.sampled_from(ZONES))
def test_the_rule_of_a_piece_gives_the_slice(base: int, offset: int, length: int, zone: str) -> None:
    grid = SliceGrid.over(Span(base, base + 86400 * 4), length, zone)
    at = base + offset
    piece = max((one for one in grid.pieces if one.start <= at), key=lambda one: one.start)
    assert grid.start_of(at) == at - (at - piece.anchor) % piece.length


def _ends_at_midnight(one: Span, zone: str) -> bool:
    """Whether the next slice begins a new date; a date's first second is midnight, or later after a gap."""
    last, first = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in (one.end - 1, one.end))
    return last.date() < first.date()
