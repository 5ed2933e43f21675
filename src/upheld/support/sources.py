"""Where a term comes from: its clause, the document that rules it, and its place in the files."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at
from upheld.agreements.text import Path
from upheld.problems import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """The clause (empty where the file names none), the document and the place of a term."""

    clause: str
    document: str
    place: Place

    def __str__(self) -> str:
        """As it is cited: `4.2, second row; Support terms (support.yaml:88:9)`."""
        return f"{self.cited} ({self.place})"

    @property
    def cited(self) -> str:
        """Without the place in the files, which says nothing to who has only the contract."""
        return f"{self.clause}; {self.document}" if self.clause else self.document


def origin_of(agreement: Agreement, path: Path) -> Origin:
    """Where the term at `path` comes from, however many documents were laid over each other."""
    return Origin(clause_at(agreement, path) or "", agreement.document(path), agreement.place(path))
