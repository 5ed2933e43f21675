"""How urgent a clock looks: the same as it is counted above the queue."""

from __future__ import annotations

import pytest

from upheld.server.console.clocks import tone_of
from upheld.server.console.filters import SOON
from upheld.support.clock import Clock

NOW = 1_780_000_000


@pytest.mark.parametrize(
    ("due", "spent", "left", "tone"),
    [
        # 12 of 30 minutes are left, more than a fourth: but it is due within the hour.
        (NOW + 720, 1080, 720, "warn"),
        (NOW + SOON - 1, 3600, SOON - 1, "warn"),
        (NOW + SOON, 3600, SOON, "good"),
        # Three hours of sixteen are left, less than a fourth.
        (NOW + 3 * SOON, 13 * SOON, 3 * SOON, "warn"),
    ],
)
def test_a_clock_is_one_to_look_at_when_it_counts_as_due_soon(due: int, spent: int, left: int, tone: str) -> None:
    assert tone_of(Clock("7", "response", 1, "p1", "running", due=due, spent=spent, left=left), NOW) == tone
