"""Calendars that say nothing of public holidays."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.lint.left_open import MISSING
from upheld.agreements.terms.calendar import CalendarTerm

KIND = "holidays"


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every calendar that has closed days and does not mention holidays."""
    for name, calendar in agreement.text.calendars.items():
        if "holidays" not in calendar.model_fields_set and len(calendar.week) < 7:
            said = MISSING[CalendarTerm, "holidays"]
            yield finding(agreement, KIND, ("calendars", name, "holidays"), said)
