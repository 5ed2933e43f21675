"""One account's October under an agreement with exclusions: what a test records, and what the rules make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.agreements_in_words import HEAD, agreement
from upheld.availability.exclusions import Exclusions, Measured, Scope, rule_exclusions
from upheld.availability.result import Excluded
from upheld.problems import Place
from upheld.rules.record import Record
from upheld.timeline import Span, Spans

ZONE = "Europe/Berlin"


def instant(text: str) -> int:
    """`2026-10-22T10:00+02:00` in epoch seconds."""
    at = datetime.fromisoformat(text)
    assert at.tzinfo is not None
    return int(at.timestamp())


def span(start: str, end: str) -> Span:
    """From one instant to another."""
    return Span(instant(start), instant(end))


OCTOBER = span("2026-10-01T00:00+02:00", "2026-11-01T00:00+01:00")
# Thursday 22 October, ten to noon by the clock in Berlin.
WINDOW = span("2026-10-22T10:00+02:00", "2026-10-22T12:00+02:00")


def record(cause: str, of: Span = WINDOW, **more: Any) -> Record:
    """A record of a cause, for every account unless it says otherwise."""
    announced = more.pop("announced", None)
    advised = more.pop("advised", None)
    return Record(
        cause,
        of,
        Place("records.yaml", 1, 1),
        announced=instant(announced) if announced else None,
        advised=instant(advised) if advised else None,
        author="Ann",
        **more,
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """An agreement's exclusions in words, and the downtime of the account `acme`."""

    exclusions: str
    down: Spans = field(default_factory=lambda: Spans.of([WINDOW]))
    account: str = "acme"
    measure: str = "api"
    period: Span = OCTOBER
    head: str = HEAD

    def ruled(self, *records: Record, measured: Mapping[str, Measured] | None = None) -> Exclusions:
        """What the rules make of these records."""
        scope = Scope(agreement(self.exclusions, self.head), self.measure, self.account, self.period, ZONE)
        return rule_exclusions(scope, self.down, records, measured or {})

    def only(self, *records: Record) -> Excluded:
        """The one exclusion that is listed."""
        (one,) = self.ruled(*records).ruled
        return one
