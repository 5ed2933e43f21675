"""What is wrong with a form, for the list above it: each fault once, and the field that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from upheld.server.look.fields import Field
from upheld.server.look.speaking import core_words, kept_words
from upheld.wording import joined


class Told(Protocol):
    """A problem, or what tells of one in the same words."""

    @property
    def what(self) -> str:
        """What is wrong."""

    @property
    def help(self) -> str:
        """How to mend it."""

    @property
    def clause(self) -> str:
        """The clause of the agreement that asks for it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the list: what is wrong, the clause that says so, and the id of its field; empty where it has none."""

    says: str
    clause: str = ""
    leads_to: str = ""


def faults_of(problems: Iterable[Told], fields: Iterable[Field] = (), prefix: str = "") -> Iterator[Fault]:
    """What is wrong with the fields of a form, in their order, then whatever else is; `prefix` is that of their ids.

    A field's own words stand for it where `problems` hold nothing about it.
    """
    marked = {each.name: each for each in fields if each.error}
    about: dict[str, list[Told]] = {}
    for problem in problems:
        about.setdefault(getattr(problem, "field", ""), []).append(problem)
    for name, each in marked.items():
        leads_to = f"{prefix}{each.control}"
        told = [(_words(one), one.clause) for one in about.pop(name, ())] or [(kept_words(each.error), "")]
        label = f"{each.label}: " if each.label else ""
        yield from (Fault(f"{label}{says}", clause, leads_to) for says, clause in told)
    for others in about.values():
        yield from (Fault(_words(one), one.clause) for one in others)


def in_one(problem: Told) -> str:
    """What is wrong and how to mend it, in one line; its messages are remembered."""
    return joined("; ", filter(None, (problem.what, problem.help)))


def _words(problem: Told) -> str:
    return core_words(in_one(problem))
