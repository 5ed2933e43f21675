"""Notices and dated duties: what must be told or done, by whom and by when."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import LengthWord


class Notice(Term):
    """What the provider tells its customers, when, how, and what it must hold."""

    title: Text
    about: Text
    at_least: LengthWord | None = Field(
        default=None, description="How long before the event, where a time is promised."
    )
    effort: Literal["promised", "reasonable efforts", "if practicable", "where appropriate"] = "promised"
    channel: tuple[Literal["e-mail", "portal", "webhook", "status page", "telephone"], ...] = ()
    to: Text | None = None
    kinds: tuple[Literal["Initial", "Update", "Resolved", "Informational", "Action Required"], ...] = ()
    must_hold: tuple[Text, ...] = ()


class Duty(Term):
    """Something owed by a date that follows from an event."""

    title: Text
    owed_by: Literal["provider", "customer"]
    binding: Literal["owed", "recommended"] = "owed"
    after: Text = Field(description="The event it follows from.")
    within: LengthWord | None = None
    before: LengthWord | None = Field(
        default=None, description="Owed so long before the event, where that is what is promised."
    )
    calendar: Name | None = None
    fulfilled_when: Text | None = None
    owner: Text | None = None
    every: LengthWord | None = Field(default=None, description="Recurs at this interval.")
    count_at_least: int | None = None
    escalates_to: Text | None = None
