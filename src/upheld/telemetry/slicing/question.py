"""What is asked of the telemetry for one base measure, and the answers as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from upheld.agreements.agreement import Conditions
from upheld.agreements.terms.measure import Measure
from upheld.agreements.terms.rule_use import RuleUse
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Spans


@dataclass(frozen=True, slots=True)
class Question:
    """One base measure over the slices of a grid; for one account, or for all where `account` is None.

    `stages_counted` names the feature stages whose traffic counts (None: all of it); `single_account` is the
    name of the one account that rows without an account belong to.
    """

    measure: Measure
    conditions: Conditions
    grid: SliceGrid
    rule: RuleUse | None
    rule_module: ModuleType | None
    account: str | None = None
    stages_counted: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class DownSlice:
    """A slice that is down: its start in UTC epoch seconds, valid and failed requests."""

    start: int
    valid: int
    bad: int


Key = tuple[str, str]
"""(account, member); the member is '' where a measure has none."""

Samples = Mapping[int, tuple[tuple[int, Mapping[str, str]], ...]]
"""Start of a slice -> failed requests in it: (epoch microseconds, fields as text), in order of time."""

DownSlices = Mapping[Key, tuple[DownSlice, ...]]
Traffic = Mapping[Key, Spans]


@dataclass(frozen=True, slots=True)
class RatioGroup:
    """All slices of an account with the same number of valid requests: failed requests in them, how many slices."""

    valid: int
    bad: int
    slices: int


@dataclass(frozen=True, slots=True)
class RateSlice:
    """A slice in which the measured rate of all requests is over the agreed one."""

    start: int
    total: int


class TooLargeError(ValueError):
    """Counts or latencies of the telemetry are so large that they cannot be added up exactly."""


class OtherKindError(ValueError):
    """A condition compares a field as one kind of value, and the telemetry holds another kind in it."""

    def __init__(self, name: str, compared_as: str, held_as: str) -> None:
        """Name the field, the kind that the agreement takes it for, and the kind that the telemetry holds."""
        self.field, self.compared_as, self.held_as = name, compared_as, held_as
        super().__init__(f"{name}: {compared_as}, {held_as}")


class UnknownFieldError(ValueError):
    """A condition looks at a field that the telemetry does not hold."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        """Name the fields that are missing, sorted."""
        self.fields = fields
        super().__init__(", ".join(fields))
