"""Rows of exclusions, measured figures, statements, and what was opened on their account."""

from upheld.server.figures.models.exclusions import ExclusionRecord, ExclusionWithdrawal
from upheld.server.figures.models.found import AlertTicket, Breach
from upheld.server.figures.models.measured import (
    IssuedStatement,
    MeasuredDay,
    MeasuredPeriod,
    Measurement,
    RunningDay,
    RunningPeriod,
    TelemetrySource,
)

__all__ = [
    "AlertTicket", "Breach", "ExclusionRecord", "ExclusionWithdrawal", "IssuedStatement", "MeasuredDay",
    "MeasuredPeriod", "Measurement", "RunningDay", "RunningPeriod", "TelemetrySource",
]  # fmt: skip
