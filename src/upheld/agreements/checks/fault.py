"""A fault before its place is known: the path of the term, what is wrong, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upheld.agreements.text import Path
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the term at `path`."""

    path: Path
    what: str
    help: str = ""


def advised(path: Path, said: object) -> Fault:
    """A fault from a message that gives its advice after a semicolon, as those of zones and holidays do."""
    what, _, mend = str(said).partition("; ")
    return Fault(path, what, f"{mend[:1].lower()}{mend[1:]}")


def unknown_name(path: Path, kind: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
    """A fault where `name` is not among the known names of its kind."""
    names = sorted(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        listed = ", ".join(names) or say("none yet")
        hint = say("did you mean `{near}`?", near=near[0]) if near else say("known: {listed}", listed=listed)
        yield Fault(path, say("no {kind} is named `{name}`", kind=kind, name=name), hint)
