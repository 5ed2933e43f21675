"""Every account's verdict on one line: who was promised what, what they got, and what they are owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.agreements.words import Share
from upheld.availability.result import Figure
from upheld.availability.result import Verdict as VerdictWord
from upheld.availability.verdicts import Outcome, Verdict, verdicts
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
    verdict: VerdictWord
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
        notes: dict[str, None] = {}
        lines = tuple(_lines(verdicts(session.run, session.requests, session.sources), issue, notes))
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
            tuple(notes),
        )


def _lines(found: Iterable[Verdict], issue: Issue, notes: dict[str, None]) -> Iterator[Line]:
    """A line for each verdict, whose working is not kept: it may be large. `notes` collects theirs, each once."""
    for verdict in found:
        owed = verdict.working if verdict.outcome.verdict == "missed" else None
        credit = settled(owed, issue) if owed else None
        amount = money(credit.amount) if credit and credit.amount else None
        service_time = duration(credit.service_seconds) if credit and credit.service_seconds is not None else None
        yield Line(verdict.account, *_words(verdict.outcome), amount, service_time)
        notes.update(dict.fromkeys(verdict.outcome.notes))


# Most accounts share a few outcomes; the words for each are made once.
@lru_cache(maxsize=10_000)
def _words(outcome: Outcome) -> tuple[str, str, VerdictWord, Ratio | None, Ratio | None, Ratio, Duration]:
    """What a line says of an outcome: its fields from `commitment` to `down`."""
    return (
        outcome.commitment,
        outcome.label,
        outcome.verdict,
        _shown(outcome.figure, outcome.target),
        _shown(outcome.figure_without_exclusions, outcome.target),
        ratio(outcome.target.value),
        duration(outcome.down_seconds),
    )


def _shown(figure: Figure, target: Share) -> Ratio | None:
    return None if figure.ratio is None else ratio(figure.ratio, apart_from=target.value)
