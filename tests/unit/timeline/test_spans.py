"""Spans and sets of them."""

from __future__ import annotations

import pytest

from upheld.timeline import Span, Spans


def test_a_span_has_a_length_and_no_end() -> None:
    span = Span(100, 160)
    assert span.seconds == 60
    assert 100 in span
    assert 159 in span
    assert 160 not in span
    assert Span(0, 5) < span


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5)])
def test_no_time_has_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Span(start, end)
    with pytest.raises(ValueError, match="must end after it starts"):
        Spans.of([(start, end)])


def test_spans_that_touch_or_overlap_are_one() -> None:
    spans = Spans.of([(20, 30), Span(0, 10), (10, 12), (25, 40), (50, 60), (52, 53)])
    assert list(spans) == [Span(0, 12), Span(20, 40), Span(50, 60)]
    assert (len(spans), spans.total, bool(spans)) == (3, 42, True)
    assert (len(Spans()), Spans().total, bool(Spans())) == (0, 0, False)


def test_union_intersection_difference() -> None:
    left, right = Spans.of([(0, 10), (20, 30)]), Spans.of([(5, 22), (29, 35)])
    assert left | right == Spans.of([(0, 35)])
    assert left & right == Spans.of([(5, 10), (20, 22), (29, 30)])
    assert left - right == Spans.of([(0, 5), (22, 29)])
    assert right - left == Spans.of([(10, 20), (30, 35)])
    assert left - left == Spans()
    assert left - Spans() == left
    assert Spans() - left == Spans() & left == Spans()


def test_clipping_and_gaps() -> None:
    spans = Spans.of([(0, 10), (20, 30), (40, 50)])
    assert spans.within(Span(5, 45)) == Spans.of([(5, 10), (20, 30), (40, 45)])
    assert spans.within(Span(10, 20)) == Spans()
    assert spans.within(Span(22, 23)) == Spans.of([(22, 23)])
    assert spans.gaps(Span(5, 45)) == Spans.of([(10, 20), (30, 40)])
    assert spans.gaps(Span(-5, 60)) == Spans.of([(-5, 0), (10, 20), (30, 40), (50, 60)])
    assert spans.gaps(Span(20, 30)) == Spans()
    assert Spans().gaps(Span(1, 2)) == Spans.of([(1, 2)])


def test_membership() -> None:
    spans = Spans.of([(0, 10), (20, 30)])
    assert [at for at in (-1, 0, 9, 10, 19, 20, 29, 30) if at in spans] == [0, 9, 20, 29]


def test_sets_are_values() -> None:
    spans = Spans.of([(0, 5), (5, 10)])
    assert spans == Spans.of([(0, 10)])
    assert hash(spans) == hash(Spans.of([(0, 10)]))
    assert spans != [(0, 10)]
    assert repr(spans) == "Spans.of([(0, 10)])"
    assert repr(Spans()) == "Spans()"
