"""What the terms that a figure rests on are called in a statement: by their last name in the agreement's file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from upheld.wording import say

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "zone": say("Time zone"),
        "measure": say("What is measured"), "period": say("Period"), "target": say("Target"),
        "comparison": say("Comparison"), "rounding": say("Rounding"), "during": say("Hours that are judged"),
        "remedy": say("Remedy"),
        "series": say("Measured by"), "service": say("Service"), "where": say("Looked at is what"),
        "valid": say("A request counts where"), "bad": say("A request has failed where"),
        "retries": say("Retries"), "slice": say("Slice"), "down": say("A slice is down where"),
        "opens_after": say("Slices that open an outage"), "closes_after": say("Slices that close an outage"),
        "minimum_outage": say("Shortest outage"), "partial_slices": say("Slices cut by the period"),
        "no_traffic": say("A slice without traffic is"), "members": say("Members"), "combine": say("Combination"),
        "of": say("Combined measures"), "value": say("Counted in"),
    }
)  # fmt: skip


def term_name(path: str) -> str:
    """The words for the term of a dotted path; its last name where we have none."""
    last = path.rpartition(".")[2]
    return _NAMES.get(last, last.replace("_", " "))
