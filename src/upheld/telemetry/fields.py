"""The fields that a row of telemetry can have: their names, how they are kept, and which words name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from upheld.telemetry import sql

# Columns that every relation has, in this order: `at` is epoch microseconds UTC, `n` how many requests a row is.
TIME, ACCOUNT, COUNT = "at", "account", "n"

# The fields of a request or a probe that an agreement may speak of; a source has some of them.
STANDARD = (
    "status", "code", "method", "route", "host", "environment", "stage", "region", "service", "member", "state",
    "latency_us", "attempt", "idempotency_key",
)  # fmt: skip

# A latency is named with its unit; it is kept as whole microseconds, rounded down, so that sums are exact.
# The numbers are powers of ten.
LATENCY_POWERS: Mapping[str, int] = MappingProxyType({"latency_s": 6, "latency_ms": 3, "latency_us": 0})

# `request` is a whole request line such as `GET /users?x=1 HTTP/1.1`; it gives the method and the route.
REQUEST_LINE = "request"


def raw_name(field: str) -> str:
    """The SQL name of a source's field before it is cast, apart from our own names."""
    return sql.name(f"in.{field}")
