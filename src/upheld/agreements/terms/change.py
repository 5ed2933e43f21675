"""How the agreement itself may change, and which requests are changes rather than issues."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from upheld.agreements.terms.term import Term, Text
from upheld.agreements.words import UNSTATED, LengthWord, Open


class Changes(Term):
    """Who may change the agreement, how it is announced, and whether it may get worse for an account."""

    by: Literal["provider", "both sides"] = "provider"
    announced: Open[Literal["no", "in advance"] | LengthWord] = Field(
        default=UNSTATED, description="`no`, `in advance`, or how long before the change takes effect."
    )
    may_degrade: Open[Literal["allowed", "only with consent"]] = UNSTATED


class ChangeRequests(Term):
    """Requests that are no issue with a clock: assessed, quoted, agreed, and only then begun."""

    kinds: tuple[Text, ...] = Field(default=(), description="What is always a change request.")
    assessed_by: tuple[Text, ...] = Field(default=(), description="What is looked at before it is priced.")
    quoted: tuple[Text, ...] = Field(default=(), description="What the provider then names.")
    starts_when: Text | None = Field(default=None, description="What must be on record before work begins.")
