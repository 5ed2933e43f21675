"""Limits of agreements as whole numbers, so that telemetry is compared exactly and no engine overflows."""

from __future__ import annotations

import math
from fractions import Fraction

LARGEST = 2**63 - 1
"""The largest whole number that every engine compares."""
MOST_PLACES = 9
MOST_REQUESTS = 10**15  # a least number of requests above this is a slip


def whole_part(limit: Fraction) -> int:
    """The largest whole number that is not over a limit: a whole number is over both or over neither."""
    return max(-LARGEST, min(math.floor(limit), LARGEST))


def check_places(limit: Fraction, written: str) -> None:
    """ValueError for a share or number with more decimal places, or a finer fraction, than any contract states."""
    if limit.denominator > 10 ** (MOST_PLACES + 2):
        raise ValueError(f"{written} has more than {MOST_PLACES} decimal places")
