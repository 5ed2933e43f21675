"""A month, a day and a year judged by hand: values as measuring would give them, figures worked out on paper.

October 2026 in Berlin has 31 days, 25 October being 25 hours long: 745 h = 2,682,000 s.
Down: 17 October 13:08 to 13:59 (51 min), and 25 October 02:30 to 02:36 before the clocks go back (6 min); the
maintenance on 4 October from 02:00 to 02:42 (42 min) is excluded and leaves both sides.
So 2,682,000 - 2,520 = 2,679,480 s are judged, 57 min = 3,420 s of them down: 2,676,060 of 2,679,480 s up =
99.87236%; without exclusions 99 min = 5,940 s down: 2,676,060 of 2,682,000 = 99.77852%.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from upheld.agreements.words import Money, Share
from upheld.availability.result import (
    Day,
    Downtime,
    Excluded,
    Figure,
    Judgement,
    Sample,
    SliceEvidence,
    TermUsed,
    VersionPart,
)
from upheld.remedies.result import ClaimDeadline, ClaimTerms, Credit, Step
from upheld.statements.composition import Context, compose
from upheld.statements.statement import Document, InputFile, Statement
from upheld.timeline.days import days_of
from upheld.timeline.spans import Span, Spans

BERLIN = "Europe/Berlin"


def at(text: str) -> int:
    """Epoch seconds of an ISO instant with its offset."""
    return int(dt.datetime.fromisoformat(text).timestamp())


OCTOBER = Span(at("2026-10-01T00:00+02:00"), at("2026-11-01T00:00+01:00"))
MAINTENANCE = Span(at("2026-10-04T02:00+02:00"), at("2026-10-04T02:42+02:00"))
LATE = Span(at("2026-10-17T13:30+02:00"), at("2026-10-17T14:30+02:00"))
GATEWAY = Span(at("2026-10-17T13:08+02:00"), at("2026-10-17T13:59+02:00"))
NIGHT = Span(at("2026-10-25T02:30+02:00"), at("2026-10-25T02:36+02:00"))
SILENT = Span(at("2026-10-29T22:00+01:00"), at("2026-10-30T00:00+01:00"))


def days(span: Span, zone: str, down: Spans, excluded: Spans, unknown: Spans) -> tuple[Day, ...]:
    """The days of a span with their seconds of each kind: excluded goes before down, down before unknown."""
    return tuple(_day(date, part, (down, excluded, unknown)) for date, part in days_of(span, zone))


def _day(date: dt.date, part: Span, kinds: tuple[Spans, Spans, Spans]) -> Day:
    down, excluded, unknown = (kind.within(part) for kind in kinds)
    counted, silent = down - excluded, unknown - excluded - down
    up = part.seconds - counted.total - excluded.total - silent.total
    return Day(date, part, up, counted.total, excluded.total, silent.total)


def _minutes(span: Span, valid: int, bad: int) -> tuple[SliceEvidence, ...]:
    starts = range(span.start, span.end, 60)
    return tuple(SliceEvidence(Span(start, start + 60), valid, bad) for start in starts)


def _downtime(span: Span, counted: int, members: tuple[str, ...] = ()) -> Downtime:
    minutes = span.seconds // 60
    return Downtime(
        span=span,
        counted_seconds=counted,
        excluded_seconds=span.seconds - counted,
        slice_count=minutes,
        valid=120 * minutes,
        bad=41 * minutes,
        slices=_minutes(span, 120, 41),
        members=members,
        samples=(
            Sample(
                span.start * 1_000_000 + 5_120_000,
                {"route": "/v1/messages", "status": "503", "method": "POST"},
            ),
            Sample(span.start * 1_000_000 + 9_000_000, {"route": "/v1/calls", "status": "502", "method": "POST"}),
        ),
    )


EXCLUSIONS = (
    Excluded(
        cause="maintenance",
        title="Scheduled maintenance",
        clause="4.3",
        effect="leaves both sides",
        span=MAINTENANCE,
        holds=True,
        reasons=("announced 28 Sep 2026, 10:00, at least 3 business days before",),
        taken=Spans.of([MAINTENANCE]),
        seconds=2520,
        record="CHG-1042",
        author="ops@northwind.example",
        evidence=("https://status.northwind.example/CHG-1042",),
        announced=at("2026-09-28T10:00+02:00"),
    ),
    Excluded(
        cause="maintenance",
        title="Scheduled maintenance",
        clause="4.3",
        effect="leaves both sides",
        span=LATE,
        holds=False,
        reasons=("announced 17 Oct 2026, 12:55, but 3 business days before were needed",),
        taken=Spans(),
        seconds=0,
        record="CHG-1050",
        author="ops@northwind.example",
        announced=at("2026-10-17T12:55+02:00"),
    ),
)


TERMS = (
    TermUsed(
        "measures.platform.down",
        "A minute is down when more than 5% of its valid requests failed.",
        "4.2",
        "Gold terms",
    ),
    TermUsed("commitments.availability.target", "At least 99.9% of the month's time.", "4.1", "Gold terms"),
    TermUsed(
        "measures.platform.no_traffic",
        "A minute without requests counts as up.",
        None,
        None,
        "the text leaves it open; decided by the parties on 2026-09-01: a quiet night is no outage",
    ),
)


def october() -> Judgement:
    """The month of the file's heading: a target of 99.9% missed by 12 min 20.52 s."""
    down, excluded, unknown = (
        Spans.of([MAINTENANCE, GATEWAY, NIGHT]),
        Spans.of([MAINTENANCE]),
        Spans.of([SILENT]),
    )
    return Judgement(
        commitment="availability",
        title="Monthly availability of the messaging API",
        clause="4.1",
        measure="platform",
        account="acme",
        period=OCTOBER,
        label="2026-10",
        zone=BERLIN,
        target=Share(Fraction(999, 1000)),
        comparison="at least",
        rounding="none",
        figure=Figure(Fraction(2_676_060), 2_679_480, "seconds"),
        figure_without_exclusions=Figure(Fraction(2_676_060), 2_682_000, "seconds"),
        judged=Fraction(2_676_060, 2_679_480),
        verdict="missed",
        slice_seconds=60,
        slices_total=44_700,
        slices_unknown=120,
        coverage=Fraction(2_672_280, 2_679_480),
        downtime=(
            _downtime(MAINTENANCE, 0),
            _downtime(GATEWAY, 3060, ("send message",)),
            _downtime(NIGHT, 360, ("send message", "receive message")),
        ),
        exclusions=EXCLUSIONS,
        days=days(OCTOBER, BERLIN, down, excluded, unknown),
        down=down,
        excluded=excluded,
        unknown=unknown,
        versions=(VersionPart("northwind-gold", "3", "9f2c" * 16, OCTOBER, Share(Fraction(999, 1000)), 2_679_480),),
        terms=TERMS,
        remedy="credits",
        notes=("The month has 745 hours: clocks went back on 25 October.",),
    )


def credit() -> Credit:
    """10% of a fee of 4,125.00 EUR."""
    return Credit(
        commitment="availability",
        remedy="credits",
        form="credit",
        amount=Money(Decimal("412.50"), "EUR"),
        service_seconds=None,
        steps=(
            Step("the fee of the month", "4125.00 EUR", "7.1"),
            Step("99.87236% is below 99.9% and at least 99.0%: 10% of the fee", "412.50 EUR", "7.2"),
            Step("the cap of 50% of the fee (2062.50 EUR) is not reached", "412.50 EUR", "7.4"),
            Step("rounded half up to 2 places", "412.50 EUR", "7.5"),
        ),
        claim=ClaimTerms(
            required=True,
            deadlines=(
                ClaimDeadline("within 30 days from the end of the period", OCTOBER.end, OCTOBER.end + 30 * 86400),
            ),
            evidence=("the times of the failed requests",),
            channel="support@northwind.example",
            words="must be claimed",
            clause="7.6",
        ),
        reason="The promise was missed, so a credit of 10% of the fee of the month is owed.",
        clause="7",
    )


CONTEXT = Context(
    provider="Northwind APIs",
    agreement="northwind-gold",
    agreement_title="Northwind Gold, version 3",
    documents=(
        Document("order", "Order form of Acme GmbH", 1),
        Document("gold", "Gold terms", 2, "gold-2026.pdf"),
    ),
    inputs=(
        InputFile("gateway-2026-10.log.gz", "a1" * 32, 18_231_442, (("no closing quote", 3), ("not a date", 11))),
        InputFile("gateway-late.log", "b2" * 32, 1_208),
    ),
    tzdata="2026a",
    product="upheld 0.1.0",
    issued=dt.date(2026, 11, 2),
    account_title="Acme GmbH",
    command=(
        "upheld",
        "statement",
        "gold.yaml",
        "gateway-2026-10.log.gz",
        "gateway-late.log",
        "--period",
        "2026-10",
        "--account",
        "acme",
    ),
)


def statement(judgements: Iterable[Judgement] = (), credits_: Iterable[Credit] = ()) -> Statement:
    """The statement of the example month, or of other judgements."""
    return compose("acme", tuple(judgements) or (october(),), tuple(credits_) or (credit(),), CONTEXT)


def quiet(judgement: Judgement, **changes: Any) -> Judgement:
    """The same commitment with nothing down and nothing excluded."""
    whole = judgement.period.seconds
    figure = Figure(Fraction(whole), whole, "seconds")
    empty = Spans()
    plain = replace(
        judgement,
        figure=figure,
        figure_without_exclusions=figure,
        judged=Fraction(1),
        verdict="kept",
        downtime=(),
        exclusions=(),
        down=empty,
        excluded=empty,
        unknown=empty,
        coverage=Fraction(1),
        slices_unknown=0,
        notes=(),
        days=days(judgement.period, judgement.zone, empty, empty, empty),
    )
    return replace(plain, **changes)


def nothing_known() -> Judgement:
    """A month of which no second is known."""
    month = october()
    unknown = Spans.of([OCTOBER])
    nothing = Figure(Fraction(0), 0, "seconds")
    return quiet(
        month,
        figure=nothing,
        figure_without_exclusions=nothing,
        judged=None,
        verdict="unknown",
        coverage=Fraction(0),
        unknown=unknown,
        slices_unknown=44_700,
        days=days(OCTOBER, BERLIN, Spans(), Spans(), unknown),
    )


def year() -> Judgement:
    """2026 in Berlin with an hour down on the 3rd of every month from 09:15 local standard time."""
    span = Span(at("2026-01-01T00:00+01:00"), at("2027-01-01T00:00+01:00"))
    hours = [at(f"2026-{month:02}-03T09:15+01:00") for month in range(1, 13)]
    down = Spans.of((hour, hour + 3600) for hour in hours)
    base = quiet(october())
    return replace(
        base,
        period=span,
        label="2026",
        title="Yearly availability",
        commitment="yearly",
        down=down,
        verdict="missed",
        figure=Figure(Fraction(span.seconds - 43_200), span.seconds, "seconds"),
        figure_without_exclusions=Figure(Fraction(span.seconds - 43_200), span.seconds, "seconds"),
        judged=Fraction(span.seconds - 43_200, span.seconds),
        downtime=tuple(_downtime(part, part.seconds) for part in down),
        days=days(span, BERLIN, down, Spans(), Spans()),
    )
