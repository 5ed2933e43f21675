"""A rule that an agreement names, in words: the rule's own where it has any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from pydantic import BaseModel

from upheld.agreements.terms.rule_use import RuleUse
from upheld.wording import joined, say, say_word


@runtime_checkable
class SaysItself(Protocol):
    """Terms of a rule that can be said in words."""

    def words(self) -> str:
        """A clause without a full stop, such as `more than 5% of its valid requests failed`."""


def rule_words(use: RuleUse) -> str:
    """A rule and its terms in words: the rule's own, or its name and fields."""
    if isinstance(use.terms, SaysItself):
        return use.terms.words()
    return say("{rule}: {terms}", rule=use.name.replace("_", " "), terms=value_words(use.terms))


def value_words(value: object) -> str:
    """A value in one line, as it could stand in the agreement."""
    if isinstance(value, RuleUse):
        return rule_words(value)
    if isinstance(value, BaseModel):
        told = {f.alias or n: getattr(value, n) for n, f in type(value).model_fields.items()}
        said = {
            name: part for name, part in told.items() if name not in {"clause", "note"} and part not in (None, (), {})
        }
        return joined(
            ", ",
            (
                say("{name} {value}", name=name.replace("_", " "), value=value_words(part))
                for name, part in said.items()
            ),
        )
    if isinstance(value, Mapping):
        return joined(", ", (say("{name} {value}", name=name, value=value_words(part)) for name, part in value.items()))
    if isinstance(value, tuple):
        return joined(", ", map(value_words, value))
    return say_word(value) if isinstance(value, str) else say("{value}", value=value)
