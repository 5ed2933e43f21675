"""A sentence about a term, and small pieces that sentences are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from upheld.agreements.agreement import Agreement
from upheld.agreements.text import Path
from upheld.wording import Said, listed


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


def quoted(words: Iterable[object]) -> str:
    """Names in backquotes, as a list."""
    return listed(f"`{word}`" for word in words)


def lowered(title: str) -> str:
    """A title inside an English sentence; other languages leave it as it is written."""
    return Said(f"{title[:1].lower()}{title[1:]}", _as_written, title)


def closed(sentence: str) -> str:
    """With a full stop, once."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _as_written(title: str, _language: str, _case: str) -> str:
    return title
