"""Every account's verdict on one line: who was promised what, what they got, and what they are owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from upheld.agreements.words import Share
from upheld.availability.result import Figure
from upheld.availability.verdicts import Verdict, verdicts
from upheld.library.measuring import Agreements, Asking, opened
from upheld.library.statements import Issue, settled
from upheld.statements.quantities import Amount, Duration, Ratio
from upheld.statements.words import duration, money, ratio
from upheld.timeline.zones import tzdata_version

if TYPE_CHECKING:
    from upheld.telemetry.progress import Listener


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment to one account.

    `uptime` is null where nothing is known; `credit` and `service_time` are where none is owed.
    """

    account: str
    commitment: str
    period: str
    verdict: Literal["kept", "missed", "unknown"]
    uptime: Ratio | None
    without_exclusions: Ratio | None
    target: Ratio
    down: Duration
    credit: Amount | None
    service_time: Duration | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All accounts, and what the lines rest on."""

    agreement: str
    title: str
    accounts: int
    missed: int
    lines: tuple[Line, ...]
    rows: int
    bad_lines: int
    sources: tuple[tuple[str, str], ...]
    tzdata: str
    notes: tuple[str, ...] = ()


def overview(
    agreement: Agreements, sources: Sequence[str | Path], asking: Asking, issue: Issue, progress: Listener | None = None
) -> Overview:
    """Judge every commitment for every account. Raises `upheld.Refused` with every problem found."""
    with opened(agreement, sources, replace(asking, detail=False), progress) as session:
        found = tuple(verdicts(session.run, session.requests, session.sources))
        lines = tuple(_lines(found, issue))
        text, reading = session.run.versions.latest.text, session.reading
        return Overview(
            text.agreement,
            text.title,
            len({line.account for line in lines}),
            sum(line.verdict == "missed" for line in lines),
            lines,
            reading.rows,
            reading.bad.total,
            tuple((Path(source.name).name, source.sha256 or "") for source in reading.sources),
            tzdata_version(),
            tuple(dict.fromkeys(note for verdict in found for note in verdict.notes)),
        )


def _lines(found: Sequence[Verdict], issue: Issue) -> Iterator[Line]:
    for verdict in found:
        working = verdict.working if verdict.verdict == "missed" else None
        credit = settled(working, issue) if working else None
        yield Line(
            verdict.account,
            verdict.commitment,
            verdict.label,
            verdict.verdict,
            _shown(verdict.figure, verdict.target),
            _shown(verdict.figure_without_exclusions, verdict.target),
            _target(verdict.target),
            _down(verdict.down_seconds),
            money(credit.amount) if credit and credit.amount else None,
            duration(credit.service_seconds) if credit and credit.service_seconds is not None else None,
        )


# Most accounts share a few figures; the words for each are made once.
@lru_cache(maxsize=10_000)
def _shown(figure: Figure, target: Share) -> Ratio | None:
    return None if figure.ratio is None else ratio(figure.ratio, apart_from=target.value)


@lru_cache(maxsize=100)
def _target(target: Share) -> Ratio:
    return ratio(target.value)


@lru_cache(maxsize=10_000)
def _down(seconds: int) -> Duration:
    return duration(seconds)
