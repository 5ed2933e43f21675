"""The composed statement: one account and period, as plain values and words that each form only lays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upheld.statements.quantities import Amount, Duration, Instant, Ratio, Stretch

FORMAT = "1"
"""The version of the published form of a statement; raised when a field changes its meaning or leaves."""

Verdict = Literal["kept", "missed", "unknown"]
Kind = Literal["down", "excluded", "unknown"]
Level = Literal["unjudged", "unknown", "clear", "short", "long", "severe"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the contract; of two, the one with the lower rank goes before."""

    id: str
    title: str
    rank: int
    source: str | None = None


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """A version of the agreement and when in the period it was in force; `digest` is of its text."""

    agreement: str
    version: str
    digest: str
    stretch: Stretch
    target: Ratio
    counted: Duration


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the figure rests on: its path in the agreement, its meaning, and where it comes from."""

    path: str
    words: str
    clause: str | None
    document: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """A request that failed, as evidence: when, and its fields."""

    at: Instant
    fields: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class DownSlice:
    """One slice of time that was down, and its counts of valid and failed requests."""

    stretch: Stretch
    valid: int
    bad: int
    members: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Outage:
    """One span of downtime: how much of it counts, how much was excluded, and its evidence.

    `silent_before` is the time since the outage before, where nothing at all was heard in it.
    """

    stretch: Stretch
    counted: Duration
    excluded: Duration
    slices_total: int
    valid: int | None
    bad: int | None
    members: tuple[str, ...]
    evidence: str
    slices: tuple[DownSlice, ...]
    samples: tuple[FailedRequest, ...]
    silent_before: Duration | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One exclusion as ruled: whether it holds and why, what it covers, and the time that it took out."""

    cause: str
    title: str
    clause: str | None
    effect: str
    stretch: Stretch
    holds: bool
    ruling: str
    reasons: tuple[str, ...]
    taken: Duration
    taken_spans: tuple[Stretch, ...]
    record: str
    account: str | None
    author: str
    evidence: tuple[str, ...]
    announced: Instant | None
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DayBar:
    """One local day of the period: seconds of each kind, how bad it was, and the words of its bar."""

    date: str
    label: str
    up: Duration
    down: Duration
    excluded: Duration
    unknown: Duration
    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Minutes of a strip that are not simply up: the first minute of the day's part, and how many."""

    kind: Kind
    first: int
    minutes: int


@dataclass(frozen=True, slots=True)
class HeatStrip:
    """A bad day minute by minute. `hours` labels each row of 60 minutes: 23 or 25 where clocks change.

    `minutes` is the length of the day's part of the period; a minute is marked when any second of it is of
    that kind.
    """

    date: str
    label: str
    words: str
    hours: tuple[str, ...]
    minutes: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the working of a credit: what was done, the value after it, and the clause that says so."""

    words: str
    value: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What the customer must do to be paid; it counts when made before the end of every one of `within`."""

    required: bool
    words: str
    within: tuple[tuple[str, Stretch], ...]
    evidence: tuple[str, ...]
    channel: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed for a missed commitment, or why nothing is, with each step of the working.

    `amount` and `service_time` are null where no such credit was computed; a computed credit of nothing is
    zero.
    """

    remedy: str | None
    form: Literal["credit", "service time", "payment"] | None
    owed: str
    sentence: str
    amount: Amount | None
    service_time: Duration | None
    steps: tuple[Step, ...]
    claim: Claim | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment judged: its figures, all that led to them, and what follows.

    `measured` is the figure with exclusions, `without_exclusions` without; `judged` is `measured` after the
    rounding that the agreement names, and is what is compared with the target. `allowance` is the share that
    was used of what the promise allows to fail. Figures that are null are not known.
    """

    name: str
    title: str
    clause: str | None
    measure: str
    verdict: Verdict
    sentence: str
    period: Stretch
    period_label: str
    period_words: str
    zone: str
    during: str | None
    target: Ratio
    comparison: Literal["at least", "above"]
    promise: str
    rounding: str
    unit: Literal["seconds", "slices", "requests"]
    measured: Ratio | None
    without_exclusions: Ratio | None
    judged: Ratio | None
    allowance: Ratio | None
    allowed: Duration | None
    down: Duration
    excluded: Duration
    unknown: Duration
    slice_length: Duration
    slices_total: int
    slices_unknown: int | None
    coverage: Ratio | None
    outages: tuple[Outage, ...]
    exclusions: tuple[Exclusion, ...]
    days: tuple[DayBar, ...]
    days_words: str
    strips: tuple[HeatStrip, ...]
    strips_left_out: int
    credit: Credit | None
    versions: tuple[VersionInForce, ...]
    terms: tuple[Term, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding from the account's own figures, and what to do about it where something can be done."""

    commitment: str
    about: Literal["where downtime came from", "close to breach", "exclusions", "coverage"]
    finding: str
    recommendation: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A source that was measured: its name, SHA-256, rows read, and unreadable lines by reason."""

    name: str
    sha256: str
    rows: int
    bad_lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What the statement was made from, so that anybody can make it again and compare."""

    inputs: tuple[InputFile, ...]
    inputs_sha256: str
    rows: int
    bad_lines: int
    tzdata: str
    product: str
    command: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement for one account: the verdict, every commitment with its working, and how to check it.

    `account_name` is what people call the account; the account itself where nobody has named it otherwise.
    `fingerprint` is the SHA-256 of the statement's canonical JSON with `fingerprint` left empty.
    """

    format: str
    fingerprint: str
    account: str
    account_name: str
    provider: str
    agreement: str
    agreement_title: str
    period_words: str
    issued: str | None
    verdict: Verdict
    sentence: str
    commitments: tuple[Commitment, ...]
    advice: tuple[Advice, ...]
    documents: tuple[Document, ...]
    origin: Origin
