"""Operations on statements, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Line, part


class StatementRecord(Answer):
    """A statement: what it says in one sentence, and the fingerprint of all that it says."""

    number: int
    account: str | None
    agreement: str
    period: str
    verdict: str
    sentence: str
    fingerprint: str
    issued_at: str
    supersedes: int | None


class Statements:
    """Operations on statements, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_statements(self, slug: str, *, agreement: str | None = None) -> tuple[StatementRecord, ...]:
        """The statements of an account."""
        return self._line.listed(f"/accounts/{part(slug)}/statements", StatementRecord, {"agreement": agreement})

    def get_statement(self, number: int) -> StatementRecord:
        """One statement; a later one for the same period does not take its place."""
        return self._line.read(f"/statements/{part(number)}", StatementRecord, {})

    def get_statement_json(self, number: int) -> bytes:
        """The statement as JSON, as its published schema says."""
        return self._line.downloaded(f"/statements/{part(number)}/statement.json", {})

    def get_statement_html(self, number: int, *, language: Literal["en", "de"] | None = None) -> bytes:
        """The statement as one page of HTML."""
        return self._line.downloaded(f"/statements/{part(number)}/statement.html", {"language": language})

    def get_statement_pdf(self, number: int, *, language: Literal["en", "de"] | None = None) -> bytes:
        """The statement as PDF."""
        return self._line.downloaded(f"/statements/{part(number)}/statement.pdf", {"language": language})
