"""What does not count against the provider, and on which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from upheld.agreements.terms.rule_use import ExclusionConditions
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.text import Path
from upheld.agreements.words import UNSTATED, Open

Effect = Literal["leaves both sides", "counts as up", "counts as down"]


class ConditionTerms(Term):
    """The terms of one condition of an exclusion.

    `shown_by` says what shows that it holds: somebody's record, or the traffic itself.
    """

    shown_by: ClassVar[Literal["record", "traffic"]] = "record"

    def questions(self) -> Iterator[tuple[Path, str]]:
        """(path of the field, question) of every term that is left open and that the condition cannot do without."""
        yield from ()


class Exclusion(Term):
    """A cause whose time is excluded, its effect on the figure, and the conditions of the exclusion (all must hold)."""

    title: Text
    effect: Open[Effect] = UNSTATED
    covers: Literal["downtime", "whole time"] = Field(
        default="downtime",
        description="Only downtime inside the recorded time is taken out, or the recorded time as a whole.",
    )
    scope: Literal["any", "one account"] = Field(
        default="any", description="`one account`: a record must name its account."
    )
    measures: tuple[Name, ...] = Field(default=(), description="Measures it applies to; all where none is named.")
    tickets: bool = Field(default=True, description="Whether a ticket of this cause leaves the support figures.")
    conditions: ExclusionConditions = ()
