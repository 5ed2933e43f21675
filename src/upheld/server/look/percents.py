"""A share as a page shows it in few digits: cut, never rounded up, so that 100% means all of it."""

from __future__ import annotations

from fractions import Fraction

from upheld.server.look.speaking import core_words
from upheld.wording import Said, say_percent

PLACES = 3


def percent(share: Fraction | None, places: int = PLACES) -> str:
    """`99.987%`, `100%`, in German `99,9 %`: at most so many places; empty where it is not known."""
    return "" if share is None else core_words(percent_said(share, places))


def percent_said(share: Fraction, places: int = PLACES) -> Said:
    """The same as a value of a message of the core, which is told with it."""
    whole, rest = divmod(int(share * 100 * 10**places), 10**places)
    decimals = f"{rest:0{places}}".rstrip("0")
    return say_percent(f"{whole}{'.' if decimals else ''}{decimals}")
