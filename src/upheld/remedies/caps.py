"""The most that is given over a period, less what was granted in it before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.commitment import Cap, CapPeriod
from upheld.agreements.words import Unstated
from upheld.availability.result import Judgement
from upheld.problems import Problem, Refused
from upheld.remedies.base_fee import Base, fee_over
from upheld.remedies.fees import NO_FEES, Fees
from upheld.remedies.granted import Granted
from upheld.rules.shortfall import Step
from upheld.rules.worth import amount_words
from upheld.timeline.dated_periods import Month, Quarter, Year
from upheld.timeline.days import start_of_date
from upheld.timeline.periods import ContractPeriod, PeriodKind
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone
from upheld.wording import say, say_word

_KINDS: dict[CapPeriod, PeriodKind] = {"month": Month(), "quarter": Quarter(), "year": Year()}


@dataclass(frozen=True, slots=True)
class Books:
    """What settling needs besides the judgement: fees, and credits granted before (None: nobody handed them in)."""

    fees: Fees = NO_FEES
    granted: tuple[Granted, ...] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One judged commitment, settled by the remedy of one version of the agreement."""

    judgement: Judgement
    agreement: Agreement
    remedy: str
    period: ContractPeriod
    books: Books


def capped(case: Case, cap: Cap, base: Base | None, owed: tuple[Fraction, str]) -> tuple[Fraction, Step]:
    """What is left of a credit (amount, unit) under a cap, and the step that says so.

    Raises Refused where the cap's period or the fees in it are not known.
    """
    amount, unit = owed
    span, said = _period(case, cap)
    most = _most(case, cap, base, span)
    before = sum((one.amount for one in case.books.granted or () if _counts(one, case, span.span, unit)), Fraction(0))
    left = min(amount, max(Fraction(0), most - before))
    clause = cap.clause_of("share" if cap.share else "amount") or case.agreement.text.remedies[case.remedy].clause_of(
        "caps"
    )
    words = say(
        "at most {amount} per {said} ({cap}){before}",
        amount=amount_words(most, unit),
        said=said,
        cap=_cap_words(cap),
        before=_before_words(case, cap, before, unit),
    )
    return left, Step(words, amount_words(left, unit), clause)


def _before_words(case: Case, cap: Cap, before: Fraction, unit: str) -> str:
    """What was granted before; where a cap outlasts the judged period and nobody handed it in, that is said."""
    if before:
        return say(", of which {amount} were granted before", amount=amount_words(before, unit))
    unknown = case.books.granted is None and cap.per != "period"
    return (
        say(", taking it that nothing was granted before, since no earlier credits were handed in") if unknown else ""
    )


def _counts(one: Granted, case: Case, span: Span, unit: str) -> bool:
    """Whether an earlier credit uses up this cap; the credit that is being settled again does not."""
    same = one.commitment == case.judgement.commitment and one.period == case.judgement.period
    ours = (one.account, one.remedy, one.unit) == (case.judgement.account, case.remedy, unit)
    return ours and not same and one.period.start in span


def _period(case: Case, cap: Cap) -> tuple[ContractPeriod, str]:
    """The cap's period that holds the start of the judged one, and its name."""
    if cap.per == "term":
        return _term(case), say_word("term")
    if isinstance(cap.per, Unstated) or cap.per == "period":
        return case.period, case.period.label
    found = _KINDS[cap.per].containing(case.period.span.start, case.period.zone)
    return found, say("{per} ({label})", per=say_word(cap.per), label=found.label)


def _term(case: Case) -> ContractPeriod:
    own = case.agreement.text.accounts.get(case.judgement.account)
    if own is None or own.start is None or own.until is None:
        path = ("accounts", case.judgement.account)
        what = say("a credit is capped over the account's term, and its `from` and `until` are not stated")
        place = case.agreement.place(path)
        raise Refused([Problem(place, ".".join(path), what, say("state them under `accounts`"), code="term")])
    tz = zone(case.period.zone)
    span = Span(start_of_date(own.start, tz), start_of_date(own.until, tz))
    return ContractPeriod(span, f"{own.start} to {own.until}", case.period.zone, case.period.kind)


def _most(case: Case, cap: Cap, base: Base | None, over: ContractPeriod) -> Fraction:
    if cap.amount is not None:
        return Fraction(cap.amount.amount)
    if cap.service_time is not None:
        return Fraction(cap.service_time.seconds or 0)
    fee = base
    if cap.of == "fees over the cap's period" and cap.per != "period":
        fee, problems = fee_over(case.books.fees, case.judgement.account, over)
        if problems:
            raise Refused(problems)
    if fee is None or cap.share is None:
        raise LookupError("a cap by share without a fee")  # a fault of ours: settling fetches the base first
    return cap.share.value * Fraction(fee.amount.amount)


def _cap_words(cap: Cap) -> str:
    if cap.share is not None:
        whole = cap.of == "fees over the cap's period" and cap.per != "period"
        return (
            say("{share} of all fees in it", share=cap.share) if whole else say("{share} of the base", share=cap.share)
        )
    return (
        say("{service_time} of service", service_time=cap.service_time)
        if cap.service_time is not None
        else say("{amount}", amount=cap.amount)
    )
