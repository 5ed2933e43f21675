"""`upheld statement`: the statement of one account or of all, as JSON, HTML and PDF files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from upheld.cli.measuring_options import MeasuringOptions, asking, issue_of, needs_sources
from upheld.cli.options import AgreementFile
from upheld.problems import Place, Problem, Refused

Form = Literal["json", "html", "pdf", "text"]


def statement(
    agreement: AgreementFile,
    /,
    *sources: Annotated[str, Parameter(help="Telemetry: files, globs, or one store.")],
    options: MeasuringOptions,
    out: Annotated[Path, Parameter(help="Directory for the files; made if need be.")] = Path(),
    form: Annotated[tuple[Form, ...], Parameter(help="Which forms to write.", negative="")] = ("json", "html", "pdf"),
    issued: Annotated[dt.date | None, Parameter(help="Day of issue to print, such as 2026-11-02.")] = None,
) -> int:
    """Issue the statement of a period that shows its working, for one account or for all."""
    from dataclasses import replace

    from upheld.cli.progress import progress
    from upheld.cli.statement_files import write_forms
    from upheld.library.statements import statements
    from upheld.wording import told

    needs_sources(sources)
    if out.exists() and not out.is_dir():
        raise Refused([Problem(Place("--out"), "", f"{out} is a file", "name a directory")])
    issue = issue_of(agreement, options, ("upheld", "statement", agreement, *sources, "--period", options.period))
    with progress() as listener:
        made = tuple(
            statements(
                (agreement, *options.version), sources, asking(options, detail=True),
                replace(issue, issued=issued), listener,
            )
        )  # fmt: skip
    for each in made:
        print(told(each.sentence, options.language))
        for path in write_forms(each, out, form, options.language):
            print(f"  {path}")
    return 0
