"""How credits were reckoned: what the statement of a period says of each promise that was missed in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from upheld.server.figures.documents import told_by
from upheld.server.figures.models import IssuedStatement

_KEPT = 512


@dataclass(frozen=True, slots=True)
class CreditStep:
    """A step of the arithmetic in words, what it came to, and the clause by which it is done (empty: none is named)."""

    words: str
    value: str
    clause: str


@dataclass(frozen=True, slots=True)
class CreditWorked:
    """What is owed for a promise (`2 h 22 min`, `none`), the sentence that says why, its steps, and how it is claimed.

    The words are those of the statement.
    """

    owed: str
    sentence: str
    clause: str
    claim: str
    steps: tuple[CreditStep, ...]


def credits_worked(numbers: frozenset[int]) -> Mapping[tuple[int, str], CreditWorked]:
    """By the numbers of statements and the names of commitments; a statement whose file is gone says nothing."""
    rows = IssuedStatement.objects.filter(pk__in=numbers).values_list("pk", "json") if numbers else ()
    return {(pk, name): worked for pk, digest in rows for name, worked in _of_file(digest).items()}


@lru_cache(_KEPT)
def _of_file(digest: str) -> Mapping[str, CreditWorked]:
    """What the file of a digest says, which never changes."""
    try:
        told = told_by(digest)
    except (OSError, ValueError):
        return MappingProxyType({})
    return MappingProxyType(dict(_worked(told)))


def _worked(told: Any) -> Iterator[tuple[str, CreditWorked]]:
    for each in told["commitments"]:
        credit = each.get("credit")
        if credit:
            steps = tuple(CreditStep(step["words"], step["value"], step["clause"] or "") for step in credit["steps"])
            claim = (credit["claim"] or {}).get("words", "")
            yield each["name"], CreditWorked(
                credit["owed"], credit["sentence"], credit["clause"] or "", claim, steps
            )  # fmt: skip
