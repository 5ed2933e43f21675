"""How one try to deliver ended, and when the next one is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Ending = Literal["delivered", "refused", "later", "unknown", "unreachable", "gone"]
"""`refused`: for good. `later`: not taken now. `unknown`: nobody knows whether it was taken. `unreachable`: the other
side is not there at all. `gone`: nothing is to be sent there any more."""

Share = Callable[[], float]
"""A random share between 0 and 1."""

SURELY_NOT_TAKEN: frozenset[Ending] = frozenset({"later", "unreachable"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended, in a word and a sentence; `wait` is how long the other side asks us to, None where it does not.

    `address_refused` says that the address itself takes no mail.
    """

    ending: Ending
    says: str = ""
    wait: timedelta | None = None
    address_refused: bool = False


# The tenth try is 75 hours and 35 minutes after the first, as the specification of Standard Webhooks proposes.
_WEBHOOK_WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
_MAIL_FIRST, _MAIL_LONGEST = timedelta(seconds=10), timedelta(minutes=30)
# A mail server that is not there is asked again soon: one try of one message tells.
_MAIL_UNREACHABLE = timedelta(minutes=1)
MAIL_KEPT = timedelta(days=3)
LONGEST_ASKED = timedelta(hours=24)


def webhook_wait(tries: int, outcome: Outcome, share: Share = random.random) -> timedelta | None:
    """How long to wait after the n-th failed try of a webhook; None where that was the last."""
    if tries > len(_WEBHOOK_WAITS):
        return None
    own = _WEBHOOK_WAITS[tries - 1] * (0.9 + share() / 5)
    return max(own, min(outcome.wait or own, LONGEST_ASKED))


def mail_wait(tries: int, age: timedelta, outcome: Outcome, share: Share = random.random) -> timedelta | None:
    """How long to wait after the n-th failed try of an e-mail of this age; None where it is given up."""
    if age >= MAIL_KEPT:
        return None
    doubled: int = 2 ** min(tries - 1, 20)
    longest = _MAIL_UNREACHABLE if outcome.ending == "unreachable" else _MAIL_LONGEST
    return min(_MAIL_FIRST * doubled, longest) * (0.75 + share() / 2)
