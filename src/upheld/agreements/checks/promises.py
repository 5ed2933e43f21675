"""Commitments, duties and accounts that hold together, and credits that fit the target they make good."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.checks.exclusions import exclusion_faults
from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.checks.remedies import remedy_faults
from upheld.agreements.period_term import PeriodTerm
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.commitment import Commitment
from upheld.agreements.terms.target import DownAtMost
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.wording import say


def promise_faults(terms: AgreementText) -> Iterator[Fault]:
    """Faults of commitments, remedies, exclusions, duties and accounts."""
    for name, commitment in terms.commitments.items():
        yield from _commitment(terms, commitment, ("commitments", name))
    for name, remedy in terms.remedies.items():
        yield from remedy_faults(terms, remedy, ("remedies", name))
    for name, exclusion in terms.exclusions.items():
        yield from exclusion_faults(terms, exclusion, ("exclusions", name))
    for name, duty in terms.duties.items():
        if duty.calendar is not None:
            yield from unknown_name(("duties", name, "calendar"), "calendar", duty.calendar, terms.calendars)
    yield from _accounts(terms)


def _commitment(terms: AgreementText, commitment: Commitment, path: Path) -> Iterator[Fault]:
    yield from unknown_name((*path, "measure"), "measure", commitment.measure, terms.measures)
    if commitment.during is not None:
        yield from unknown_name((*path, "during"), "calendar", commitment.during, terms.calendars)
    target = commitment.target
    if isinstance(target, DownAtMost):
        yield from _length_faults(terms, commitment, path)
    elif not 0 < target.value <= 1:
        yield Fault((*path, "target"), say("a target of {target} is not between 0% and 100%", target=target))
    remedy = commitment.remedy
    if isinstance(remedy, Unstated) or remedy == "none":
        return
    yield from unknown_name((*path, "remedy"), "remedy", remedy, terms.remedies)
    if remedy in terms.remedies:
        yield from _credit(terms, commitment, remedy)
        yield from _base(terms, commitment, remedy, path)


def _length_faults(terms: AgreementText, commitment: Commitment, path: Path) -> Iterator[Fault]:
    """A limit on downtime is compared in seconds, and is itself still kept."""
    measure = terms.measures.get(commitment.measure)
    if measure is not None and measure.value != "time":
        what = say(
            "{target} is time, and `{measure}` measures a {value}",
            target=commitment.target,
            measure=commitment.measure,
            value=measure.value,
        )
        yield Fault((*path, "target"), what, say("state the target as a share, or use a measure of time"))
    if commitment.rounding != "none":
        yield Fault(
            (*path, "rounding"), say("downtime is compared in whole seconds, not as a percentage"), say("leave it away")
        )
    if commitment.comparison == "above":
        what = say(
            "{target} includes {length}, and `above` does not",
            target=commitment.target,
            length=commitment.target.length,  # type: ignore[union-attr]  # asked for targets of this kind
        )
        yield Fault((*path, "comparison"), what, say("write `comparison: at least`, or a shorter time"))


def _credit(terms: AgreementText, commitment: Commitment, remedy: str) -> Iterator[Fault]:
    """What the credit rule itself finds against the target: gaps, overlaps, credits paid while the target is met."""
    if isinstance(commitment.comparison, Unstated) or isinstance(commitment.target, DownAtMost):
        return
    rule, name = terms.remedies[remedy].rule(), terms.remedies[remedy].credit.name
    for field, what, mend in rule.faults_against(commitment.target, commitment.comparison):
        yield Fault(("remedies", remedy, "credit", name, *field), what, mend)


def _base(terms: AgreementText, commitment: Commitment, remedy: str, path: Path) -> Iterator[Fault]:
    """A fee of the month is one fee only where the period lies within a month."""
    base, period = terms.remedies[remedy].base, commitment.period
    longer = isinstance(period, PeriodTerm) and (
        period.kind in {"quarter", "year", "contract year"} or _months(period) > 1
    )
    if longer and base in {"fee of the month", "fee of the previous month"}:
        what = say(
            "`{remedy}` takes shares of the {base}, and a {period} has several months",
            remedy=remedy,
            base=base,
            period=period,
        )
        yield Fault((*path, "remedy"), what, say("use a remedy with `base: fee of the period`"))


def _months(period: PeriodTerm) -> int:
    return int(period.length.count) if period.length and period.length.unit == "month" else 0


def _accounts(terms: AgreementText) -> Iterator[Fault]:
    plans = terms.support.plans if terms.support else {}
    for name, account in terms.accounts.items():
        if account.plan is not None:
            yield from unknown_name(("accounts", name, "plan"), "plan", account.plan, plans)
