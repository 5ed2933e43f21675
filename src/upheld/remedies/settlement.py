"""A judged commitment -> the credit that is owed for it: base, rule, caps, minimum, rounding, each a step in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at, open_questions
from upheld.agreements.terms.commitment import Remedy
from upheld.agreements.words import Money, Unstated
from upheld.availability.periods import kind_of, named_period
from upheld.availability.result import Judgement
from upheld.problems import Problem, Refused
from upheld.remedies.caps import Books, Case
from upheld.remedies.claims import claim_terms
from upheld.remedies.needs import remedy_questions
from upheld.remedies.result import Credit, Step
from upheld.remedies.rounding import rounded_credit
from upheld.remedies.version_credit import VersionCredit, version_credit
from upheld.rules.wording import share_words
from upheld.rules.worth import amount_words
from upheld.timeline.periods import ContractPeriod, PeriodError
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """A version of the agreement and the share of the period's days on which it binds; the shares add up to 1."""

    weight: Fraction
    agreement: Agreement


def settle(judgement: Judgement, versions: Sequence[VersionInForce], books: Books) -> Credit:
    """The credit for one judged commitment.

    `versions` are those in force on the period's days, in their order: each gives its own credit, which counts by its
    share of the days. Raises Refused with every open term of the remedies, and with what the books lack.
    """
    named = [(version, _remedy(version.agreement, judgement)) for version in versions]
    if judgement.verdict != "missed" or not any(remedy for _, remedy in named):
        return _no_credit(judgement, named[-1][0].agreement)
    questions = (
        problem for version, remedy in named if remedy for problem in remedy_questions(version.agreement, remedy)
    )
    if problems := tuple(dict.fromkeys(questions)):
        raise Refused(problems)
    found = [(version, _of_version(judgement, version, remedy, books)) for version, remedy in named]
    return _whole(judgement, [(version, remedy) for version, remedy in named if remedy][-1], found)


def _remedy(agreement: Agreement, judgement: Judgement) -> str | None:
    """The remedy that a version names for the commitment; None where it names none or leaves it open."""
    commitment = agreement.text.commitments.get(judgement.commitment)
    remedy = commitment.remedy if commitment else "none"
    return remedy if isinstance(remedy, str) and remedy != "none" else None


def _no_credit(judgement: Judgement, agreement: Agreement) -> Credit:
    remedy = agreement.text.commitments[judgement.commitment].remedy
    named = remedy if isinstance(remedy, str) and remedy != "none" else None
    return Credit(
        commitment=judgement.commitment,
        remedy=named,
        form=None,
        amount=None,
        service_seconds=None,
        steps=(),
        claim=None,
        reason=_why_nothing(judgement, remedy),
        clause=clause_at(agreement, ("commitments", judgement.commitment, "remedy")),
    )


def _why_nothing(judgement: Judgement, remedy: str | Unstated) -> str:
    if judgement.verdict == "unknown" or judgement.judged is None:
        return say("Nothing is known of this period, so it cannot be judged and no credit is computed.")
    if judgement.verdict == "kept":
        return say("The promise was kept at {share}; no credit is owed.", share=share_words(judgement.judged))
    miss = say("The promise was missed by {share}", share=share_words(judgement.target.value - judgement.judged))
    if isinstance(remedy, Unstated):
        return say(
            "{miss}; the agreement names no remedy, so the shortfall is reported and no credit is computed.",
            miss=miss,
        )
    return say("{miss}; no remedy is promised, so the shortfall is reported and no credit is computed.", miss=miss)


def _of_version(judgement: Judgement, version: VersionInForce, remedy: str | None, books: Books) -> VersionCredit:
    agreement = version.agreement
    if remedy is None:
        step = Step(
            say("this version promises no remedy"),
            "0",
            clause_at(agreement, ("commitments", judgement.commitment)),
        )
        return VersionCredit(Fraction(0), None, (step,))
    return version_credit(Case(judgement, agreement, remedy, _whole_period(judgement, agreement), books))


def _whole_period(judgement: Judgement, agreement: Agreement) -> ContractPeriod:
    """The period as the agreement counts it, also where it is not over yet: fees and claims go by the whole of it.

    A version that reads the label of the period otherwise takes it as it was judged. Raises Refused where the agreement
    leaves the period open.
    """
    term = agreement.text.commitments[judgement.commitment].period
    if isinstance(term, Unstated):
        path = ("commitments", judgement.commitment, "period")
        raise Refused(open_questions(agreement, [(path, "Over which period is the commitment judged?")]))
    try:
        return named_period(term, judgement.label, judgement.zone)
    except PeriodError:
        return ContractPeriod(judgement.period, judgement.label, judgement.zone, kind_of(term, judgement.zone))


def _whole(
    judgement: Judgement,
    last: tuple[VersionInForce, str],
    found: Sequence[tuple[VersionInForce, VersionCredit]],
) -> Credit:
    """The credit of all versions together, rounded once as the last of them says."""
    agreement, remedy = last[0].agreement, last[1]
    owed, steps = _added(agreement, remedy, found)
    terms = agreement.text.remedies[remedy]
    period = _whole_period(judgement, agreement)
    rounded, step = rounded_credit(agreement, remedy, owed) if owed else (None, None)
    return Credit(
        commitment=judgement.commitment,
        remedy=remedy,
        form=terms.form,
        amount=rounded if isinstance(rounded, Money) else None,
        service_seconds=rounded if isinstance(rounded, int) else None,
        steps=(*steps, step) if step else steps,
        claim=claim_terms(agreement, remedy, judgement, period) if owed and owed[0] else None,
        reason=_reason(judgement, terms, owed, step),
        clause=clause_at(agreement, ("remedies", remedy)),
    )


def _added(
    agreement: Agreement, remedy: str, found: Sequence[tuple[VersionInForce, VersionCredit]]
) -> tuple[tuple[Fraction, str] | None, tuple[Step, ...]]:
    """(exact amount, unit) of all versions, each by its share of the days; None where none of them came to a unit."""
    if len(found) == 1:
        only = found[0][1]
        return ((only.amount, only.unit) if only.unit else None), only.steps
    steps = [step for version, credit in found for step in _weighed_steps(version, credit)]
    units = {credit.unit for _, credit in found if credit.unit}
    if len(units) > 1:
        what = say(
            "versions of the agreement in this period give credits in {units}", units=" and ".join(sorted(units))
        )
        place = agreement.place(("remedies", remedy))
        raise Refused([Problem(place, f"remedies.{remedy}", what, "settle each version's days by hand")])
    if not units:
        return None, tuple(steps)
    amount = sum((version.weight * credit.amount for version, credit in found), Fraction(0))
    unit = units.pop()
    return (amount, unit), (*steps, Step(say("these together"), amount_words(amount, unit)))


def _weighed_steps(version: VersionInForce, credit: VersionCredit) -> Iterator[Step]:
    named = say("version {id}", id=version.agreement.text.version.id)
    yield from (replace(step, words=say("{named}: {words}", named=named, words=step.words)) for step in credit.steps)
    if credit.unit:
        words = say("{named}: in force on {weight} of the days", named=named, weight=version.weight)
        yield Step(words, amount_words(version.weight * credit.amount, credit.unit))


def _reason(judgement: Judgement, remedy: Remedy, owed: tuple[Fraction, str] | None, last: Step | None) -> str:
    short = share_words(judgement.target.value - (judgement.judged or Fraction(0)))
    if owed is None or last is None or not owed[0]:
        return say("The promise was missed by {short}; by the remedy nothing is owed for it.", short=short)
    unsaid = say("; the text does not say whether it must be claimed") if isinstance(remedy.claim, Unstated) else ""
    return say(
        "The promise was missed by {short}, and {value} is owed for it{unsaid}.",
        short=short,
        value=last.value,
        unsaid=unsaid,
    )
