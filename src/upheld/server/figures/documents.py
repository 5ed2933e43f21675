"""Statements as documents: in English the bytes that were kept, in other languages printed from what was kept."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Literal

from upheld.server.figures.models import IssuedStatement
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.statements.html_page import to_html
from upheld.statements.kept import from_json
from upheld.statements.pdf import to_pdf

Form = Literal["html", "pdf"]
_PRINTED = 32


def document(row: IssuedStatement, form: Form, language: str) -> bytes:
    """A statement in a language. Raises FileNotFoundError where its file is gone."""
    spoken = language.partition("-")[0]
    if spoken == "en":
        return kept(installation().data_dir, row.html if form == "html" else row.pdf)
    return _printed(row.json, form, spoken)


def told_by(digest: str) -> Any:
    """What the statement of a digest tells, as its published JSON has it.

    Raises FileNotFoundError where its file is gone, ValueError where it has been changed.
    """
    return json.loads(kept(installation().data_dir, digest))


@lru_cache(_PRINTED)
def _printed(digest: str, form: Form, language: str) -> bytes:
    """The file of a digest never changes, and so does not what is printed from it."""
    statement = from_json(kept(installation().data_dir, digest).decode())
    return to_html(statement, language).encode() if form == "html" else to_pdf(statement, language=language)
