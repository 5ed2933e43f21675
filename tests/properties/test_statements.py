"""Whatever measuring gives, a statement can be composed of it and printed in every form."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.statements.example import BERLIN, CONTEXT, days
from upheld.agreements.words import Share
from upheld.availability.result import (
    Downtime,
    Excluded,
    Figure,
    Judgement,
    Sample,
    SliceEvidence,
    TermUsed,
    Verdict,
)
from upheld.statements.canonical import to_json
from upheld.statements.composition import compose
from upheld.statements.html_page import to_html
from upheld.statements.pdf import to_pdf
from upheld.statements.terminal import to_text
from upheld.statements.words import ratio
from upheld.timeline.spans import Span, Spans

# Zones with whole, half and three-quarter hours, skipped midnights and no change at all.
ZONES = st.sampled_from(
    [BERLIN, "UTC", "+05:45", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
)
# Surrogates too, which no file of text may hold.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
LENGTHS = st.sampled_from([1, 3600, 86_400, 30 * 86_400, 31 * 86_400, 92 * 86_400]) | st.integers(1, 40 * 86_400)


@st.composite
def spans_in(draw: st.DrawFn, period: Span) -> Spans:
    """Up to six stretches inside a period."""
    edges = sorted(draw(st.sets(st.integers(period.start, period.end), max_size=12)))
    return Spans.of(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def outages_of(draw: st.DrawFn, down: Spans) -> tuple[Downtime, ...]:
    """Each span with any split between what counts and what was excluded, with or without counts."""
    made = []
    for span in down:
        counted = draw(st.integers(0, span.seconds))
        valid = draw(st.none() | st.integers(0, 10**12))
        pieces = (SliceEvidence(span, valid or 0, 0, (draw(ANY_TEXT),)),)
        sample = Sample(span.start * 10**6 + draw(st.integers(0, 999_999)), {draw(ANY_TEXT): draw(ANY_TEXT)})
        made.append(
            Downtime(
                span,
                counted,
                span.seconds - counted,
                draw(st.integers(1, 10**6)),
                valid,
                None if valid is None else draw(st.integers(0, valid)),
                pieces,
                (sample,),
                tuple(draw(st.lists(ANY_TEXT, max_size=2))),
            )
        )
    return tuple(made)


@st.composite
def exclusions_in(draw: st.DrawFn, period: Span) -> tuple[Excluded, ...]:
    """One exclusion that holds or does not."""
    span = draw(spans_in(period))
    return tuple(
        Excluded(
            draw(ANY_TEXT),
            draw(ANY_TEXT),
            draw(st.none() | ANY_TEXT),
            "leaves both sides",
            piece,
            draw(st.booleans()),
            (draw(ANY_TEXT),),
            span,
            span.total,
            figures=((draw(ANY_TEXT), draw(ANY_TEXT)),),
            announced=draw(st.none() | st.integers(0, period.end)),
        )
        for piece in list(span)[:1]
    )


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    """A judgement with any period, zone, target and text; its figures need not agree with each other."""
    start = draw(st.integers(0, 2_000_000_000))
    period = Span(start, start + draw(LENGTHS))
    zone = draw(ZONES)
    down, excluded, unknown = (draw(spans_in(period)) for _ in range(3))
    whole = draw(st.sampled_from([0, 1, 3, period.seconds, 10**9 + 7]))
    good = draw(st.fractions(0, whole)) if whole else Fraction(0)
    figure = Figure(good, whole, draw(st.sampled_from(["seconds", "slices", "requests"])))
    verdict: Verdict = "unknown" if figure.ratio is None else draw(st.sampled_from(["kept", "missed", "unknown"]))
    return Judgement(
        commitment=draw(ANY_TEXT),
        title=draw(ANY_TEXT),
        clause=draw(st.none() | ANY_TEXT),
        measure=draw(ANY_TEXT),
        account=draw(ANY_TEXT),
        period=period,
        label=draw(ANY_TEXT),
        zone=zone,
        target=Share(draw(st.fractions(0, 1, max_denominator=10**6))),
        comparison=draw(st.sampled_from(["at least", "above"])),
        rounding="none",
        figure=figure,
        figure_without_exclusions=figure,
        judged=figure.ratio,
        verdict=verdict,
        slice_seconds=draw(st.sampled_from([1, 60, 86_400])),
        slices_total=draw(st.integers(0, 10**7)),
        slices_unknown=draw(st.none() | st.integers(0, 10**7)),
        coverage=draw(st.none() | st.fractions(0, 1)),
        downtime=draw(outages_of(down)),
        exclusions=draw(exclusions_in(period)),
        days=days(period, zone, down, excluded, unknown),
        down=down,
        excluded=excluded,
        unknown=unknown,
        versions=(),
        terms=(TermUsed(draw(ANY_TEXT), draw(ANY_TEXT), None),),
        remedy=None,
    )


@given(account=ANY_TEXT, judged=st.lists(judgements(), max_size=2))
@settings(max_examples=40)
def test_any_judgement_makes_a_statement_in_every_form(account: str, judged: list[Judgement]) -> None:
    made = compose(account, judged, [], CONTEXT)
    assert made == compose(account, judged, [], CONTEXT)
    to_json(made).encode("utf-8")
    to_html(made).encode("utf-8")
    to_text(made).encode("utf-8")
    assert to_pdf(made).startswith(b"%PDF-")


@given(judged=judgements())
@settings(max_examples=40)
def test_marks_lie_inside_their_day_and_bars_add_up(judged: Judgement) -> None:
    [part] = compose("acme", [judged], [], CONTEXT).commitments
    for strip in part.strips:
        assert len(strip.hours) == -(-strip.minutes // 60)
        assert all(0 <= mark.first < mark.first + mark.minutes <= strip.minutes for mark in strip.marks)
    seconds = sum(day.up.seconds + day.down.seconds + day.excluded.seconds + day.unknown.seconds for day in part.days)
    assert seconds == judged.period.seconds


@given(value=st.fractions(0, 1), target=st.fractions(0, 1, max_denominator=10**5))
def test_a_share_in_words_never_flatters_and_keeps_its_side(value: Fraction, target: Fraction) -> None:
    """Never above the true figure, never 0.001 below it, never under a target that is reached."""
    told = ratio(value, apart_from=target)
    percent = Fraction(told.percent)
    assert 0 <= value * 100 - percent < Fraction(1, 1000)
    if value >= target and (target * 10**6).denominator == 1:
        assert percent >= target * 100
