"""A fault before its place is known: the path of the term, what is wrong, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upheld.agreements.text import Path
from upheld.wording import Said, SaidError, changed, say


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the term at `path`."""

    path: Path
    what: str
    help: str = ""


def advised(path: Path, said: object) -> Fault:
    """A fault from a message that gives its advice after a semicolon, as those of zones and holidays do."""
    what, mend = (said.what, said.mend) if isinstance(said, SaidError) else str(said).partition("; ")[::2]
    return Fault(path, what, changed(mend, _begun_small) if isinstance(mend, Said) else _begun_small(mend))


def _begun_small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def unknown_name(path: Path, kind: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
    """A fault where `name` is not among the known names of its kind."""
    names = sorted(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        listed = ", ".join(names) or say("none yet")
        hint = say("did you mean `{near}`?", near=near[0]) if near else say("known: {listed}", listed=listed)
        yield Fault(path, say("no {kind} is named `{name}`", kind=kind, name=name), hint)
