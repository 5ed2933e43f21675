"""What was told when a case was opened, beside subject and description: in the words of the form that asked it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from upheld.agreements.agreement import Agreement
from upheld.server.desk.facts import instant_said, opening_of
from upheld.server.look.words import Words
from upheld.server.portal.fields import LABELS

_MOMENTS = frozenset({"began_at"})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was told: its name and its words, or the instant that it names."""

    name: Words
    value: Words
    at: datetime | None = None


def answers_shown(agreement: Agreement, told: Mapping[str, object]) -> tuple[Told, ...]:
    """The plan's questions as the opening of a ticket answers them; an answer that is none of its own as it is."""
    support, answers = agreement.text.support, opening_of(told).answers or {}
    questions = support.questions if support else {}
    return tuple(
        Told(question.ask, question.answers.get(answers[name], answers[name]))
        for name, question in questions.items()
        if name in answers
    )


def intake_shown(told: Mapping[str, object]) -> tuple[Told, ...]:
    """The fields that the agreement asks for, as the opening of a ticket tells them."""
    fields = told.get("intake")
    return tuple(_shown(fields)) if isinstance(fields, dict) else ()


def _shown(fields: Mapping[str, object]) -> Iterator[Told]:
    answers = {"yes": _("Yes"), "no": _("No")}
    for name, value in fields.items():
        if value:
            said = str(value)
            label = LABELS.get(name) or name.replace("_", " ").capitalize()
            yield Told(label, answers.get(said, said), instant_said(said) if name in _MOMENTS else None)
