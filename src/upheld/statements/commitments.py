"""One judged commitment in words: its sentence, its figures, and everything that led to them."""

from __future__ import annotations

from fractions import Fraction

from upheld.availability.result import Figure, Judgement, TermUsed, VersionPart
from upheld.remedies.result import Credit as Settled
from upheld.statements.calendar_days import day_bar, days_words, heat_strips
from upheld.statements.credits import credit_part
from upheld.statements.moments import period_words, stretch
from upheld.statements.outages import exclusion, outage
from upheld.statements.quantities import Duration, Ratio
from upheld.statements.statement import Commitment, Term, VersionInForce
from upheld.statements.words import duration, first_named, ratio, visible
from upheld.wording import message, say

_BOUND = {"at least": message("at least {share}"), "above": message("more than {share}")}


def commitment(judgement: Judgement, settled: Settled | None) -> Commitment:
    """The commitment as a statement tells it; `settled` is its credit, None where nothing was settled."""
    zone, target = judgement.zone, judgement.target.value
    measured = _figure(judgement.figure, target)
    judged = None if judgement.judged is None else ratio(judgement.judged, apart_from=target)
    strips, strips_left_out = heat_strips(judgement)
    period = period_words(judgement.period, zone)
    used = allowance_used(judgement)
    promise = _promise(judgement)
    return Commitment(
        name=visible(judgement.commitment),
        title=first_named(judgement.title, judgement.commitment, say("(a commitment without a name)")),
        clause=_visible(judgement.clause),
        measure=visible(judgement.measure),
        verdict=judgement.verdict,
        sentence=_sentence(judgement, judged, promise, period),
        period=stretch(judgement.period, zone),
        period_label=visible(judgement.label),
        period_words=period,
        zone=visible(zone),
        during=_visible(judgement.during),
        target=ratio(target),
        comparison=judgement.comparison,
        promise=promise,
        rounding=visible(judgement.rounding),
        unit=judgement.figure.unit,
        measured=measured,
        without_exclusions=_figure(judgement.figure_without_exclusions, target),
        judged=judged,
        allowance=None if used is None else ratio(used, places=1),
        allowed=_allowed(judgement),
        down=duration(judgement.down_seconds),
        excluded=duration(sum(day.excluded for day in judgement.days)),
        unknown=duration(sum(day.unknown for day in judgement.days)),
        slice_length=duration(judgement.slice_seconds),
        slices_total=judgement.slices_total,
        slices_unknown=judgement.slices_unknown,
        coverage=None if judgement.coverage is None else ratio(judgement.coverage),
        outages=tuple(outage(found, zone) for found in judgement.downtime),
        exclusions=tuple(exclusion(ruled, zone) for ruled in judgement.exclusions),
        days=tuple(day_bar(day) for day in judgement.days),
        days_words=days_words(judgement.days),
        strips=strips,
        strips_left_out=strips_left_out,
        credit=None if settled is None else credit_part(settled, zone, kept=judgement.verdict == "kept"),
        versions=tuple(_version(part, zone) for part in judgement.versions),
        terms=tuple(_term(term) for term in judgement.terms),
        notes=tuple(visible(note) for note in judgement.notes),
    )


def _promise(judgement: Judgement) -> str:
    """The promise as the agreement states it: `at least 99.9%`, or `at most 43 min of downtime`."""
    if judgement.allowed_down is not None:
        return say("at most {length} of downtime", length=duration(judgement.allowed_down).words)
    return say(_BOUND[judgement.comparison], share=ratio(judgement.target.value).words)


def allowance_used(judgement: Judgement) -> Fraction | None:
    """The share used of what the promise allows to fail, before rounding; None where it allows nothing."""
    measured = judgement.figure.ratio
    allowed = 1 - judgement.target.value
    return None if measured is None or allowed <= 0 else (1 - measured) / allowed


def _allowed(judgement: Judgement) -> Duration | None:
    """The downtime that the promise allows, in whole seconds; None where the figure does not count time."""
    figure = judgement.figure
    if figure.unit == "requests" or figure.whole == 0:
        return None
    seconds = figure.whole * (judgement.slice_seconds if figure.unit == "slices" else 1)
    return duration(int((1 - judgement.target.value) * seconds))


def _sentence(judgement: Judgement, judged: Ratio | None, promise: str, period: str) -> str:
    subject = say("the requests of {period}", period=period) if judgement.figure.unit == "requests" else period
    during = say(" within the hours of {during}", during=visible(judgement.during)) if judgement.during else ""
    if judged is None:
        return say(
            "Not known: nothing could be measured in {subject}{during}, promised {promise}.",
            subject=subject,
            during=during,
            promise=promise,
        )
    rounded = judgement.judged != judgement.figure.ratio
    before = _figure(judgement.figure, judgement.target.value) if rounded else None
    note = say(" after rounding ({before} before)", before=before.words) if before else ""
    verdict = {"kept": say("Kept"), "missed": say("Missed"), "unknown": say("Not known")}[judgement.verdict]
    known = say(" as far as it is known") if judgement.verdict == "unknown" else ""
    return say(
        "{verdict}: {judged} of {subject}{during}{known}{note}, promised {promise}.",
        verdict=verdict,
        judged=judged.words,
        subject=subject,
        during=during,
        known=known,
        note=note,
        promise=promise,
    )


def _figure(figure: Figure, target: Fraction) -> Ratio | None:
    return None if figure.ratio is None else ratio(figure.ratio, apart_from=target)


def _version(part: VersionPart, zone: str) -> VersionInForce:
    return VersionInForce(
        agreement=visible(part.agreement),
        version=visible(part.version),
        digest=visible(part.digest),
        stretch=stretch(part.span, zone),
        target=ratio(part.target.value),
        counted=duration(part.counted),
    )


def _term(term: TermUsed) -> Term:
    return Term(visible(term.path), visible(term.words), _visible(term.clause), _visible(term.document),
                _visible(term.decision))  # fmt: skip


def _visible(text: str | None) -> str | None:
    return None if text is None else visible(text)
