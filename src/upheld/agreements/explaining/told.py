"""A sentence about a term, and small pieces that sentences are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from upheld.agreements.agreement import Agreement
from upheld.agreements.text import Path


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the fields of the term that it speaks of; the first one gives its source."""

    fields: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class About:
    """The agreement and the path of the term that is told."""

    agreement: Agreement
    path: Path

    @property
    def name(self) -> str:
        """The term's own name."""
        return str(self.path[-1]) if self.path else self.agreement.text.agreement


Teller = Callable[[Any, About], Iterator[Told]]
"""(a term of one class, what it is about) -> its sentences; `Any`, since each is for the class it is listed by."""


def listed(words: Iterable[object], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    said = [str(word) for word in words]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {last} {said[-1]}" if said else ""


def quoted(words: Iterable[object], last: str = "and") -> str:
    """Names in backquotes, as a list."""
    return listed((f"`{word}`" for word in words), last)


def plural(number: int, noun: str) -> str:
    """`1 slice`, `3 slices`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def closed(sentence: str) -> str:
    """With a full stop, once."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
