"""Working hours as an agreement states them: zone, week, holidays, exceptions."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from upheld.agreements.terms.term import Term
from upheld.agreements.words import UNSTATED, FrozenMap, Open
from upheld.timeline.week_hours import Weekday


class CalendarTerm(Term):
    """Hours of work in one zone; `week` names each open day and its intervals, `08:00-18:00`."""

    zone: Open[str] = Field(
        default=UNSTATED, description="IANA zone such as Europe/Berlin, or a fixed offset such as +01:00."
    )
    week: FrozenMap[Weekday, tuple[str, ...]] = Field(
        description="Open intervals per day, e.g. mon: [08:00-12:00, 13:00-17:00]."
    )
    holidays: Open[str | tuple[dt.date, ...]] = Field(
        default=(), description="Dates, a country (and state) whose public holidays are closed, e.g. DE-BE, or `none`."
    )
    exceptions: FrozenMap[dt.date, tuple[str, ...]] = Field(
        default_factory=dict, description="Hours of single dates in place of the week's; an empty list is closed."
    )
