"""So much for each step by which the target was missed.

    credit:
      linear: {credit: 1%, per: 0.1%, steps: commenced, up_to: 30%}

`per` is a share (steps of missing uptime) or a length (steps of downtime). Steps are counted from the target down, or
from nothing of downtime up; from elsewhere where `from` says so (`from: 99.0%`, `from: 4 hours`). `commenced` counts a
step begun as a whole one, `full` only whole ones, `exact` takes parts of steps in proportion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.credit import (
    Comparison,
    Complaint,
    CreditTerms,
    EdgeWord,
    Gives,
    WorthWord,
    currencies_of,
    edge_value,
    gives_of,
    needs_base_for,
)
from upheld.agreements.text import Path
from upheld.agreements.words import UNSTATED, Length, Open, Share, Unstated
from upheld.rules.shortfall import Owed, Shortfall
from upheld.rules.wording import number_words, seconds_words, share_words
from upheld.rules.worth import owed, worth_of, worth_words
from upheld.wording import joined, say

_STEP: Mapping[str, str] = MappingProxyType(
    {
        "commenced": say("commenced step"), "full": say("full step"), "exact": say("exact step"),
        "unstated": say("step"),
    }
)  # fmt: skip
_STEPS: Mapping[str, str] = MappingProxyType(
    {"commenced": say("commenced steps"), "full": say("full steps"), "exact": say("steps")}
)


class Terms(CreditTerms):
    """The credit of a step, its size, how steps are counted, and the most that they come to."""

    credit: WorthWord
    per: EdgeWord
    steps: Open[Literal["commenced", "full", "exact"]] = UNSTATED
    start: EdgeWord | None = Field(
        default=None, alias="from", description="Where counting begins, if not at the target or at zero."
    )
    up_to: WorthWord | None = None

    @model_validator(mode="after")
    def of_one_kind(self) -> Self:
        """Steps have a size; their start and their most are of the same kind as they are."""
        if not isinstance(self.per, Share | Length) or edge_value(self.per) <= 0:
            raise ValueError("`per` is a share such as 0.1% or a length such as 1 hour, above zero")
        if self.start is not None and type(self.start) is not type(self.per):
            raise ValueError("`from` must be of the same kind as `per`: both shares, or both lengths")
        if self.up_to is not None and type(self.up_to) is not type(self.credit):
            raise ValueError("`up_to` must be of the same kind as `credit`")
        if len(self.currencies()) > 1:
            raise ValueError("`up_to` must be of the same currency as `credit`")
        return self

    def gives(self) -> Gives:
        """As the credit of a step."""
        return gives_of(self.credit)

    def needs_base(self) -> bool:
        """Whether the credit is a share."""
        return needs_base_for(self.credit)

    def currencies(self) -> frozenset[str]:
        """The currency of the credit, where it is an amount."""
        return currencies_of(self.credit, self.up_to)

    def questions(self) -> Iterator[tuple[Path, str]]:
        """How a step that is only begun is counted, where it is left open."""
        if isinstance(self.steps, Unstated):
            yield (
                ("steps",),
                say(
                    "Does a step that has only begun count whole (`commenced`), not at all (`full`), "
                    "or in part (`exact`)?"
                ),
            )

    def faults_against(self, target: Share, comparison: Comparison) -> Iterator[Complaint]:  # noqa: ARG002 - the edge alone does not matter
        """Counting from above the target would credit what was kept."""
        if isinstance(self.start, Share) and self.start.value > target.value:
            yield (
                ("from",),
                say("counts from {start}, above the target of {target}", start=self.start, target=target),
                say("begin at the target or below"),
            )

    def words(self) -> str:
        """As `upheld explain` says it."""
        by = say("missing uptime") if isinstance(self.per, Share) else say("downtime")
        start = say(" counted from {start}", start=self.start) if self.start is not None else ""
        most = say(", up to {worth}", worth=worth_words(self.up_to)) if self.up_to is not None else ""
        return say(
            "{worth} for each {step} of {per} of {by}{start}{most}",
            worth=worth_words(self.credit),
            step=_STEP[str(self.steps)],
            per=self.per,
            by=by,
            start=start,
            most=most,
        )


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """The credit of all steps, as far as `up_to`."""
    missed, said = _missed(shortfall, terms)
    count = _counted(missed / edge_value(terms.per), str(terms.steps))
    once, unit = worth_of(terms.credit, shortfall)
    amount = once * count
    counted = say(
        "{number} {steps} of {per}",
        number=number_words(count),
        steps=_STEPS[str(terms.steps)],
        per=terms.per,
    )
    words = [
        say(
            "{said}, is {counted}: {number} x {worth}",
            said=said,
            counted=counted,
            number=number_words(count),
            worth=worth_words(terms.credit),
        )
    ]
    if terms.up_to is not None:
        most = worth_of(terms.up_to, shortfall)[0]
        if amount > most:
            words.append(say("at most {worth}", worth=worth_words(terms.up_to)))
        amount = min(amount, most)
    return owed((amount, unit), joined(", ", words), clause=terms.clause_of("credit"))


def _missed(shortfall: Shortfall, terms: Terms) -> tuple[Fraction, str]:
    """By how much the promise was missed, from where counting begins."""
    if isinstance(terms.per, Share):
        start = edge_value(terms.start) if terms.start is not None else shortfall.target
        missed = max(Fraction(0), start - shortfall.ratio)
        return missed, say(
            "an uptime of {share}, {missed} below {start}",
            share=share_words(shortfall.ratio),
            missed=share_words(missed),
            start=share_words(start),
        )
    start = edge_value(terms.start) if terms.start is not None else Fraction(0)
    beyond = max(Fraction(0), shortfall.down - start)
    behind = say(" beyond {start}", start=terms.start) if terms.start is not None else ""
    return beyond, say("downtime of {seconds}{behind}", seconds=seconds_words(beyond), behind=behind)


def _counted(steps: Fraction, way: str) -> Fraction:
    if way == "exact":
        return steps
    return Fraction(math.ceil(steps) if way == "commenced" else math.floor(steps))
