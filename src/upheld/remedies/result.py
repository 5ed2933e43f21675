"""What settling gives: the credit for one judged commitment, each step of its working, and how it is claimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upheld.agreements.words import Money
from upheld.rules.shortfall import Step

__all__ = ["ClaimDeadline", "ClaimTerms", "Credit", "Step"]

Form = Literal["credit", "service time", "payment"]


@dataclass(frozen=True, slots=True)
class ClaimDeadline:
    """A claim counts when it is made before `until`; the time runs from `since` (both UTC epoch seconds)."""

    words: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What the customer must do to be paid; `deadlines` is empty where the text sets no time."""

    required: bool
    deadlines: tuple[ClaimDeadline, ...]
    evidence: tuple[str, ...]
    channel: str | None
    words: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed for one judged commitment.

    `reason` is one sentence: why this is owed, or why nothing is. `amount` and `service_seconds` are None where no such
    credit was computed (the promise was kept, nothing could be judged, no remedy is promised); a computed credit of
    nothing is zero. `steps` is the working in order: base, rule, caps, minimum, rounding.
    """

    commitment: str
    remedy: str | None
    form: Form | None
    amount: Money | None
    service_seconds: int | None
    steps: tuple[Step, ...]
    claim: ClaimTerms | None
    reason: str
    clause: str | None = None
