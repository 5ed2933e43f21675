"""Writes a statement's forms into a folder: each file appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from upheld.statements.canonical import to_json
from upheld.statements.html_page import to_html
from upheld.statements.naming import file_stem
from upheld.statements.pdf import to_pdf
from upheld.statements.statement import Statement
from upheld.statements.terminal import to_text

Form = Literal["json", "html", "pdf", "text"]
ALL_FORMS: tuple[Form, ...] = ("json", "html", "pdf")

_ENDINGS: Mapping[Form, str] = MappingProxyType({"text": "txt"})
_MADE_BY: Mapping[Form, Callable[[Statement, str], bytes]] = MappingProxyType(
    {
        "json": lambda statement, _: to_json(statement).encode("utf-8"),
        "html": lambda statement, language: to_html(statement, language).encode("utf-8"),
        "pdf": lambda statement, language: to_pdf(statement, language=language),
        "text": lambda statement, language: to_text(statement, language=language).encode("utf-8"),
    }
)


def write_forms(
    statement: Statement, folder: Path, forms: Sequence[Form] = ALL_FORMS, language: str = "en"
) -> tuple[Path, ...]:
    """Write the forms as `folder/<agreement>-<account>-<period>.<form>` and say where they are.

    What people read is in the language; the JSON is English in every one.

    The folder is made where it lacks; every form is made before the first is written. Raises OSError where the
    folder cannot be written to.
    """
    stem = file_stem(statement)
    made = [(folder / f"{stem}.{_ENDINGS.get(form, form)}", _MADE_BY[form](statement, language)) for form in forms]
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made:
        _write_whole(path, content)
    return tuple(path for path, _ in made)


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the place, then move there in one step."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
