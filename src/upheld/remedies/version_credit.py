"""The credit of one version's remedy, exact: base, rule, caps, minimum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from upheld.agreements.questions import clause_at
from upheld.agreements.terms.commitment import Remedy
from upheld.agreements.terms.target import share_of
from upheld.agreements.words import Share, Unstated
from upheld.problems import Problem, Refused
from upheld.remedies.base_fee import Base, base_fee
from upheld.remedies.caps import Case, capped
from upheld.rules.shortfall import Shortfall, Step, owed_by
from upheld.rules.wording import money_words, share_words
from upheld.rules.worth import amount_words
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class VersionCredit:
    """An exact amount of a unit (a currency, or service time; None where nothing came up) with its working."""

    amount: Fraction
    unit: str | None
    steps: tuple[Step, ...]


def version_credit(case: Case) -> VersionCredit:
    """The credit by one version's remedy, before it is weighed and rounded.

    Raises Refused where the fees that it is a share of are not known.
    """
    target, ratio = _target(case), case.judgement.judged
    if ratio is None:
        raise LookupError("a missed commitment has a figure")  # a fault of ours: settle() asks for the verdict first
    if _met(case, ratio):
        words = say(
            "the uptime of {share} meets this version's target of {target}", share=share_words(ratio), target=target
        )
        return VersionCredit(Fraction(0), None, (Step(words, "0", _clause(case, "credit")),))
    base, steps = _base(case)
    remedy = case.agreement.text.remedies[case.remedy]
    owed = owed_by(remedy.credit, _shortfall(case, target, ratio, base))
    steps.extend(replace(step, clause=step.clause or _clause(case, "credit")) for step in owed.steps)
    amount = owed.amount
    for cap in remedy.caps:
        amount, step = capped(case, cap, base, (amount, owed.unit))
        steps.append(step)
    amount, minimum = _minimum(case, remedy, (amount, owed.unit))
    return VersionCredit(amount, owed.unit, (*steps, *minimum))


def _target(case: Case) -> Share:
    return share_of(case.agreement.text.commitments[case.judgement.commitment].target, case.judgement.figure.whole)


def _met(case: Case, ratio: Fraction) -> bool:
    """Whether the figure meets the target of this version, which may differ from the one that was judged by."""
    commitment = case.agreement.text.commitments[case.judgement.commitment]
    target = _target(case).value
    return ratio > target or (ratio == target and commitment.comparison == "at least")


def _shortfall(case: Case, target: Share, ratio: Fraction, base: Base | None) -> Shortfall:
    judgement = case.judgement
    counted = tuple(outage.counted_seconds for outage in judgement.downtime if outage.counted_seconds)
    return Shortfall(
        target=target.value,
        ratio=ratio,
        down=judgement.down_seconds,
        outages=counted,
        period=case.period.span.seconds,
        judged=sum(version.counted for version in judgement.versions),
        base=base.amount if base else None,
    )


def _base(case: Case) -> tuple[Base | None, list[Step]]:
    """The fee that shares are taken of, where the rule or a cap takes one."""
    remedy = case.agreement.text.remedies[case.remedy]
    if isinstance(remedy.base, Unstated) or remedy.base is None or not remedy.takes_shares():
        return None, []
    fees = case.books.fees.only(remedy.base_lines)
    base, problems = base_fee(fees, case.judgement.account, remedy.base, case.period)
    if base is None:
        only = (
            say("; of its fees only those of {base_lines} count", base_lines=" and ".join(remedy.base_lines))
            if remedy.base_lines
            else ""
        )
        raise Refused([replace(problem, what=problem.what + only) for problem in problems])
    _one_currency(case, remedy, base)
    return base, [Step(say("base: {base}", base=base.words), money_words(base.amount), _clause(case, "base"))]


def _one_currency(case: Case, remedy: Remedy, base: Base) -> None:
    """The fee's currency must be the one that the remedy's amounts are in."""
    named = remedy.currencies()
    if named - {base.amount.currency}:
        path = ("remedies", case.remedy)
        what = say(
            "the remedy is in {currencies}, and {account} pays {currency}",
            currencies=", ".join(sorted(named)),
            account=case.judgement.account,
            currency=base.amount.currency,
        )
        raise Refused([Problem(case.agreement.place(path), ".".join(path), what, "use one currency", code="currency")])


def _minimum(case: Case, remedy: Remedy, owed: tuple[Fraction, str]) -> tuple[Fraction, tuple[Step, ...]]:
    amount, unit = owed
    least = remedy.minimum
    if least is None:
        return amount, ()
    kept = amount if amount >= Fraction(least.amount) else Fraction(0)
    words = (
        say("credits below {least} are not paid", least=least)
        if kept != amount
        else say("not below the minimum of {least}", least=least)
    )
    return kept, (Step(words, amount_words(kept, unit), _clause(case, "minimum")),)


def _clause(case: Case, field: str) -> str | None:
    return clause_at(case.agreement, ("remedies", case.remedy, field))
