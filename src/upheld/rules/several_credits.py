"""What credit rules share that are made of other credit rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator

from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.credit import Comparison, Complaint, CreditTerms, Gives
from upheld.agreements.terms.rule_use import CreditRule
from upheld.agreements.text import Path
from upheld.agreements.words import Share
from upheld.rules.shortfall import Owed, Shortfall, owed_by
from upheld.wording import joined


class SeveralTerms(CreditTerms):
    """Two or more credit rules, which all give money or all give service time."""

    of: tuple[CreditRule, ...]

    @model_validator(mode="after")
    def of_one_kind(self) -> Self:
        """Money and service time cannot be compared or added, nor can two currencies."""
        if len(self.of) < 2:
            raise ValueError("name two or more rules")
        if len({part.gives() for part in self.parts()}) > 1:
            raise ValueError("some of these rules give money and some service time; keep to one")
        if len(self.currencies()) > 1:
            raise ValueError(f"these rules name several currencies: {', '.join(sorted(self.currencies()))}")
        return self

    def parts(self) -> tuple[CreditTerms, ...]:
        """The terms of the rules it is made of."""
        return tuple(use.terms for use in self.of if isinstance(use.terms, CreditTerms))

    def parts_in_words(self) -> str:
        """Its rules, each as it says itself."""
        return joined(" / ", (rule_words(use) for use in self.of))

    def gives(self) -> Gives:
        """As its rules."""
        return self.parts()[0].gives()

    def needs_base(self) -> bool:
        """Whether any of its rules does."""
        return any(part.needs_base() for part in self.parts())

    def currencies(self) -> frozenset[str]:
        """Those of its rules."""
        return frozenset(currency for part in self.parts() for currency in part.currencies())

    def questions(self) -> Iterator[tuple[Path, str]]:
        """Those of its rules."""
        for path, part in self._placed():
            yield from (((*path, *inner), question) for inner, question in part.questions())

    def _placed(self) -> Iterator[tuple[Path, CreditTerms]]:
        for at, use in enumerate(self.of):
            if isinstance(use.terms, CreditTerms):
                yield ("of", at, use.name), use.terms

    def faults_against(self, target: Share, comparison: Comparison) -> Iterator[Complaint]:
        """What its rules find wrong against a target."""
        for path, part in self._placed():
            yield from (((*path, *inner), what, mend) for inner, what, mend in part.faults_against(target, comparison))


def credits_of(shortfall: Shortfall, terms: SeveralTerms) -> tuple[Owed, ...]:
    """The credit of each rule, in their order."""
    return tuple(owed_by(use, shortfall) for use in terms.of)
