"""Exclusions, recorded or measured -> what each takes out of the judged time, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from upheld.agreements.questions import clause_at
from upheld.agreements.terms.exclusion import Effect
from upheld.availability.budgets import budgeted, budgets_of
from upheld.availability.exclusion_needs import exclusion_questions, record_problems
from upheld.availability.result import Excluded
from upheld.availability.time_claims import Measured, Scope, TimeClaim, time_claims
from upheld.problems import Refused
from upheld.rules.record import Record
from upheld.rules.wording import seconds_words
from upheld.timeline.spans import Span, Spans
from upheld.wording import say

__all__ = ["Exclusions", "Measured", "Scope", "rule_exclusions"]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The time that exclusions take: out of both sides, as up, and as down; and every exclusion as ruled.

    The three never overlap: of two exclusions of the same second the first in the order of the agreement takes it.
    """

    taken_out: Spans
    as_up: Spans
    as_down: Spans
    ruled: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class _Time:
    """What claims for one cause may take: all downtime, what the budgets allow, and what is still free."""

    downtime: Spans
    allowed: Spans
    free: Spans


def rule_exclusions(
    scope: Scope, downtime: Spans, records: Sequence[Record], measured: Mapping[str, Measured]
) -> Exclusions:
    """Rule on every exclusion for a measure, account and period.

    `downtime` is all downtime before exclusions, `measured` holds by cause what the traffic shows. Records of other
    accounts and measures do nothing and are not listed; records outside the period are not listed either, but spend the
    budgets they lie in. Raises Refused with every record of this period that does not fit the agreement, and every
    question about them that the agreement leaves open.
    """
    touching = [record for record in records if _touches(record.span, scope.period)]
    needed = {*measured, *(record.cause for record in touching)}
    causes = [cause for cause in scope.agreement.text.exclusions if cause in needed]
    if problems := (*record_problems(scope.agreement, touching), *exclusion_questions(scope.agreement, causes)):
        raise Refused(problems)
    ruled: list[Excluded] = []
    free = Spans.of([scope.period])
    for cause in causes:
        claims = time_claims(scope, cause, records, measured.get(cause))
        time = _Time(downtime, budgeted(scope, cause, claims, downtime), free)
        found = tuple(_ruled_in_turn(scope, claims, time))
        free = reduce(lambda left, one: left - one.taken, found, free)
        ruled.extend(found)
    return _by_effect(tuple(ruled))


def _touches(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _by_effect(ruled: tuple[Excluded, ...]) -> Exclusions:
    def taken(effect: Effect) -> Spans:
        return reduce(or_, (one.taken for one in ruled if one.effect == effect), Spans())

    return Exclusions(taken("leaves both sides"), taken("counts as up"), taken("counts as down"), ruled)


def _ruled_in_turn(scope: Scope, claims: Sequence[TimeClaim], time: _Time) -> Iterator[Excluded]:
    """The claims of one cause that touch the period, each taking what the ones before it left."""
    free = time.free
    for claim in claims:
        inside = Spans.of([claim.span]).within(scope.period)
        if not inside:
            continue
        one = _ruled(scope, claim, inside, _Time(time.downtime, time.allowed, free))
        if claim.record or one.seconds:
            yield one
        free -= one.taken


def _ruled(scope: Scope, claim: TimeClaim, inside: Spans, time: _Time) -> Excluded:
    exclusion = scope.agreement.text.exclusions[claim.cause]
    asked_for = inside & time.downtime if exclusion.covers == "downtime" else inside
    allowed = asked_for & time.allowed if claim.holds else Spans()
    taken = allowed & time.free
    within = inside & time.allowed
    spending = inside & time.downtime if _spent_by_downtime(scope, claim.cause) else inside
    record = claim.record
    return Excluded(
        cause=claim.cause,
        title=exclusion.title,
        clause=clause_at(scope.agreement, ("exclusions", claim.cause)),
        effect=str(exclusion.effect),
        span=next(iter(inside)),
        holds=claim.holds and (bool(within) or not spending),
        reasons=(
            *claim.reasons,
            *_about_budget(scope, claim, inside, within),
            *_about_others(allowed, taken),
        ),
        taken=taken,
        seconds=taken.total,
        record=record.id if record else "",
        account=record.account if record else scope.account,
        author=record.author if record else "",
        evidence=_evidence(record) if record else (),
        announced=record.announced if record else None,
        figures=claim.figures,
    )


def _spent_by_downtime(scope: Scope, cause: str) -> bool:
    return any(terms.spent_by == "downtime" for terms in budgets_of(scope, cause))


def _about_budget(scope: Scope, claim: TimeClaim, inside: Spans, within: Spans) -> Iterator[str]:
    """How much of the time its budgets cover, where the claim holds and there are budgets."""
    budgets = budgets_of(scope, claim.cause) if claim.holds else ()
    for terms in budgets:
        of_it = say("downtime in it") if terms.spent_by == "downtime" else say("it")
        covered = seconds_words(within.total) if within else say("nothing")
        budget = say("the budget of {at_most} per {per}", at_most=terms.at_most, per=terms.per)
        yield say(
            "of {seconds}, {budget} still covered {covered} of {of_it}",
            seconds=seconds_words(inside.total),
            budget=budget,
            covered=covered,
            of_it=of_it,
        )


def _about_others(allowed: Spans, taken: Spans) -> Iterator[str]:
    if before := allowed.total - taken.total:
        yield say("{seconds} of this were taken by an exclusion before it", seconds=seconds_words(before))


def _evidence(record: Record) -> tuple[str, ...]:
    """All that speaks for a record: its evidence, and the advice that the customer had."""
    return (*record.evidence, say("advice: {advice}", advice=record.advice)) if record.advice else record.evidence
