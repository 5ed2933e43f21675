"""Options that several commands share, so that they read and behave the same everywhere."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

AsJson = Annotated[bool, Parameter(name="--json", help="Write the result as JSON.", show_default=False)]
"""`--json`; a parameter of this type is named `as_json` and is False by default."""

AgreementFile = Annotated[str, Parameter(help="The agreement file (YAML).", show_default=False)]
"""The agreement that a command works on."""
