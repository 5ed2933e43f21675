"""A share as a page shows it in few digits: cut, never rounded up, so that 100 % means all of it."""

from __future__ import annotations

from fractions import Fraction

from upheld.server.look.speaking import core_words
from upheld.wording import say_number

PLACES = 3


def percent(share: Fraction | None, places: int = PLACES) -> str:
    """`99.987 %`, `100 %`, in German `99,9 %`: at most so many places; empty where it is not known."""
    if share is None:
        return ""
    whole, rest = divmod(int(share * 100 * 10**places), 10**places)
    decimals = f"{rest:0{places}}".rstrip("0")
    return core_words(say_number(f"{whole}{'.' if decimals else ''}{decimals} %"))
