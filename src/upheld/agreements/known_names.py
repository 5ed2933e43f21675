"""The names of terms that may stand at a place: for `did you mean` where one is unknown."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator
from typing import get_args, get_origin

from pydantic import BaseModel

from upheld.agreements.text import Path
from upheld.wording import say


def near(name: str, known: tuple[str, ...]) -> str:
    """The name that was probably meant, or all that are known."""
    found = difflib.get_close_matches(name, known, 1, cutoff=0.6)
    return say("did you mean `{found}`?", found=found[0]) if found else say("known here: ") + ", ".join(known)


def names_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The names of the terms that may stand at `path` below a model."""
    kind: object = model
    for step in path:
        kind = _below(kind, step)
    found = _model_in(kind)
    names = () if found is None else tuple(field.alias or name for name, field in found.model_fields.items())
    return tuple(sorted(names, key=lambda name: name in {"clause", "note"}))  # what every term has stands last


def _below(kind: object, step: str | int) -> object:
    model = _model_in(kind)
    if model is not None:
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        return None if field is None else field.annotation
    return next((args[-1] if get_origin(part) is not tuple else args[0] for part, args in _containers(kind)), None)


def _containers(kind: object) -> Iterator[tuple[object, tuple[object, ...]]]:
    for part in _flattened(kind):
        if get_origin(part) is not None and get_args(part):
            yield part, get_args(part)


def _model_in(kind: object) -> type[BaseModel] | None:
    return next((p for p in _flattened(kind) if isinstance(p, type) and issubclass(p, BaseModel)), None)


def _flattened(kind: object) -> Iterator[object]:
    """A type without its annotations, and the members of a union one by one."""
    args = get_args(kind)
    if hasattr(kind, "__metadata__"):
        yield from _flattened(args[0])
    elif isinstance(kind, types.UnionType) or str(get_origin(kind)) == "typing.Union":
        for member in args:
            yield from _flattened(member)
    elif kind is not None:
        yield kind
