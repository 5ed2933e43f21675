"""The agreement that benchmarks judge requests by: a minute is down above 5% of errors, 99.9% are promised."""

from __future__ import annotations

_TEXT = """
upheld: 1
agreement: bench
title: Five minutes in a hundred
provider: Example
version: {id: "1", effective: 2025-01-01}
zone: UTC
measures:
  api:
    series: requests
    valid: NOT (status BETWEEN 400 AND 499)
    bad: status >= 500
    slice: 1 minute
    down: {error_share: {over: 5%}}
    no_traffic: up
commitments:
  uptime: {measure: api, period: PERIOD, target: 99.9%, comparison: at least, rounding: none, remedy: none}
"""


def judged_by(period: str) -> str:
    """Its text, for periods such as `calendar month` or `year`."""
    return _TEXT.replace("PERIOD", period)
