"""How much of the time claimed for an exclusion lies within its budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.availability.periods import kind_of
from upheld.availability.time_claims import Scope, TimeClaim
from upheld.problems import Problem, Refused
from upheld.rules.exclusions.budget import Terms, within_budget
from upheld.timeline.periods import period_containing
from upheld.timeline.spans import Span, Spans
from upheld.wording import say


def budgeted(scope: Scope, cause: str, claims: Sequence[TimeClaim], downtime: Spans) -> Spans:
    """The time of the claims that hold, as far as the exclusion's budgets last; within the scope's period.

    Raises Refused where a budget is spent by downtime and a part of its period was not measured.
    """
    claimed = Spans.of(claim.span for claim in claims if claim.holds)
    allowed = claimed.within(scope.period)
    for terms in budgets_of(scope, cause):
        parts = [_spent(scope, cause, terms, claimed, (downtime, span)) for span in _periods(scope, terms)]
        allowed &= Spans.of(span for part in parts for span in part)
    return allowed


def budgets_of(scope: Scope, cause: str) -> tuple[Terms, ...]:
    """The budgets of an exclusion."""
    conditions = scope.agreement.text.exclusions[cause].conditions
    return tuple(use.terms for use in conditions if isinstance(use.terms, Terms))


def _periods(scope: Scope, terms: Terms) -> Iterator[Span]:
    """The budget's own periods that the judged period touches, each whole."""
    period = period_containing(kind_of(terms.per, scope.zone), scope.period.start, scope.zone)
    while period.span.start < scope.period.end:
        yield period.span
        period = period.next()


def _spent(scope: Scope, cause: str, terms: Terms, claimed: Spans, time: tuple[Spans, Span]) -> Spans:
    """What one period of the budget covers of the time claimed in it."""
    downtime, period = time
    inside = claimed.within(period)
    if terms.spent_by != "downtime":
        return within_budget(inside, terms)
    if inside - Spans.of([scope.period]):
        raise Refused([_unmeasured(scope, cause, terms)])
    return within_budget(inside & downtime, terms)


def _unmeasured(scope: Scope, cause: str, terms: Terms) -> Problem:
    path = ("exclusions", cause, "conditions", "budget", "spent_by")
    what = say(
        "a budget per {per} is spent by downtime, and records lie in a part of it that is not judged "
        "together with this period",
        per=terms.per,
    )
    mend = say("judge over a whole {per}, or state `spent_by: recorded time`", per=terms.per)
    return Problem(scope.agreement.place(path), ".".join(path), what, mend)
