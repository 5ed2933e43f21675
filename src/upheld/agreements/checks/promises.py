"""Commitments, remedies and exclusions that hold together, and credits that fit the target they make good."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.commitment import Commitment, Remedy
from upheld.agreements.terms.credit import CreditTerms
from upheld.agreements.terms.rule_use import RuleUse
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated


def promise_faults(terms: AgreementText) -> Iterator[Fault]:
    """Faults of commitments, remedies, exclusions, duties and accounts."""
    for name, commitment in terms.commitments.items():
        yield from _commitment(terms, commitment, ("commitments", name))
    for name, remedy in terms.remedies.items():
        yield from _remedy(remedy, ("remedies", name))
    for name, exclusion in terms.exclusions.items():
        for index, measure in enumerate(exclusion.measures):
            yield from unknown_name(("exclusions", name, "measures", index), "measure", measure, terms.measures)
        for use in exclusion.conditions:
            yield from _calendar_of(terms, use, ("exclusions", name, "conditions", use.name))
    for name, duty in terms.duties.items():
        if duty.calendar is not None:
            yield from unknown_name(("duties", name, "calendar"), "calendar", duty.calendar, terms.calendars)
    yield from _accounts(terms)


def _commitment(terms: AgreementText, commitment: Commitment, path: Path) -> Iterator[Fault]:
    yield from unknown_name((*path, "measure"), "measure", commitment.measure, terms.measures)
    if commitment.during is not None:
        yield from unknown_name((*path, "during"), "calendar", commitment.during, terms.calendars)
    if not 0 < commitment.target.value <= 1:
        yield Fault((*path, "target"), f"a target of {commitment.target} is not between 0% and 100%")
    remedy = commitment.remedy
    if isinstance(remedy, Unstated) or remedy == "none":
        return
    yield from unknown_name((*path, "remedy"), "remedy", remedy, terms.remedies)
    yield from _credit(terms, commitment, remedy)


def _credit(terms: AgreementText, commitment: Commitment, remedy: str) -> Iterator[Fault]:
    """What the credit rule itself finds against the target: gaps, overlaps, credits paid while the target is met."""
    if remedy not in terms.remedies or isinstance(commitment.comparison, Unstated):
        return
    use = terms.remedies[remedy].credit
    if isinstance(use.terms, CreditTerms):
        for field, what, mend in use.terms.faults_against(commitment.target, commitment.comparison):
            yield Fault(("remedies", remedy, "credit", use.name, *field), what, mend)


def _remedy(remedy: Remedy, path: Path) -> Iterator[Fault]:
    if isinstance(remedy.credit.terms, CreditTerms) and remedy.credit.terms.needs_base and remedy.base is None:
        yield Fault(path, "`base` is required: of which fee is the share taken?", "e.g. `base: fee of the month`")
    for index, cap in enumerate(remedy.caps):
        if (cap.share is None) == (cap.amount is None):
            yield Fault((*path, "caps", index), "a cap is either a `share` of the base or an `amount`")
        if cap.share is not None and remedy.base is None:
            yield Fault((*path, "caps", index), "a cap by share needs the remedy's `base`")


def _calendar_of(terms: AgreementText, use: RuleUse, path: Path) -> Iterator[Fault]:
    name = getattr(use.terms, "calendar", None)
    if isinstance(name, str):
        yield from unknown_name((*path, "calendar"), "calendar", name, terms.calendars)


def _accounts(terms: AgreementText) -> Iterator[Fault]:
    plans = terms.support.plans if terms.support else {}
    for name, account in terms.accounts.items():
        if account.plan is not None:
            yield from unknown_name(("accounts", name, "plan"), "plan", account.plan, plans)
