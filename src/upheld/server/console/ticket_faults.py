"""What is wrong with a form of a ticket's page: in people's words, and beside the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upheld.problems import Problem
from upheld.server.look.faults import in_one
from upheld.server.look.fields import Field
from upheld.server.look.words import Words

_MISSING: Mapping[str, Words] = MappingProxyType(
    {
        "text": gettext_lazy("Please write something here."),
        "into": gettext_lazy("Please say in which ticket it goes on."),
        "to": gettext_lazy("Please say which ticket it is linked with."),
        "cause": gettext_lazy("Please name the cause."),
        "priority": gettext_lazy("Please choose a priority."),
    }
)
_CONTROLS = frozenset({*_MISSING, "state", "files"})


def in_words(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems as people read them: an act's name and its fields are words of the API."""
    return tuple(_in_words(each) for each in problems)


def _in_words(problem: Problem) -> Problem:
    if problem.code == "missing" and problem.field in _MISSING:
        return replace(problem, what=str(_MISSING[problem.field]))
    return (
        replace(problem, what=_("Please give the number of a ticket.")) if problem.code == "unknown link" else problem
    )


def marked_of(problems: Iterable[Problem]) -> tuple[Field, ...]:
    """The fields of the form that was sent with something wrong in them, each with all that is."""
    wrong: dict[str, list[str]] = {}
    for each in problems:
        if each.field in _CONTROLS:
            wrong.setdefault(each.field, []).append(in_one(each))
    return tuple(Field(name, "", error=" ".join(words)) for name, words in wrong.items())
