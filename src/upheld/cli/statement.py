"""`upheld statement`: the statement of one account or of all, as JSON, HTML and PDF files."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from upheld.cli.measuring_options import MeasuringOptions, asking, issue_of, needs_sources
from upheld.cli.options import AgreementFile

if TYPE_CHECKING:
    from upheld.statements.statement import Statement

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
    from dataclasses import replace  # noqa: PLC0415 - `--help` need not pay for what only runs need

    from upheld.cli.progress import progress  # noqa: PLC0415 - likewise
    from upheld.library.statements import statements  # noqa: PLC0415 - likewise

    needs_sources(sources)
    issue = issue_of(options, ("upheld", "statement", agreement, *sources, "--period", options.period))
    with progress() as listener:
        made = tuple(
            statements(
                (agreement, *options.version), sources, asking(options, detail=True),
                replace(issue, issued=issued), listener,
            )
        )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    names = _file_names(made, options.period)
    for each, name in zip(made, names, strict=True):
        print(each.sentence)
        for one in form:
            ending = "txt" if one == "text" else one
            print(f"  {_write(out / f'{name}.{ending}', _rendered(each, one))}")
    return 0


def _rendered(made: Statement, form: Form) -> bytes:
    if form == "pdf":
        from upheld.statements.pdf import to_pdf  # noqa: PLC0415 - likewise

        return to_pdf(made)
    if form == "html":
        from upheld.statements.html_page import to_html  # noqa: PLC0415 - likewise

        return to_html(made).encode()
    if form == "json":
        from upheld.statements.canonical import to_json  # noqa: PLC0415 - likewise

        return to_json(made).encode()
    from upheld.statements.terminal import to_text  # noqa: PLC0415 - likewise

    return to_text(made).encode()


def _file_names(made: tuple[Statement, ...], period: str) -> list[str]:
    """One safe file name per account; accounts whose names come out the same are numbered."""
    seen: dict[str, int] = {}
    names = []
    for each in made:
        safe = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{each.agreement}-{each.account}-{period}").strip("-.")[:120]
        seen[safe.lower()] = seen.get(safe.lower(), 0) + 1
        names.append(safe if seen[safe.lower()] == 1 else f"{safe}-{seen[safe.lower()]}")
    return names


def _write(path: Path, content: bytes) -> Path:
    """Write all of a file or none of it: a reader never sees half a statement."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".upheld-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
    return path
