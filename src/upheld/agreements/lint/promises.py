"""Promises that nobody can hold to: no commitment at all, no time to claim, notices and duties without a time."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.period_term import PeriodTerm
from upheld.agreements.terms.commitment import Claim
from upheld.wording import say

NO_COMMITMENT = say("no commitment")
NO_CLAIM_WINDOW = say("no claim window")
NO_TIME = say("no time")
NO_FIRST_DAY = say("no first day")


def find(agreement: Agreement) -> Iterator[Finding]:
    """What is missing from commitments, remedies, notices, duties and the version."""
    text = agreement.text
    if not text.commitments and text.measures:
        said = (
            say("measures are defined, and no target is promised"),
            say("Which figure is promised, over which period?"),
        )
        yield finding(agreement, NO_COMMITMENT, ("measures",), said)
    if text.version.effective is None:
        said = (say("the text does not say from when it binds"), say("From which day is this version in force?"))
        yield finding(agreement, NO_FIRST_DAY, ("version", "effective"), said)
    yield from _periods(agreement)
    yield from _claims(agreement)
    yield from _times(agreement)


def _periods(agreement: Agreement) -> Iterator[Finding]:
    for name, promise in agreement.text.commitments.items():
        period = promise.period
        if isinstance(period, PeriodTerm) and period.kind == "fixed" and period.anchor is None:
            said = (
                say("periods of {period} follow one another, and no first day is named", period=period),
                say("On which day does the first begin?"),
            )
            yield finding(agreement, NO_FIRST_DAY, ("commitments", name, "period"), said)


def _claims(agreement: Agreement) -> Iterator[Finding]:
    for name, remedy in agreement.text.remedies.items():
        claim = remedy.claim
        if isinstance(claim, Claim) and claim.required and claim.within is None:
            said = (say("a credit must be claimed, and no time is named"), say("Until when can it be claimed?"))
            yield finding(agreement, NO_CLAIM_WINDOW, ("remedies", name, "claim", "within"), said)


def _times(agreement: Agreement) -> Iterator[Finding]:
    for name, notice in agreement.text.notices.items():
        if notice.at_least is None and notice.effort == "promised" and not notice.kinds:
            said = (say("the notice has no time"), say("How long before must it be given?"))
            yield finding(agreement, NO_TIME, ("notices", name, "at_least"), said)
    for name, duty in agreement.text.duties.items():
        if not (duty.within or duty.before or duty.every or duty.count_at_least):
            said = (say("the duty has no time"), say("By when is it owed?"))
            yield finding(agreement, NO_TIME, ("duties", name, "within"), said)
