"""Who claims which time for an exclusion, by record or by measured traffic, and whether its conditions hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.words import Rate
from upheld.availability.needs import base_measures
from upheld.rules import rule_modules
from upheld.rules.record import Facts, Record, Ruling
from upheld.rules.wording import number_words
from upheld.timeline.spans import Span
from upheld.wording import say

Judge = Callable[[Record, object, Facts], Ruling]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is judged: a measure of an agreement for one account over a period, days being counted in `zone`."""

    agreement: Agreement
    measure: str
    account: str
    period: Span
    zone: str


@dataclass(frozen=True, slots=True)
class Measured:
    """An exclusion that the traffic itself shows: the slices in which the agreed rate was exceeded.

    Each slice comes with the number of all its requests.
    """

    agreed: Rate
    slices: tuple[tuple[Span, int], ...]


@dataclass(frozen=True, slots=True)
class TimeClaim:
    """A stretch of time claimed for a cause; `record` is None where the traffic shows it, with its `figures`."""

    cause: str
    span: Span
    holds: bool
    reasons: tuple[str, ...]
    record: Record | None = None
    figures: tuple[tuple[str, str], ...] = ()


def time_claims(
    scope: Scope, cause: str, records: Sequence[Record], measured: Measured | None
) -> tuple[TimeClaim, ...]:
    """The claims for one cause that concern the account and the measure, in order of time, also outside the period."""
    exclusion = scope.agreement.text.exclusions[cause]
    if not _about(scope, exclusion.measures):
        return ()
    facts = Facts(scope.zone, scope.agreement.calendars)
    ours = [r for r in records if r.cause == cause and _concerns(scope, r)]
    found = [_recorded(scope, exclusion, record, facts) for record in ours]
    if measured is not None and (not exclusion.measures or scope.measure in exclusion.measures):
        found.extend(_measured(cause, measured))
    return tuple(sorted(found, key=lambda claim: claim.span))


def _concerns(scope: Scope, record: Record) -> bool:
    """Whether a record is about this account, and this measure or a part of it."""
    return _about(scope, record.measures) and record.account in {None, scope.account}


def _about(scope: Scope, measures: Sequence[str]) -> bool:
    """Whether measures that are named (none named: all) are the one that is judged, or parts of it."""
    parts = {scope.measure, *base_measures(scope.agreement, scope.measure)}
    return not measures or not parts.isdisjoint(measures)


def _recorded(scope: Scope, exclusion: Exclusion, record: Record, facts: Facts) -> TimeClaim:
    rulings = [*_on_a_part(scope, exclusion, record), *_conditions(exclusion, record, facts)]
    said = (say("recorded because: {reason}", reason=record.reason),) if record.reason else ()
    told = tuple(ruling.reason for ruling in rulings) or (say("the agreement sets no condition"),)
    holds = all(ruling.holds for ruling in rulings)
    return TimeClaim(record.cause, record.span, holds, (*said, *told), record)


def _on_a_part(scope: Scope, exclusion: Exclusion, record: Record) -> Iterator[Ruling]:
    """What excuses one function does not excuse a combination in which others may be down as well."""
    for measures, of in ((record.measures, say("recorded")), (exclusion.measures, say("agreed"))):
        if measures and scope.measure not in measures:
            reason = say(
                "it is {of} for {measures}, and {measure} is combined of more than that",
                of=of,
                measures=", ".join(measures),
                measure=scope.measure,
            )
            yield Ruling(holds=False, reason=reason)


def _conditions(exclusion: Exclusion, record: Record, facts: Facts) -> Iterator[Ruling]:
    for use in exclusion.conditions:
        judge = cast("Judge | None", getattr(rule_modules("exclusions")[use.name], "judge", None))
        if judge is not None:
            yield judge(record, use.terms, facts)


def _measured(cause: str, measured: Measured) -> Iterator[TimeClaim]:
    """Slices over the agreed rate that follow one another are one claim."""
    run: list[tuple[Span, int]] = []
    for piece in sorted(measured.slices):
        if run and piece[0].start != run[-1][0].end:
            yield _run(cause, measured.agreed, run)
            run = []
        run.append(piece)
    if run:
        yield _run(cause, measured.agreed, run)


def _run(cause: str, agreed: Rate, run: Sequence[tuple[Span, int]]) -> TimeClaim:
    highest = number_words(max(Fraction(total, span.seconds) for span, total in run) * agreed.seconds)
    measured = say("{count} per {seconds} s", count=highest, seconds=agreed.seconds)
    if agreed.seconds == 1:
        measured = say("{count} per second", count=highest)
    reason = say("measured at up to {measured}, over the agreed {agreed}", measured=measured, agreed=agreed)
    whole = Span(run[0][0].start, run[-1][0].end)
    figures = (
        (say("agreed rate"), agreed.said()),
        (say("highest measured rate"), measured),
        (say("requests in this time"), str(sum(total for _, total in run))),
    )
    return TimeClaim(cause, whole, holds=True, reasons=(reason,), figures=figures)
