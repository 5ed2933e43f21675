"""What measuring gives: one judged commitment for one account and period, with everything that led to its figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from upheld.agreements.words import Share
from upheld.timeline.spans import Span, Spans

Verdict = Literal["kept", "missed", "unknown"]
Unit = Literal["seconds", "slices", "requests"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A request that failed, as evidence: instant in UTC epoch microseconds, and its fields as text."""

    at: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SliceEvidence:
    """One slice that was down: [start, end) in UTC epoch seconds, its counts, and the members that were down in it."""

    span: Span
    valid: int
    bad: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Downtime:
    """One outage: its span, the seconds that count after exclusions, and its evidence.

    `slices` holds at most the first 1,440 slices, `slice_count` all of them; `samples` at most 5 requests.
    For histories of states there are no counts: `valid` and `bad` are None. `silent_before` are the seconds since the
    outage before, where nothing was heard in all of them: so far as anybody knows, the two may have been one.
    """

    span: Span
    counted_seconds: int
    excluded_seconds: int
    slice_count: int
    valid: int | None
    bad: int | None
    slices: tuple[SliceEvidence, ...] = ()
    samples: tuple[Sample, ...] = ()
    members: tuple[str, ...] = ()
    silent_before: int | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """One exclusion as ruled: what was recorded or measured, whether it holds and why, and the time it took out.

    `cause` is its name in the agreement, `record` the recorder's own reference. `span` is the time claimed;
    `taken` is the time it took out of the judged time; `seconds` is `taken.total`. Where two exclusions cover the same
    second, the first in order of the agreement takes it. `effect` as in the agreement.
    """

    cause: str
    title: str
    clause: str | None
    effect: str
    span: Span
    holds: bool
    reasons: tuple[str, ...]
    taken: Spans
    seconds: int
    record: str = ""
    account: str | None = None
    author: str = ""
    evidence: tuple[str, ...] = ()
    announced: int | None = None
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio kept exact: `good` of `whole`, in a unit. For a mean of slice ratios `good` is the sum of the ratios."""

    good: Fraction
    whole: int
    unit: Unit

    @property
    def ratio(self) -> Fraction | None:
        """The figure itself; None where nothing was counted: unknown, neither 0 nor 100%."""
        return None if self.whole == 0 else self.good / self.whole


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of the period: seconds of each kind add up to the seconds of the day that are judged."""

    date: dt.date
    span: Span
    up: int
    down: int
    excluded: int
    unknown: int


@dataclass(frozen=True, slots=True)
class VersionPart:
    """The days of the period on which one version of the agreement is in force."""

    agreement: str
    version: str
    digest: str
    span: Span
    target: Share
    counted: int


@dataclass(frozen=True, slots=True)
class TermUsed:
    """A term that the figure rests on: its dotted path, its words, clause, document, and who decided an open one."""

    path: str
    words: str
    clause: str | None
    document: str | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A commitment judged for one account and period.

    `figure` is with exclusions, `figure_without_exclusions` without. `judged` is the ratio after the rounding that the
    agreement names, the one that is compared with `target`. `slices_total` counts the slices of the period,
    `slices_unknown` those without valid traffic (None where it was not asked for). `coverage` is the share of the
    judged time of which something is known. `strip` is the time of each kind for drawing: down, excluded, unknown.
    Where the version changes within the period, `target` is the mean of the versions' targets, weighted by time.
    `allowed_down` are the seconds of downtime that the text allows, where it states its target so; `target` is then
    the share of the judged time that this leaves.
    """

    commitment: str
    title: str
    clause: str | None
    measure: str
    account: str
    period: Span
    label: str
    zone: str
    target: Share
    comparison: Literal["at least", "above"]
    rounding: str
    figure: Figure
    figure_without_exclusions: Figure
    judged: Fraction | None
    verdict: Verdict
    slice_seconds: int
    slices_total: int
    slices_unknown: int | None
    coverage: Fraction | None
    downtime: tuple[Downtime, ...]
    exclusions: tuple[Excluded, ...]
    days: tuple[Day, ...]
    down: Spans
    excluded: Spans
    unknown: Spans
    versions: tuple[VersionPart, ...]
    terms: tuple[TermUsed, ...]
    remedy: str | None
    during: str | None = None
    notes: tuple[str, ...] = ()
    allowed_down: int | None = None

    @property
    def down_seconds(self) -> int:
        """Downtime that counts, in seconds."""
        return sum(outage.counted_seconds for outage in self.downtime)
