"""How availability is measured: base series, what counts, slices, when a slice is down, and what a month is worth."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from upheld.agreements.terms.rule_use import DowntimeRule
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import UNSTATED, FrozenMap, LengthWord, NumberWord, Open, ShareWord

Series = Literal["requests", "probes", "states"]
NoTraffic = Literal["up", "down", "unknown and out", "unknown and in"]
PartialSlices = Literal["dropped", "whole", "by seconds"]
Value = Literal["time", "mean of slice ratios", "ratio of totals"]


class MinimumOutage(Term):
    """Outages shorter than `length` do not count; a longer one counts whole, or only beyond that length."""

    length: LengthWord
    counts: Literal["whole", "beyond"] = "whole"


class Retries(Term):
    """How a retry is told from a first request, so that a request that succeeds only on a retry counts as failed.

    By fields alone (an idempotency key), every later request of the same fields is a retry and counts neither as valid
    nor as failed. With `within`, a request is a retry when it succeeds so soon after a failed one of the same fields;
    one that fails again counts as failed, since it cannot be told from a new request.
    """

    recognised_by: tuple[Name, ...] = Field(
        min_length=1, description="Fields that a retry shares with its first request."
    )
    within: LengthWord | None = Field(
        default=None, description="A request is a retry when it succeeds within this time after a failed one."
    )


class Combination(Term):
    """When several functions or members together are down; exactly one way is named."""

    way: Literal["any", "all", "at least", "weighted"] = Field(
        description="Down when any, all, at least k, or a weight of them is down."
    )
    count: int | None = Field(default=None, ge=1, description="k, for `at least`.")
    share: ShareWord | None = Field(
        default=None, description="For `weighted`: down when the weight of those down reaches this."
    )
    weights: FrozenMap[str, NumberWord] = Field(
        default_factory=dict, description="For `weighted`: weight of each member."
    )


class Measure(Term):
    """A figure of availability.

    Either a base measure (`series` with `valid`, `bad` and a `down` rule), or a combination `of` other measures.
    """

    title: Text | None = None
    series: Series | None = None
    service: str | None = Field(default=None, description="Only this service's traffic is looked at.")
    where: str | None = Field(default=None, description="Condition: only these rows are looked at at all.")
    valid: str | None = Field(
        default=None, description="Condition: a request that counts, e.g. `environment = 'production'`."
    )
    bad: str | None = Field(default=None, description="Condition: a valid request that failed, e.g. `status >= 500`.")
    openapi: str | None = Field(default=None, description="OpenAPI file; makes the field `documented` for conditions.")
    retries: Retries | None = None
    slice: Open[LengthWord] = UNSTATED
    down: DowntimeRule | None = None
    opens_after: int = Field(
        default=1, ge=1, le=10_000, description="Bad slices in a row that open an outage, counted from the first."
    )
    closes_after: int = Field(default=1, ge=1, le=10_000, description="Good slices in a row that close it.")
    minimum_outage: MinimumOutage | None = None
    partial_slices: Open[PartialSlices] = UNSTATED
    no_traffic: Open[NoTraffic] = UNSTATED
    members: str | None = Field(
        default=None, description="Field whose values are members, measured one by one and combined."
    )
    expected: tuple[str, ...] = Field(default=(), description="Members that exist even when they send nothing.")
    combine: Combination | None = None
    of: tuple[Name, ...] = Field(default=(), description="Measures that are combined.")
    value: Open[Value] = "time"
