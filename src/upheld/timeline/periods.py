"""Contract periods: one stretch of time that an agreement is judged over, by its kind and its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from upheld.timeline.spans import Span


class PeriodError(ValueError):
    """A period that cannot be: the message says what is wrong and which labels are accepted."""


class PeriodKind(Protocol):
    """A way to cut time into periods; `dated_periods` and `measured_periods` hold the known ones."""

    def named(self, label: str, zone_name: str) -> ContractPeriod:
        """The period of a label; PeriodError where the label is not exactly one of this kind's."""
        ...

    def containing(self, instant: int, zone_name: str) -> ContractPeriod:
        """The period of an instant (epoch seconds)."""
        ...

    def after(self, period: ContractPeriod) -> ContractPeriod:
        """The period that begins where this one ends."""
        ...

    def before(self, period: ContractPeriod) -> ContractPeriod:
        """The period that ends where this one begins."""
        ...


@dataclass(frozen=True, slots=True)
class ContractPeriod:
    """One period of a kind, such as October 2026 in Berlin; its span is in UTC epoch seconds."""

    span: Span
    label: str
    zone: str
    kind: PeriodKind

    def next(self) -> ContractPeriod:
        """The period of the same kind that follows."""
        return self.kind.after(self)

    def previous(self) -> ContractPeriod:
        """The period of the same kind before."""
        return self.kind.before(self)


def period_named(kind: PeriodKind, label: str, zone_name: str) -> ContractPeriod:
    """The period of a label in a zone: `period_named(Month(), "2026-10", "Europe/Berlin")`.

    Raises PeriodError for a label that the kind does not know, ZoneError for an unknown zone.
    """
    return kind.named(label, zone_name)


def period_containing(kind: PeriodKind, instant: int, zone_name: str) -> ContractPeriod:
    """The period in which an instant (epoch seconds) lies; for a rolling kind, the one that ends there."""
    return kind.containing(instant, zone_name)
