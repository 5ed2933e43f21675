"""Options that several commands share, so that they read and behave the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from upheld.agreements.words import Share

AsJson = Annotated[bool, Parameter(name="--json", help="Write the result as JSON.", show_default=False)]
"""`--json`; a parameter of this type is named `as_json` and is False by default."""

Language = Annotated[Literal["en", "de"], Parameter(help="The language of what people read: English or German.")]
"""`--language`; what programs read, such as JSON, is English in every one."""

AgreementFile = Annotated[str, Parameter(help="The agreement file (YAML).", show_default=False)]
"""The agreement that a command works on."""

BadRows = Annotated[str, Parameter(help="Share of rows that may be unusable before the run fails.")]
"""`--bad-rows`, read by `share_of`."""


def share_of(bad_rows: str) -> Share:
    """A share as it was given. Raises `upheld.Refused`."""
    from upheld.agreements.words import Share
    from upheld.problems import Place, Problem, Refused

    try:
        return Share.parse(bad_rows)
    except ValueError as error:
        raise Refused([Problem(Place("--bad-rows"), "", str(error))]) from None
