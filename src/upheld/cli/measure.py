"""`upheld measure`: did we keep our promise, to whom, and why?"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.measuring_options import MeasuringOptions, asking, issue_of, names_accounts, needs_sources
from upheld.cli.options import AgreementFile, AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from upheld.library.statements import Issue
    from upheld.statements.statement import Statement
    from upheld.telemetry.progress import Listener


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

    Where the telemetry names several accounts, each gets its verdict in one line; name one with --account, or add
    --full, for the whole working.
    """
    needs_sources(sources)
    if why is not None:
        return _why((agreement, *options.version), sources, options, why, as_json=as_json)
    from upheld.cli.progress import progress

    issue = issue_of(agreement, options, ("upheld", "measure", agreement, *sources, "--period", options.period))
    with progress() as listener:
        if full or options.account or not names_accounts(options, sources):
            from upheld.library.statements import statements

            made = tuple(
                statements((agreement, *options.version), sources, asking(options, detail=True), issue, listener)
            )
            return _print_statements(made, options.language, as_json=as_json)
        return _verdicts(((agreement, *options.version), sources), options, issue, listener, as_json=as_json)


def _print_statements(made: Sequence[Statement], language: str, *, as_json: bool) -> int:
    """One statement as it is; several as a list."""
    from upheld.statements.canonical import canonical_text, to_json, tree

    if as_json:
        sys.stdout.write(to_json(made[0]) if len(made) == 1 else canonical_text([tree(each) for each in made]))
        return 0
    from rich.console import Console

    from upheld.statements.terminal import to_table

    console = Console(highlight=False)
    for each in made:
        to_table(each, console, language)
    return 0


def _verdicts(
    told: tuple[Sequence[str], Sequence[str]],
    options: MeasuringOptions,
    issue: Issue,
    listener: Listener | None,
    *,
    as_json: bool,
) -> int:
    """Every account on a line; where there is only one, its whole working."""
    agreement, sources = told
    from upheld.library.overview import overview
    from upheld.library.statements import statements

    found = overview(agreement, sources, asking(options, detail=False), issue, listener)
    if found.accounts == 1:
        only = replace(asking(options, detail=True), accounts=(found.lines[0].account,))
        return _print_statements(
            tuple(statements(agreement, sources, only, issue, listener)), options.language, as_json=as_json
        )
    if as_json:
        from upheld.statements.canonical import canonical_pieces

        sys.stdout.writelines(canonical_pieces(found))
    else:
        from upheld.cli.overview_table import print_overview

        print_overview(found, options.language)
    return 0


def _why(
    agreement: Sequence[str], sources: Sequence[str], options: MeasuringOptions, instant: str, *, as_json: bool
) -> int:
    from upheld.cli.why_words import print_why
    from upheld.library.measuring import explain

    for each in explain(agreement, sources, asking(options, detail=True), instant):
        print_why(each, options.language, as_json=as_json)
    return 0
