"""Time is down while the recorded state is one of the named ones.

    series: states
    down: {state: {is: [down]}}

For histories of states: between two rows the state is unchanged. Time before the first row, and time in a state named
under `unknown`, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from upheld.agreements.terms.term import Term
from upheld.timeline.spans import Spans
from upheld.wording import joined, say


class Terms(Term):
    """The states that are downtime, and those that tell nothing."""

    only_with_bad: ClassVar[bool] = False
    of_states: ClassVar[bool] = True  # a rule about histories of states, not about slices of requests

    states: tuple[str, ...] = Field(default=("down",), alias="is", min_length=1)
    unknown: tuple[str, ...] = ("unknown",)

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("the recorded state is {states}", states=joined(say(" or "), self.states))


def down_and_unknown(states: Iterable[tuple[int, int, str]], terms: Terms) -> tuple[Spans, Spans]:
    """(start, end, state) in UTC epoch seconds -> the downtime, and the time of which nothing is known."""
    known = list(states)
    return _in(known, terms.states), _in(known, terms.unknown)


def _in(states: list[tuple[int, int, str]], wanted: tuple[str, ...]) -> Spans:
    return Spans.of((start, end) for start, end, state in states if state in wanted and end > start)
