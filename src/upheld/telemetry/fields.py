"""The fields that a row of telemetry can have: their names, how they are kept, and which words name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "integer", "boolean", "microseconds"]

SQL_TYPES: Mapping[Kind, str] = MappingProxyType(
    {"text": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "microseconds": "BIGINT"}
)

# Columns that every relation has, in this order: `at` is epoch microseconds UTC, `n` the requests that a row stands for.
TIME, ACCOUNT, COUNT = "at", "account", "n"

# The fields of a request or a probe that an agreement may speak of; a source has some of them.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "status": "integer",
        "code": "text",
        "method": "text",
        "route": "text",
        "host": "text",
        "environment": "text",
        "stage": "text",
        "region": "text",
        "service": "text",
        "member": "text",
        "state": "text",
        "latency_us": "microseconds",
        "attempt": "integer",
        "idempotency_key": "text",
    }
)

# A latency is named with its unit; it is kept as whole microseconds, rounded down, so that sums are exact.
LATENCY_FACTORS: Mapping[str, int] = MappingProxyType(
    {"latency_s": 1_000_000, "latency_ms": 1_000, "latency_us": 1}
)

# `request` is a whole request line such as `GET /users?x=1 HTTP/1.1`; it gives the method and the route.
REQUEST_LINE = "request"
