"""Statements: what was measured, settled and composed once, account by account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from upheld.availability.run import Judged
from upheld.library.measuring import Agreements, Asking, Measurement, measure
from upheld.problems import Refused
from upheld.remedies.caps import Books
from upheld.remedies.fees import Fees
from upheld.remedies.granted import Granted
from upheld.remedies.result import Credit
from upheld.remedies.settlement import VersionInForce, settle
from upheld.statements.composition import Context, compose
from upheld.statements.statement import Document, InputFile, Statement
from upheld.timeline.days import days_of

if TYPE_CHECKING:
    from upheld.telemetry.progress import Listener


@dataclass(frozen=True, slots=True)
class Issue:
    """How statements are issued.

    The fees that credits are shares of, credits granted before (None: not handed in), the day to print, the command
    behind them, and what people call each account (nothing: the name by which it was measured).
    """

    fees: Fees = field(default_factory=Fees)
    granted: tuple[Granted, ...] | None = None
    issued: date | None = None
    command: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def statements(
    agreement: Agreements,
    sources: Sequence[str | Path],
    asking: Asking,
    issue: Issue | None = None,
    progress: Listener | None = None,
) -> Iterator[Statement]:
    """Measure, settle and compose: one statement for each account. Raises `upheld.Refused` with every problem found."""
    measured = measure(agreement, sources, asking, progress)
    yield from composed(measured, issue or Issue())


def composed(measured: Measurement, issue: Issue) -> Iterator[Statement]:
    """The statements of a measurement, account by account."""
    context = _context(measured, issue)
    for account, found in groupby(measured.judged, key=lambda judged: judged.judgement.account):
        judged = tuple(found)
        credits_owed = [settled(one, issue) for one in judged]
        named = replace(context, account_title=issue.titles.get(account, ""))
        yield compose(account, [one.judgement for one in judged], credits_owed, named)


def settled(judged: Judged, issue: Issue) -> Credit:
    """The credit for one judged commitment; without any fees handed in, the credit is left open and says so."""
    try:
        return settle(judged.judgement, tuple(_in_force(judged)), Books(issue.fees, issue.granted))
    except Refused as refused:
        if issue.fees.file or any(problem.code != "fee" for problem in refused.problems):
            raise
    return _without_fees(judged)


def _in_force(judged: Judged) -> Iterator[VersionInForce]:
    """Each version with its share of the period's days."""
    zone = judged.judgement.zone
    days = [len(days_of(part.span, zone)) for part in judged.request.parts]
    for part, count in zip(judged.request.parts, days, strict=True):
        yield VersionInForce(Fraction(count, sum(days)), part.agreement)


def _without_fees(judged: Judged) -> Credit:
    judgement = judged.judgement
    reason = "The promise was missed; the credit is a share of the fee, and no fees were handed in (--fees)."
    return Credit(judgement.commitment, judgement.remedy, None, None, None, (), None, reason)


def _context(measured: Measurement, issue: Issue) -> Context:
    text = measured.agreement.text
    return Context(
        provider=text.provider,
        agreement=text.agreement,
        agreement_title=text.title,
        documents=tuple(
            Document(d.id, d.title, d.rank, d.source) for d in sorted(text.documents, key=lambda d: d.rank)
        ),
        inputs=tuple(
            InputFile(Path(s.name).name, s.sha256 or "", s.rows, _bad(measured, s.name)) for s in measured.sources
        ),
        tzdata=measured.tzdata,
        product=f"upheld {version('upheld')}",
        command=issue.command,
        issued=issue.issued,
    )


def _bad(measured: Measurement, name: str) -> tuple[tuple[str, int], ...]:
    """Unreadable lines by reason; they are counted for all files together, and told with the first."""
    first = measured.sources[0].name if measured.sources else name
    return tuple(sorted(measured.bad.by_reason.items())) if name == first else ()
