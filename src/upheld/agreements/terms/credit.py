"""What every credit rule declares: what it gives, whether it needs a fee, and what is wrong against a target."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from upheld.agreements.terms.term import Term
from upheld.agreements.text import Path
from upheld.agreements.words import Length, Money, Share, Word, number

Complaint = tuple[Path, str, str]
"""(path of the field inside the rule, what is wrong, how to mend it)"""

Comparison = Literal["at least", "above"]
Gives = Literal["money", "service time"]

Worth = Share | Money | Length
"""What a rule gives: a share of the base fee, an amount of money, or a length of service."""

Edge = Share | Length | Fraction
"""Where a tier ends or a step is measured: a share (of uptime), a length (of downtime), or a count (of outages)."""


def parse_worth(text: str) -> Worth:
    """From `10%`, `1/30`, `50.00 EUR` or `5 days`. ValueError says what is accepted."""
    if _is_share(text):
        worth: Worth = Share.parse(text)
    elif len(parts := text.split()) == 2 and any(len(part) == 3 and part.isupper() for part in parts):
        worth = Money.parse(text)
    else:
        worth = _length(text)
    if worth_value(worth) < 0:
        raise ValueError(f"a credit of {text} would be paid by the customer")
    return worth


def parse_edge(text: str) -> Edge:
    """From `99.9%`, `4 hours` or `3`. ValueError says what is accepted."""
    if _is_share(text):
        return Share.parse(text)
    return number(text) if text.replace(".", "").isdigit() else _length(text)


def worth_value(worth: Worth) -> Fraction:
    """The share, the amount, or the seconds."""
    return Fraction(worth.amount) if isinstance(worth, Money) else edge_value(worth)


def edge_value(edge: Edge) -> Fraction:
    """The share, the seconds, or the count."""
    if isinstance(edge, Share):
        return edge.value
    return Fraction(edge.seconds or 0) if isinstance(edge, Length) else edge


def gives_of(worth: Worth) -> Gives:
    """Whether it is paid in money or in service."""
    return "service time" if isinstance(worth, Length) else "money"


def _is_share(text: str) -> bool:
    return text.endswith("%") or "/" in text


def _length(text: str) -> Length:
    length = Length.parse(text)
    if length.seconds is None:
        raise ValueError(f"{text} has no fixed length; write hours or days")
    return length


WorthWord = Annotated[Worth, Word(parse_worth, ("10%", "1/30", "50.00 EUR", "5 days"))]
EdgeWord = Annotated[Edge, Word(parse_edge, ("99.9%", "4 hours", "3"))]


class CreditTerms(Term):
    """The terms of a credit rule; a new rule says for itself what these methods tell."""

    def gives(self) -> Gives:
        """Whether the credit is money or service time."""
        return "money"

    def needs_base(self) -> bool:
        """Whether the credit is a share of a fee."""
        return False

    def currencies(self) -> frozenset[str]:
        """The currencies that the rule itself names."""
        return frozenset()

    def questions(self) -> Iterator[tuple[Path, str]]:
        """(path of the field, question) of every term that is left open and that the rule cannot do without."""
        yield from ()

    def faults_against(self, target: Share, comparison: Comparison) -> Iterator[Complaint]:  # noqa: ARG002 - for rules
        """What cannot stand beside this target; nothing by default."""
        yield from ()


def needs_base_for(*worths: Worth | None) -> bool:
    """Whether any of these is a share of a fee."""
    return any(isinstance(worth, Share) for worth in worths)


def currencies_of(*worths: Worth | None) -> frozenset[str]:
    """The currencies among these."""
    return frozenset(worth.currency for worth in worths if isinstance(worth, Money))
