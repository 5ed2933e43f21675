"""Holds when the customer had been given advice before, which it then did not follow.

    conditions:
      advised: {}

The record says what was advised (`advice`) and when (`advised`), and that must lie before the recorded time begins;
with `at_least`, so long before that there was time to follow it.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.words import LengthWord
from upheld.rules.record import Facts, Record, Ruling
from upheld.rules.wording import instant_words
from upheld.wording import say


class Terms(ConditionTerms):
    """How long before the advice must have been given; at any time before where nothing is said."""

    at_least: LengthWord | None = Field(default=None, description="Time to follow the advice, on the clock.")

    @model_validator(mode="after")
    def on_the_clock(self) -> Self:
        """The time to follow advice has a fixed length."""
        if self.at_least is not None and self.at_least.seconds is None:
            raise ValueError(f"{self.at_least} has no fixed length; write hours or days")
        return self

    def words(self) -> str:
        """As `upheld explain` says it."""
        before = say("at least {at_least} before", at_least=self.at_least) if self.at_least else say("before")
        return say("the customer had been advised {before} and did not follow the advice", before=before)


def judge(record: Record, terms: Terms, facts: Facts) -> Ruling:
    """Whether advice is on record that was given in time."""
    if not record.advice.strip() or record.advised is None:
        return Ruling(holds=False, reason=say("the advice given to the customer, and when, is not on record"))
    said = say("advised {instant}: {advice}", instant=instant_words(record.advised, facts.zone), advice=record.advice)
    room = terms.at_least.seconds or 0 if terms.at_least else 1
    if record.advised <= record.span.start - room:
        return Ruling(holds=True, reason=said)
    wanted = say("{at_least} before", at_least=terms.at_least) if terms.at_least else say("before")
    return Ruling(
        holds=False, reason=say("{said}; that is not {wanted} the recorded time began", said=said, wanted=wanted)
    )
