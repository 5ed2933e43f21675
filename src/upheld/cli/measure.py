"""`upheld measure`: did we keep our promise, to whom, and why?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.measuring_options import MeasuringOptions, asking, issue_of, needs_sources
from upheld.cli.options import AgreementFile, AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from upheld.library.statements import Issue
    from upheld.statements.statement import Statement


def measure(
    agreement: AgreementFile,
    /,
    *sources: Annotated[str, Parameter(help="Telemetry: files, globs, or one store.")],
    options: MeasuringOptions,
    why: Annotated[str | None, Parameter(help="Explain the slice at this instant (2026-10-17T11:08).")] = None,
    full: Annotated[bool, Parameter(help="Every account in full, not only one line each.", show_default=False)] = False,
    as_json: AsJson = False,
) -> int:
    """Measure the availability of a period exactly as the agreement defines it.

    Every account gets its verdict in one line; name one with --account, or add --full, for the whole working.
    """
    needs_sources(sources)
    if why is not None:
        return _why((agreement, *options.version), sources, options, why, as_json=as_json)
    from upheld.cli.progress import progress  # noqa: PLC0415 - `--help` need not pay for it

    issue = issue_of(options, ("upheld", "measure", agreement, *sources, "--period", options.period))
    with progress() as listener:
        if full or options.account:
            from upheld.library.statements import statements  # noqa: PLC0415 - likewise

            made = tuple(statements((agreement, *options.version), sources, asking(options, detail=True), issue, listener))
            return _print_statements(made, as_json=as_json)
        return _verdicts((agreement, *options.version), sources, options, issue, as_json=as_json)


def _print_statements(made: Sequence[Statement], *, as_json: bool) -> int:
    """One statement as it is; several as a list."""
    from upheld.statements.canonical import canonical_text, to_json, tree  # noqa: PLC0415 - likewise

    if as_json:
        sys.stdout.write(to_json(made[0]) if len(made) == 1 else canonical_text([tree(each) for each in made]))
        return 0
    from rich.console import Console  # noqa: PLC0415 - likewise

    from upheld.statements.terminal import to_table  # noqa: PLC0415 - likewise

    console = Console(highlight=False)
    for each in made:
        to_table(each, console)
    return 0


def _verdicts(
    agreement: Sequence[str], sources: Sequence[str], options: MeasuringOptions, issue: Issue, *, as_json: bool
) -> int:
    from upheld.library.overview import overview  # noqa: PLC0415 - likewise

    found = overview(agreement, sources, asking(options, detail=False), issue)
    if as_json:
        from upheld.statements.canonical import canonical_text  # noqa: PLC0415 - likewise

        sys.stdout.write(canonical_text(found))
    else:
        from upheld.cli.overview_table import print_overview  # noqa: PLC0415 - likewise

        print_overview(found)
    return 0


def _why(
    agreement: Sequence[str], sources: Sequence[str], options: MeasuringOptions, instant: str, *, as_json: bool
) -> int:
    from upheld.cli.why_words import print_why  # noqa: PLC0415 - likewise
    from upheld.library.measuring import explain  # noqa: PLC0415 - likewise

    for each in explain(agreement, sources, asking(options, detail=True), instant):
        print_why(each, as_json=as_json)
    return 0
