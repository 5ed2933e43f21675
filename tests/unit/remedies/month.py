"""A judged October and what its remedy gives: the shortest way to say a missed promise in a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from tests.agreements_in_words import HEAD, agreement
from tests.unit.exclusions.scene import OCTOBER, ZONE
from upheld.agreements.agreement import Agreement
from upheld.agreements.words import Share
from upheld.availability.result import Downtime, Figure, Judgement, VersionPart
from upheld.remedies.caps import Books
from upheld.remedies.fees import NO_FEES, Fees, read_fees
from upheld.remedies.granted import Granted
from upheld.remedies.result import Credit
from upheld.remedies.settlement import VersionInForce, settle
from upheld.timeline import Span, Spans

HUNDRED = "account,amount\nacme,100.00 EUR\n"
WITH_REMEDY = HEAD + "    remedy: credits\n"


def judgement(
    *outages: int, target: str = "99.9%", ratio: Fraction | None = None, label: str = "2026-10", period: Span = OCTOBER
) -> Judgement:
    """October with outages of so many seconds, one each day at noon; `ratio` sets another figure than theirs."""
    first = period.start + 12 * 3600
    spans = [Span(first + day * 86400, first + day * 86400 + seconds) for day, seconds in enumerate(outages)]
    figure = Figure(Fraction(period.seconds - sum(outages)), period.seconds, "seconds")
    judged = figure.ratio if ratio is None else ratio
    verdict: Literal["kept", "missed"] = (
        "kept" if judged is not None and judged >= Share.parse(target).value else "missed"
    )
    return Judgement(
        commitment="uptime",
        title="Uptime",
        clause=None,
        measure="api",
        account="acme",
        period=period,
        label=label,
        zone=ZONE,
        target=Share.parse(target),
        comparison="at least",
        rounding="none",
        figure=figure,
        figure_without_exclusions=figure,
        judged=judged,
        verdict=verdict,
        slice_seconds=60,
        slices_total=period.seconds // 60,
        slices_unknown=0,
        coverage=Fraction(1),
        downtime=tuple(Downtime(span, span.seconds, 0, 1, 1, 1) for span in spans),
        exclusions=(),
        days=(),
        down=Spans.of(spans),
        excluded=Spans(),
        unknown=Spans(),
        versions=(VersionPart("test", "1", "", period, Share.parse(target), period.seconds),),
        terms=(),
        remedy="credits",
    )


def nothing_known() -> Judgement:
    """A month of which nothing is known."""
    return replace(
        judgement(0 + 1), figure=Figure(Fraction(0), 0, "seconds"), judged=None, verdict="unknown", downtime=()
    )


def remedy(terms: str) -> Agreement:
    """An agreement whose uptime of 99.9% is made good by a remedy with these terms."""
    return agreement(f"remedies:\n  credits:\n{_indented(terms)}\n", WITH_REMEDY)


def remedy_text(terms: str) -> str:
    """The same as text, to be read with `WITH_REMEDY` before it."""
    return f"remedies:\n  credits:\n{_indented(terms)}\n"


def fees(text: str = HUNDRED, file: str = "fees.csv") -> Fees:
    """Fees; the account acme pays 100 EUR a month."""
    made, problems = read_fees(text, file)
    assert made is not None, problems
    return made


def settled(terms: str, judged: Judgement, paid: Fees | None = None, granted: Sequence[Granted] = ()) -> Credit:
    """The credit by a remedy with these terms."""
    books = Books(fees() if paid is None else paid, tuple(granted))
    return settle(judged, [VersionInForce(Fraction(1), remedy(terms))], books)


def amount(credit: Credit) -> str:
    """The amount as text."""
    return str(credit.amount)


def unpaid() -> Fees:
    """No fees were handed in."""
    return NO_FEES


def _indented(terms: str) -> str:
    return "\n".join(f"    {line}" for line in terms.strip("\n").splitlines())
