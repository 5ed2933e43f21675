"""A share as a page shows it in few digits: cut, never rounded up, so that 100 % means all of it."""

from __future__ import annotations

from fractions import Fraction

PLACES = 3


def percent(share: Fraction | None) -> str:
    """`99.987 %`, `100 %`, `99.9 %`: at most three places; empty where it is not known."""
    if share is None:
        return ""
    whole, rest = divmod(int(share * 100 * 10**PLACES), 10**PLACES)
    decimals = f"{rest:0{PLACES}}".rstrip("0")
    return f"{whole}{'.' if decimals else ''}{decimals} %"
