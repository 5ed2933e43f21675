"""Exclusions, recorded or measured -> what each takes out of the judged time, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.words import Rate
from upheld.availability.result import Excluded
from upheld.rules.record import Record
from upheld.timeline.spans import Span, Spans


@dataclass(frozen=True, slots=True)
class Scope:
    """What is judged: a measure of an agreement for one account over a period, days being counted in `zone`."""

    agreement: Agreement
    measure: str
    account: str
    period: Span
    zone: str


@dataclass(frozen=True, slots=True)
class Measured:
    """An exclusion that the traffic itself shows: the slices in which the agreed rate was exceeded.

    Each slice comes with the number of all its requests.
    """

    agreed: Rate
    slices: tuple[tuple[Span, int], ...]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The time that exclusions take: out of both sides, as up, and as down; and every exclusion as ruled.

    The three never overlap: of two exclusions of the same second the first in the order of the agreement takes it.
    """

    taken_out: Spans
    as_up: Spans
    as_down: Spans
    ruled: tuple[Excluded, ...]


def rule_exclusions(
    scope: Scope, downtime: Spans, records: Sequence[Record], measured: Mapping[str, Measured]
) -> Exclusions:
    """Rule on all exclusions of a measure, account and period; raises Refused with every question left open."""
    raise NotImplementedError
