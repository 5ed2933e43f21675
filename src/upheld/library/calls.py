"""The public calls that measure: plain arguments in, judged commitments or composed statements out.

Files are named by their paths; every fault of all of them is told at once, as one `upheld.Refused`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Required, TypedDict, Unpack

from upheld.library.gathering import gathering
from upheld.library.inputs import fees_in, granted_in, records_in
from upheld.library.measuring import Agreements, Asking, Measurement, versions_of
from upheld.library.measuring import measure as measured
from upheld.library.statements import Issue, composed
from upheld.problems import Place, Problem, Refused
from upheld.statements.statement import Statement

Names = str | Sequence[str]
Sources = str | Path | Sequence[str | Path]


class Asked(TypedDict, total=False):
    """What is measured.

    Attributes:
        period: A label of the commitments' own periods: `2026-10` for a month, `2026-Q3`, `2026-W07`, `2026-10-17`.
        account: One account or several; without it, every account that the telemetry names.
        commitment: One commitment or several; without it, every one of the agreement.
        mapping: A file that names which field of the telemetry is the time, the account, the route and so on.
        exclusions: A file of recorded exclusions (YAML, JSON or CSV).
        now: The present, aware; time after it is not judged. Without it, the clock's.
    """

    period: Required[str]
    account: Names
    commitment: Names
    mapping: str | Path
    exclusions: str | Path
    now: datetime


class Settled(Asked, total=False):
    """What is measured, and what money is computed from.

    Attributes:
        fees: A file of fees, for credits that are a share of them (YAML, JSON or CSV).
        granted: A file of credits granted before, for caps over several periods (YAML, JSON or CSV).
        issued: The day of issue to print; without it none is printed.
        command: The command to print as the way to make the statement again.
    """

    fees: str | Path
    granted: str | Path
    issued: date
    command: Sequence[str]


def measure(agreement: Agreements, sources: Sources, **asked: Unpack[Asked]) -> Measurement:
    """Judge the commitments of an agreement for a period.

    `agreement` is a file, a folder of versions, or what `upheld.load` gave; `sources` are files, globs, or one store.
    The result is iterated as judgements, each with its exact figure (`Fraction`), outages, exclusions and verdict.

        for judgement in upheld.measure("api.yaml", "october.log.gz", period="2026-10"):
            print(judgement.title, judgement.verdict, judgement.figure.ratio)

    Raises `upheld.Refused` with every problem of the agreement, the telemetry and the files named.
    """
    with gathering() as gather:
        versions = gather(lambda: versions_of(agreement))
        asking = gather(lambda: _asking(asked))
    return measured(versions[0], _listed(sources), asking[0])


def statement(agreement: Agreements, sources: Sources, **asked: Unpack[Settled]) -> Statement:
    """Measure, compute the credit, and compose the statement of one account.

    Where the telemetry names several accounts, say which one with `account`; `upheld.every_statement` gives all.

        made = upheld.statement("api.yaml", "october.log.gz", period="2026-10", account="acme", fees="fees.yaml")
        Path("acme.html").write_text(upheld.to_html(made), encoding="utf-8")

    Raises `upheld.Refused` with every problem found.
    """
    made = every_statement(agreement, sources, **asked)
    if len(made) != 1:
        names = ", ".join(each.account for each in made[:10]) or "none"
        what = f"{len(made)} accounts are in the telemetry ({names}{', ...' if len(made) > 10 else ''})"
        raise Refused([Problem(Place("account"), "", what, "name one as `account`, or call `upheld.every_statement`")])
    return made[0]


def every_statement(agreement: Agreements, sources: Sources, **asked: Unpack[Settled]) -> tuple[Statement, ...]:
    """Measure, compute the credits, and compose a statement for every account asked for.

    Takes what `upheld.statement` takes. Raises `upheld.Refused` with every problem found.
    """
    with gathering() as gather:
        versions = gather(lambda: versions_of(agreement))
        asking = gather(lambda: _asking(asked))
        fees = gather(lambda: fees_in(asked.get("fees")))
        granted = gather(lambda: granted_in(asked.get("granted"), versions[0].latest) if versions else None)
    found = measured(versions[0], _listed(sources), asking[0])
    issue = Issue(fees[0], granted[0], asked.get("issued"), tuple(asked.get("command", ())))
    return tuple(composed(found, issue))


def _asking(asked: Asked) -> Asking:
    account = asked.get("account")
    return Asking(
        asked["period"],
        None if account is None else _names(account),
        _names(asked.get("commitment", ())),
        asked.get("mapping"),
        records_in(asked.get("exclusions")),
        asked.get("now"),
    )


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _listed(sources: Sources) -> Sequence[str | Path]:
    return [sources] if isinstance(sources, str | Path) else sources
