"""What `measure` and `statement` share: their options, read into what the library asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from upheld.cli.options import Language
from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.library.measuring import Asking
    from upheld.library.statements import Issue
    from upheld.remedies.granted import Granted
    from upheld.telemetry.limits import Limits


FIRST_PRESENT, LAST_PRESENT = 1970, 2200


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class MeasuringOptions:
    """Options of every command that measures."""

    period: Annotated[str, Parameter(help="As the agreement counts it: 2026-10, 2026-Q3, 2026-W07, 2026-10-17 ...")]
    account: Annotated[
        tuple[str, ...], Parameter(help="Only this account; may be given several times.", negative="")
    ] = ()
    commitment: Annotated[
        tuple[str, ...], Parameter(help="Only this commitment; may be given several times.", negative="")
    ] = ()
    version: Annotated[
        tuple[str, ...],
        Parameter(help="A further version of the agreement (file); may be given several times.", negative=""),
    ] = ()
    mapping: Annotated[str | None, Parameter(help="File that names which field is the time, account, route ...")] = None
    exclusions: Annotated[str | None, Parameter(help="File of exclusions (YAML, JSON or CSV).")] = None
    fees: Annotated[str | None, Parameter(help="File of fees, for credits (YAML, JSON or CSV).")] = None
    granted: Annotated[str | None, Parameter(help="File of credits granted before, for caps (YAML, JSON or CSV).")] = (
        None
    )
    quarantine: Annotated[str | None, Parameter(help="Write every line that could not be read to this file.")] = None
    bad_lines: Annotated[str, Parameter(help="The largest share of unreadable lines that a figure may rest on.")] = "1%"
    memory: Annotated[int, Parameter(help="Memory for the engine in MB; it uses the disk beyond it.")] = 512
    parquet: Annotated[
        Literal["reencode", "confine", "decode", "probe", "trust"] | None,
        Parameter(help="How foreign Parquet is made sure of; `trust` skips it, for files of your own making."),
    ] = None
    now: Annotated[str | None, Parameter(help="Take this instant as the present (ISO, with offset).")] = None
    language: Language = "en"


def asking(options: MeasuringOptions, *, detail: bool) -> Asking:
    """What the library is asked; raises Refused with every fault of the options and the files they name."""
    from upheld.library.gathering import gathering
    from upheld.library.inputs import records_in
    from upheld.library.measuring import Asking

    with gathering() as gather:
        limits = gather(lambda: _limits(options))
        now = gather(lambda: _instant(options.now))
        records = gather(lambda: records_in(options.exclusions))
    return Asking(
        options.period,
        options.account or None,
        options.commitment,
        options.mapping,
        records[0],
        now[0],
        detail,
        Path(options.quarantine) if options.quarantine else None,
        limits[0],
    )


def names_accounts(options: MeasuringOptions, sources: Sequence[str]) -> bool:
    """Whether the telemetry may name several accounts: a store may, of files the mapping says in which field."""
    from upheld.library.inputs import mapping_in

    if any(Path(source).is_dir() for source in sources):
        return True
    mapping = mapping_in(options.mapping)
    return mapping is not None and mapping.account is not None and mapping.account.field is not None


def needs_sources(sources: Sequence[str]) -> None:
    """Refuse to measure nothing."""
    if not sources:
        raise Refused([Problem(Place("upheld"), "", "no telemetry was named", "name files, globs or a store")])


def _limits(options: MeasuringOptions) -> Limits:
    from upheld.agreements.words import Share
    from upheld.telemetry.limits import Limits

    problems: list[Problem] = []
    share = Fraction(0)
    try:
        share = Share.parse(options.bad_lines).value
    except ValueError as error:
        problems.append(Problem(Place("--bad-lines"), "", str(error)))
    if not 128 <= options.memory <= 1_000_000:
        problems.append(Problem(Place("--memory"), "", f"{options.memory} MB is not between 128 and 1000000 MB"))
    if problems:
        raise Refused(problems)
    return Limits(memory=options.memory * 1024 * 1024, bad_share=share, parquet=options.parquet)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not FIRST_PRESENT <= at.year < LAST_PRESENT:
        what = f"`{text}` is not an instant of our time with its offset"
        raise Refused([Problem(Place("--now"), "", what, "write 2026-10-31T08:00:00Z")])
    return at


def issue_of(agreement: str, options: MeasuringOptions, command: Sequence[str]) -> Issue:
    """How statements are issued; raises Refused with every fault of the files of fees and of credits granted before."""
    from upheld.library import load_versions
    from upheld.library.gathering import gathering
    from upheld.library.inputs import fees_in, granted_in
    from upheld.library.statements import Issue

    def granted_before() -> tuple[Granted, ...] | None:
        return granted_in(options.granted, load_versions(agreement).latest) if options.granted else None

    with gathering() as gather:
        fees, granted = gather(lambda: fees_in(options.fees)), gather(granted_before)
    return Issue(fees[0], granted[0], None, (*command, *_repeated(options)))


def _repeated(options: MeasuringOptions) -> Iterator[str]:
    """The options as they are written on the command line, so that the statement says how to make it again."""
    single = {
        "mapping": options.mapping,
        "exclusions": options.exclusions,
        "fees": options.fees,
        "granted": options.granted,
    }
    several = {"account": options.account, "commitment": options.commitment, "version": options.version}
    for name, value in single.items():
        yield from (f"--{name}", value) if value else ()
    for name, values in several.items():
        for value in values:
            yield from (f"--{name}", value)
