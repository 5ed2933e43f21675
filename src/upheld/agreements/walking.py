"""Every term of an agreement with its path, in the order of the text; rules' own terms included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from upheld.agreements.terms.rule_use import RuleUse
from upheld.agreements.text import Path


def terms_of(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Each term (a model) at or below a value, outermost first, with its path by the names of the text."""
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from terms_of(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, RuleUse):
        yield from terms_of(value.terms, (*path, value.name))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from terms_of(part, (*path, str(key)))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            # A rule stands under its name, every other entry of a list under its number.
            yield from terms_of(part, path if isinstance(part, RuleUse) else (*path, index))
