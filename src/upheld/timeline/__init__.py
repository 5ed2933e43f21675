"""Time: spans, zones, contract periods, slices and working hours. It knows nothing of agreements."""

from upheld.timeline.dated_periods import BillingMonth, Day, EveryDays, EveryMonths, Month, Quarter, Week, Year
from upheld.timeline.days import HorizonError, add_months, days_of, local_date, start_of_date
from upheld.timeline.hours import Landing, WorkingHours
from upheld.timeline.instants import (
    epoch_micros,
    epoch_seconds,
    instant_from_text,
    instant_text,
    utc_from_micros,
    utc_from_seconds,
)
from upheld.timeline.measured_periods import EveryHours, RollingDays, RollingHours
from upheld.timeline.periods import ContractPeriod, PeriodError, PeriodKind, period_containing, period_named
from upheld.timeline.slices import Piece, SliceGrid
from upheld.timeline.spans import Span, Spans
from upheld.timeline.zones import ZoneError, tzdata_version, zone, zone_names

__all__ = [
    "BillingMonth",
    "ContractPeriod",
    "Day",
    "EveryDays",
    "EveryHours",
    "EveryMonths",
    "HorizonError",
    "Landing",
    "Month",
    "PeriodError",
    "PeriodKind",
    "Piece",
    "Quarter",
    "RollingDays",
    "RollingHours",
    "SliceGrid",
    "Span",
    "Spans",
    "Week",
    "WorkingHours",
    "Year",
    "ZoneError",
    "add_months",
    "days_of",
    "epoch_micros",
    "epoch_seconds",
    "instant_from_text",
    "instant_text",
    "local_date",
    "period_containing",
    "period_named",
    "start_of_date",
    "tzdata_version",
    "utc_from_micros",
    "utc_from_seconds",
    "zone",
    "zone_names",
]
