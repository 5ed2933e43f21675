"""Log lines of an AWS application load balancer, as it writes them: 12 words, then parts in quotes.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
"""

from __future__ import annotations

from collections.abc import Sequence

from upheld.telemetry.fields import raw_name

_WORDS = (
    "type", "time", "elb", "client:port", "target:port", "request_processing_time", "target_processing_time",
    "response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes",
)  # fmt: skip
# Where the quoted parts stand when a line is split at its quotes.
_QUOTED = {
    "request": "s[2]",
    "user_agent": "s[4]",
    "target_group_arn": "split_part(trim(s[5]), ' ', 3)",
    "trace_id": "s[6]",
    "domain_name": "s[8]",
    "error_reason": "s[16]",
}
NAMES = (*_WORDS, *_QUOTED)
BROKEN = "not a line of a load balancer log"


def pieces(lines: str, used: Sequence[str]) -> str:
    """One row per line: `line`, `broken`, and a column for each part in use."""
    split = "string_split(line, '\"') AS s, string_split(split_part(line, '\"', 1), ' ') AS w"
    parts = [f"{_part(field)} AS {raw_name(field)}" for field in used]
    broken = "line IS NULL OR len(s) < 6 OR len(w) <> 13 AS broken"
    return f"SELECT {', '.join(['line', broken, *parts])} FROM (SELECT line, {split} FROM ({lines}))"


def _part(field: str) -> str:
    return f"w[{_WORDS.index(field) + 1}]" if field in _WORDS else _QUOTED[field]
