"""A sentence about a term, and small pieces that sentences are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.rule_use import RuleUse
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


@runtime_checkable
class SaysItself(Protocol):
    """Terms of a rule that can be said in words."""

    def words(self) -> str:
        """A clause without a full stop, such as `more than 5% of its valid requests failed`."""


def rule_words(use: RuleUse) -> str:
    """A rule and its terms in words: the rule's own, or its name and fields."""
    if isinstance(use.terms, SaysItself):
        return use.terms.words()
    return f"{use.name.replace('_', ' ')}: {value_words(use.terms)}"


def value_words(value: object) -> str:
    """A value in one line, as it could stand in the agreement."""
    if isinstance(value, RuleUse):
        return rule_words(value)
    if isinstance(value, BaseModel):
        told = {f.alias or n: getattr(value, n) for n, f in type(value).model_fields.items()}
        said = {
            name: part for name, part in told.items() if name not in {"clause", "note"} and part not in (None, (), {})
        }
        return ", ".join(f"{name.replace('_', ' ')} {value_words(part)}" for name, part in said.items())
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {value_words(part)}" for name, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(value_words(part) for part in value)
    return str(value)


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
