"""An agreement's versions, telemetry and records -> judged commitments, each figure with its trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import or_

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at, open_questions
from upheld.agreements.terms.commitment import Commitment
from upheld.agreements.terms.measure import NoTraffic
from upheld.agreements.terms.target import DownAtMost, Target, share_of
from upheld.agreements.words import Rate, Share, Unstated
from upheld.availability.answers import (
    AccountTime,
    BaseAnswer,
    Sources,
    account_time,
    ask,
    base_question,
    grid_over,
    padded,
)
from upheld.availability.days import days_of_judgement
from upheld.availability.evidence import beside_silence, evidence_of, joined
from upheld.availability.exclusions import Exclusions, Measured, Scope, rule_exclusions
from upheld.availability.figures import (
    Effects,
    Judged,
    judged_time,
    rounded,
    time_figure,
    verdict,
)
from upheld.availability.known import NOTHING, Known
from upheld.availability.needs import base_measures, needed_terms
from upheld.availability.nobody import nobodys
from upheld.availability.outages import outages, slices_in
from upheld.availability.ratios import Ratios, ratio_figure
from upheld.availability.result import Downtime, Figure, Judgement, VersionPart
from upheld.availability.terms_used import terms_used
from upheld.problems import Problem
from upheld.rules.record import Record
from upheld.telemetry.slicing.question import RatioGroup
from upheld.timeline.days import start_of_date
from upheld.timeline.periods import ContractPeriod
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Span, Spans
from upheld.timeline.zones import zone
from upheld.wording import message, say, say_word


@dataclass(frozen=True, slots=True)
class Part:
    """The days of the period on which one version is in force."""

    agreement: Agreement
    span: Span


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be judged: a commitment over a period, by the versions in force on its days, with what was recorded.

    `whole_period` is the period as the agreement counts it, also where it is not over yet. With `detail`, silence is
    looked for and samples are fetched, whatever the figure needs.
    """

    commitment: str
    period: ContractPeriod
    whole_period: Span
    parts: tuple[Part, ...]
    records: tuple[Record, ...] = ()
    detail: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One part with the answers to all its base measures."""

    part: Part
    answers: tuple[BaseAnswer, ...]
    measure: str


@dataclass(frozen=True, slots=True)
class _PartResult:
    asked: Asked
    time: AccountTime
    outages: tuple[Span, ...]
    exclusions: Exclusions
    judged: Judged
    figure: Figure
    figure_without: Figure


def questions_open(request: Request) -> tuple[Problem, ...]:
    """Every term that must be stated or decided before measuring, and what cannot be measured as one."""
    questions = (
        problem
        for part in request.parts
        for problem in open_questions(part.agreement, needed_terms(part.agreement, request.commitment))
    )
    return (*questions, *_two_figures(request))


def _two_figures(request: Request) -> Iterator[Problem]:
    """Versions whose figures are of different kinds: seconds and requests cannot be added up."""
    named = [(part.agreement, part.agreement.text.commitments[request.commitment].measure) for part in request.parts]
    values = {str(agreement.text.measures[name].value) for agreement, name in named}
    if len(values) > 1:
        last, name = named[-1]
        path = ("measures", name, "value")
        different = ", ".join(sorted(values))
        what = say(
            "versions in {label} measure by different figures: {values}", label=request.period.label, values=different
        )
        mend = say("judge a period in which only one of them is in force")
        yield Problem(last.place(path), ".".join(path), what, mend)


def asked(request: Request, sources: Sources, account: str | None) -> tuple[Asked, ...]:
    """Ask the telemetry for every part of the request, for one account or for all at once."""
    return tuple(_asked(request, part, sources, account) for part in request.parts)


def judge(request: Request, answers: Sequence[Asked], sources: Sources, account: str) -> Judgement:
    """Judge a commitment for one account from the answers. The request has no open questions."""
    results = [_part_result(request, one, sources, account) for one in answers]
    last = request.parts[-1].agreement
    commitment = last.text.commitments[request.commitment]
    figure, without = _summed([r.figure for r in results]), _summed([r.figure_without for r in results])
    target = _target(results, request.commitment, figure.whole)
    shown = None if figure.ratio is None else rounded(figure.ratio, commitment.rounding)  # type: ignore[arg-type]  # no open questions
    spans = _Drawn.of(results)
    silent, grid = _silence(results), _grid(results[-1])
    return Judgement(
        commitment=request.commitment,
        title=commitment.title or request.commitment.replace("_", " "),
        clause=clause_at(last, ("commitments", request.commitment, "target")),
        measure=commitment.measure,
        account=account,
        period=request.period.span,
        label=request.period.label,
        zone=request.period.zone,
        target=target,
        comparison=commitment.comparison,  # type: ignore[arg-type]  # no open questions
        rounding=_rounding_words(commitment),
        figure=figure,
        figure_without_exclusions=without,
        judged=shown,
        verdict=verdict(shown, target.value, str(commitment.comparison)),
        slice_seconds=grid.length,
        slices_total=sum(_grid(r).count() for r in results),
        slices_unknown=None if silent is None else sum(_slices_within(silent, r) for r in results),
        coverage=_coverage(results, silent),
        downtime=tuple(
            beside_silence(joined(e for r in results for e in _evidence(request, r, sources, account)), silent)
        ),
        exclusions=tuple(ruled for r in results for ruled in r.exclusions.ruled),
        days=days_of_judgement(request.period, spans.judged, spans.down, spans.excluded, spans.unknown),
        down=spans.down,
        excluded=spans.excluded,
        unknown=spans.unknown,
        versions=tuple(_version(r, request.commitment, figure.whole) for r in results),
        allowed_down=_allowed_down(results, request.commitment),
        terms=terms_used(last, request.commitment),
        remedy=commitment.remedy if isinstance(commitment.remedy, str) else None,
        during=commitment.during,
        notes=(*_notes(request, results, account), *unnamed(request, sources)),
    )


def _asked(request: Request, part: Part, sources: Sources, account: str | None) -> Asked:
    measure = part.agreement.text.commitments[request.commitment].measure
    span = padded(part.agreement, measure, part.span, request.period.zone)
    if request.whole_period.end > request.period.span.end:  # of a period that is not over, nothing is known beyond now
        span = Span(span.start, min(span.end, request.period.span.end))
    answers = []
    for name in base_measures(part.agreement, measure):
        question = base_question(part.agreement, name, request.period.zone, span, account)
        answers.append(ask(sources, question, name, traffic=request.detail))
    return Asked(part, tuple(answers), measure)


def _part_result(request: Request, one: Asked, sources: Sources, account: str) -> _PartResult:
    agreement, name = one.part.agreement, one.measure
    measure = agreement.text.measures[name]
    time = account_time(agreement, name, one.answers, account)
    grid = grid_over(agreement, name, one.answers[0].question.grid.span, request.period.zone)
    found = tuple(
        Span(max(run.start, one.part.span.start), min(run.end, one.part.span.end))
        for run in outages(time.known, measure, grid)
        if run.start < one.part.span.end and run.end > one.part.span.start
    )
    whole = judged_hours(agreement, request.commitment, one.part.span)
    down = Spans.of(found) - time.known.unknown
    known = Known(down & whole, time.known.unknown & whole)
    scope = Scope(agreement, name, account, one.part.span, request.period.zone)
    # A ratio counts requests, not downtime: whatever time is excluded leaves it.
    touched = known.down if measure.value == "time" else whole
    exclusions = rule_exclusions(scope, touched, request.records, _measured(scope, one, sources))
    effects = Effects(exclusions.taken_out, exclusions.as_up, _counted_down(agreement, exclusions))
    judged = judged_time(whole, known, effects)
    with_, without = _figures(scope, one, sources, (judged, judged_time(whole, known, Effects()), effects, time))
    return _PartResult(one, time, tuple(Spans.of(found) & whole) if found else (), exclusions, judged, with_, without)


def _counted_down(agreement: Agreement, exclusions: Exclusions) -> Spans:
    """The time that exclusions make count as down: downtime that counts all the same is down already."""
    whole = (
        one.taken
        for one in exclusions.ruled
        if one.effect == "counts as down" and agreement.text.exclusions[one.cause].covers == "whole time"
    )
    return reduce(or_, whole, NOTHING)


def _figures(
    scope: Scope, one: Asked, sources: Sources, time: tuple[Judged, Judged, Effects, AccountTime]
) -> tuple[Figure, Figure]:
    """The figure with exclusions, and without."""
    judged, untouched, effects, known = time
    agreement, name = scope.agreement, one.measure
    value, policy = agreement.text.measures[name].value, policy_of(agreement, name)
    if value == "time":
        return time_figure(judged, policy), time_figure(untouched, policy)
    slices = sources.slices
    assert slices is not None  # noqa: S101 - a ratio is one of requests
    question = base_question(agreement, name, scope.zone, scope.period, scope.account)

    def groups(without: Spans) -> Sequence[RatioGroup]:
        return slices.ratios(question, without).get(scope.account, ())

    ratios = Ratios(groups, question.grid, known.silent or NOTHING, policy, value == "ratio of totals")
    return ratio_figure(ratios, judged.time, effects), ratio_figure(ratios, untouched.time, Effects())


def policy_of(agreement: Agreement, name: str) -> NoTraffic:
    """The no-traffic policy of a measure; of a combination its own, or the one that its parts share."""
    measure = agreement.text.measures[name]
    stated = [
        measure.no_traffic,
        *(agreement.text.measures[base].no_traffic for base in base_measures(agreement, name)),
    ]
    known = [policy for policy in stated if not isinstance(policy, Unstated)]
    unknown = [policy for policy in known if policy.startswith("unknown")]
    return (unknown or known or ["up"])[0]


def _measured(scope: Scope, one: Asked, sources: Sources) -> Mapping[str, Measured]:
    """The slices over the agreed rate, for exclusions that the traffic itself shows."""
    found: dict[str, Measured] = {}
    own = scope.agreement.text.accounts.get(scope.account)
    for cause, exclusion in scope.agreement.text.exclusions.items():
        for use in exclusion.conditions:
            rate = getattr(use.terms, "agreed", None) or (own.agreed_rate if own else None)
            if use.name == "rate_exceeded" and rate is not None and _counts_requests(one):
                found[cause] = _over_rate(scope, rate, sources)
    return found


def _counts_requests(one: Asked) -> bool:
    return any(answer.question.measure.series == "requests" for answer in one.answers)


def _over_rate(scope: Scope, agreed: Rate, sources: Sources) -> Measured:
    """The slices of the judged measure in which all that the account sent, to whatever function, is over the rate."""
    grid = grid_over(scope.agreement, scope.measure, scope.period, scope.zone)
    question = base_question(
        scope.agreement, base_measures(scope.agreement, scope.measure)[0], scope.zone, scope.period, scope.account
    )
    found = sources.slices.over_rate(replace(question, grid=grid), agreed) if sources.slices else {}
    slices = found.get(scope.account, ())
    return Measured(agreed, tuple((grid.slice_of(s.start), s.total) for s in slices))


def judged_hours(agreement: Agreement, commitment: str, span: Span) -> Spans:
    """The time that is judged: the part's days, or their working hours where only those are promised."""
    during = agreement.text.commitments[commitment].during
    return Spans.of([span]) if during is None else agreement.calendars[during].span_set(span)


def _summed(figures: Sequence[Figure]) -> Figure:
    return Figure(sum((f.good for f in figures), Fraction(0)), sum(f.whole for f in figures), figures[-1].unit)


def _target(results: Sequence[_PartResult], commitment: str, whole: int) -> Share:
    """The target; where versions differ in it, their mean weighted by the seconds that are judged under each.

    A limit on downtime is the share of the `whole` seconds of the figure that it leaves.
    """
    targets = [share_of(target, whole) for target in _targets(results, commitment)]
    if len(set(targets)) == 1:
        return targets[0]
    weights = [r.judged.time.total for r in results]
    return Share(sum((t.value * w for t, w in zip(targets, weights, strict=True)), Fraction(0)) / max(sum(weights), 1))


def _targets(results: Sequence[_PartResult], commitment: str) -> list[Target]:
    return [result.asked.part.agreement.text.commitments[commitment].target for result in results]


def _allowed_down(results: Sequence[_PartResult], commitment: str) -> int | None:
    """The downtime that the text allows, in seconds, where that is how it states its target."""
    targets = set(_targets(results, commitment))
    limits = [target.seconds for target in targets if isinstance(target, DownAtMost)]
    return limits[0] if len(targets) == len(limits) == 1 else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    judged: Spans
    down: Spans
    excluded: Spans
    unknown: Spans

    @classmethod
    def of(cls, results: Sequence[_PartResult]) -> _Drawn:
        judged = down = excluded = unknown = NOTHING
        for result in results:
            ruled = result.exclusions
            judged |= result.judged.time | ruled.taken_out
            down |= result.judged.down
            excluded |= ruled.taken_out | ruled.as_up
            unknown |= result.judged.unknown
        return cls(judged, down, excluded, unknown)


def _silence(results: Sequence[_PartResult]) -> Spans | None:
    """The judged time without valid traffic; None where nobody asked."""
    found = NOTHING
    for result in results:
        if result.time.silent is None:
            return None
        found |= result.time.silent & (result.judged.time | result.exclusions.taken_out)
    return found


def _coverage(results: Sequence[_PartResult], silent: Spans | None) -> Fraction | None:
    whole = sum((r.judged.time | r.exclusions.taken_out).total for r in results)
    return None if silent is None or not whole else 1 - Fraction(silent.total, whole)


def _evidence(request: Request, result: _PartResult, sources: Sources, account: str) -> Iterator[Downtime]:
    source = sources.slices if request.detail else None
    asked_for = (result.asked.answers, account, source)
    return evidence_of(result.outages, result.judged, result.exclusions, result.time, asked_for)


def _slices_within(spans: Spans, result: _PartResult) -> int:
    grid = _grid(result)
    return sum(slices_in(part, grid) for part in spans.within(grid.span))


def _grid(result: _PartResult) -> SliceGrid:
    return grid_over(
        result.asked.part.agreement,
        result.asked.measure,
        result.asked.part.span,
        result.asked.answers[0].question.grid.zone,
    )


def _version(result: _PartResult, commitment: str, whole: int) -> VersionPart:
    agreement = result.asked.part.agreement
    text = agreement.text
    return VersionPart(
        text.agreement, text.version.id, agreement.digest, result.asked.part.span,
        share_of(text.commitments[commitment].target, whole), result.judged.time.total,
    )  # fmt: skip


def _rounding_words(commitment: Commitment) -> str:
    if isinstance(rounding := commitment.rounding, str | Unstated):
        return say("none")
    return say("{places} places, {mode}", places=rounding.places, mode=say_word(rounding.mode))


def _notes(request: Request, results: Sequence[_PartResult], account: str) -> Iterator[str]:
    if request.detail and not any(account in answer.heard for r in results for answer in r.asked.answers):
        yield say("The telemetry holds nothing that counts for {account} in this period.", account=account)
    for part in request.parts:
        version = part.agreement.text.version
        first = None if version.effective is None else start_of_date(version.effective, zone(request.period.zone))
        if first is not None and part.span.start < first:
            said = message("Version {id} binds from {effective}; it is applied here to time before that.")
            yield say(said, id=version.id, effective=version.effective)
    if request.whole_period.end > request.period.span.end:
        yield say("The period is not over; it is judged up to now.")


def unnamed(request: Request, sources: Sources) -> Iterator[str]:
    """What nobody is told of else: how many requests name no account, and are in nobody's figure."""
    last = request.parts[-1].agreement
    first = base_measures(last, last.text.commitments[request.commitment].measure)[0]
    yield from nobodys(str(last.text.measures[first].series), [part.span for part in request.parts], sources)
