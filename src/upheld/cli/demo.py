"""`upheld demo`: real records, judged by written agreements, and statements to look at."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.console import Console

    from upheld.statements.statement import Commitment, Statement


@dataclass(frozen=True, slots=True)
class Case:
    """One record and the agreement that it is judged by; file names are those of the demo's folder."""

    title: str
    about: str
    agreement: str
    source: str
    mapping: str
    period: str
    exclusions: str | None = None
    fees: str | None = None

    @property
    def command(self) -> tuple[str, ...]:
        """What a user types to make the same statement in the demo's folder."""
        options = {"--mapping": self.mapping, "--exclusions": self.exclusions, "--fees": self.fees}
        told = tuple(word for name, file in options.items() if file for word in (name, file))
        return ("upheld", "statement", self.agreement, self.source, "--period", self.period, *told)


POOLED = "all"  # the account of an agreement that judges all of them together
CASES = (
    Case(
        "A web site's log, by the Haptik agreement",
        "10,000 real requests in 84 minutes of May 2015. Three ended in an error of the server, each in a minute of "
        "its own with over a hundred others; the agreement calls a minute down above 5% of errors. A web server's log "
        "names no environment and no error code: mappings/website.yaml gives both as constants.",
        "agreements/haptik.yaml", "telemetry/website.log.gz", "mappings/website.yaml", "2015-05",
    ),
    Case(
        "An API's log, by the API2Task agreement",
        "552,201 requests of four accounts in March 2026. The log is derived: three real outages put onto the real "
        "traffic of a load balancer. One account's own software is at fault for a part, with evidence.",
        "agreements/api2task.yaml", "telemetry/odbl/api-requests.parquet", "mappings/api-requests.yaml", "2026-03",
        exclusions="exclusions.yaml",
    ),
    Case(
        "A site's probes, by an agreement made up for it",
        "The probes that saw those three outages, read as a history: between two of its rows nothing changes.",
        "agreements/probed-site.yaml", "telemetry/odbl/probes.csv", "mappings/probes.yaml", "2026-03", fees="fees.yaml",
    ),
)  # fmt: skip


def demo(
    *,
    out: Annotated[Path, Parameter(help="Folder for the files and statements.")] = Path("upheld-demo"),
    service: Annotated[
        bool, Parameter(help="Also start the service, with customers to look at.", negative="--no-service")
    ] = True,
    stay: Annotated[
        bool | None,
        Parameter(help="Keep it running until Ctrl-C; the default where a person looks on.", negative="--no-stay"),
    ] = None,
) -> int:
    """Measure the real data that ships with Upheld, write statements, and start the service with some weeks of life."""
    from rich.console import Console

    from upheld.cli.demo_files import lay_out

    console = Console(highlight=False)
    changed = lay_out(out)
    console.print(f"\nUpheld judges three records by three written agreements, all in [bold]{_safe(str(out))}[/].")
    for name in changed:
        console.print(f"  {name} is not as it shipped; it is used as it stands.", style="yellow")
    pages = [page for number, case in enumerate(CASES, 1) for page in _run(number, case, out, console)]
    _closing(out, pages, console)
    if service:
        from upheld.cli.demo_service import run_service

        run_service(out, console, stay=sys.stdin.isatty() if stay is None else stay)
    return 0


def _run(number: int, case: Case, folder: Path, console: Console) -> Iterator[Path]:
    """Judge one case, print its verdicts, write its statements, and give their pages."""
    from upheld.cli.statement_files import write_forms

    console.print(f"\n[bold]{number}  {case.title}[/]")
    console.print(case.about, style="dim")
    for each in _statements(case, folder):
        if each.account != POOLED:
            console.print(f"  {_safe(each.account)}")
        for commitment in each.commitments:
            console.print(_verdict(each, commitment), soft_wrap=True)
        yield from (path for path in write_forms(each, folder / "statements") if path.suffix == ".html")


def _statements(case: Case, folder: Path) -> Iterable[Statement]:
    """The statements of a case; they name the files as the demo's folder does, wherever that lies."""
    from upheld.library.calls import Settled, every_statement

    asked = Settled(period=case.period, mapping=folder / case.mapping, command=case.command)
    if case.exclusions:
        asked["exclusions"] = folder / case.exclusions
    if case.fees:
        asked["fees"] = folder / case.fees
    return every_statement(folder / case.agreement, folder / case.source, **asked)


def _verdict(statement: Statement, commitment: Commitment) -> str:
    """One promise on one line: kept or missed, by what figure, and what is owed for it."""
    mark = {"kept": "[green]✓[/]", "missed": "[red]✕[/]", "unknown": "[yellow]?[/]"}[commitment.verdict]
    title = f"{_safe(commitment.title)}. " if len(statement.commitments) > 1 else ""
    return f"  {mark} {title}{_safe(commitment.sentence)}{_owed(commitment)}"


def _owed(commitment: Commitment) -> str:
    credit = commitment.credit
    if credit is None or commitment.verdict != "missed":
        return ""
    if credit.amount is not None:
        return f" Owed: {credit.amount.words}."
    if credit.service_time is not None and credit.service_time.seconds:
        return f" Owed: {credit.service_time.words} of service."
    return ""


def _closing(out: Path, pages: list[Path], console: Console) -> None:
    """Where the statements are, and what to try next."""
    from upheld.cli.demo_files import in_checkout

    case = CASES[1]
    options = f"--mapping {case.mapping} --period {case.period} --commitment uptime"
    again = f"upheld measure {case.agreement} {case.source} {options}"
    why = f"{again} --account birch-studio --why 2026-03-03T06:00"
    here = (". .venv/bin/activate", f"cd {out}") if in_checkout() else (f"cd {out}",)
    console.print("\nEvery statement is there as HTML, PDF and JSON. Look at this one first:")
    console.print(f"  {pages[-1]}", markup=False, soft_wrap=True)
    console.print("\nThen ask why a minute was down:")
    for step in (*here, why):
        console.print(f"  {step}", markup=False, soft_wrap=True)
    console.print(f"\nAnd change a term: make the target in {case.agreement} 97%, and judge again:")
    console.print(f"  {again}", markup=False, soft_wrap=True)
    console.print("\nThe five-minute tour, docs/tour.md in the repository, goes on from here.\n")


def _safe(text: str) -> str:
    """Text that holds no markup and no control signs for the terminal."""
    from upheld.statements.words import visible

    return visible(text).replace("[", r"\[")
