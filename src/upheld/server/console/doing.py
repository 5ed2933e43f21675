"""From a form of a ticket's page to the act that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from django.http import QueryDict

from upheld.agreements.agreement import Agreement
from upheld.problems import Place, Problem, Refused
from upheld.server.desk.acts import BY_NOTICE, RULES, ActName, Said
from upheld.server.look.numbers import number_in
from upheld.support.events import Opening
from upheld.support.opening import priority_of
from upheld.wording import say

_LONGEST = 50_000
_OTHER = 200
_PLACE = Place("request")
FIELDS = ("text", "state", "priority", "cause", "into", "to", "queue")


@dataclass(frozen=True, slots=True)
class Form:
    """What a form asks for: its name, the act, what is wrong already, and the sequence that its writer saw."""

    name: str
    said: Said
    seen: int | None
    kept: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def form_of(told: QueryDict, agreement: Agreement, environment: str) -> Form:
    """The form that was sent. Raises `upheld.Refused` for no act, too long a text, or answers without a priority."""
    name = told.get("form", "")
    kept = {key: _written_once(value) for key, value in told.items() if isinstance(value, str)}
    if len(kept.get("text", "")) > _LONGEST:
        # Not cut: what is left might say something else, and it goes to a customer.
        what = say("at most {count} characters", count=_LONGEST)
        raise Refused([Problem(_PLACE, "text", what, code="too long")])
    seen = told.get("seen", "")
    expected = number_in(seen)
    return Form(name, _said(name, kept, agreement, environment), expected, kept)


def _written_once(value: str) -> str:
    """What was written, as its page counts it: browsers send two characters for the end of a line."""
    return value.replace("\r\n", "\n")


def _said(name: str, told: dict[str, str], agreement: Agreement, environment: str) -> Said:
    if name == "priority":
        text = told.get("text", "")
        return Said("priority", {"priority": _priority(told, agreement, environment), "text": text})
    if name in {"reply", "call", "solve"}:
        return _written(name, told)
    if name not in RULES:
        raise Refused([Problem(_PLACE, "form", "the form asks for nothing that we know", code="unknown form")])
    rule = RULES[cast("ActName", name)]
    takes = {rule.detail, *rule.needs, *rule.beside} & set(FIELDS)
    fields: dict[str, str] = {each: told.get(each, "")[: None if each == "text" else _OTHER] for each in takes}
    # People know tickets by their numbers, and write them as they read them: 34 or #34.
    if name == "link" and (number := number_in(_plain(fields["to"]))) is not None:
        fields["to"] = f"ticket/{number}"
    if name == "merge":
        fields["into"] = _plain(fields["into"])
    return Said(cast("ActName", name), fields)


def _plain(number: str) -> str:
    return number.strip().removeprefix("#").strip()


def _written(name: str, told: dict[str, str]) -> Said:
    """What reaches the customer by somebody's words: a message, a call, a solution."""
    text = told.get("text", "")
    if name == "reply":
        if told.get("acknowledges"):
            return Said("acknowledge", {"how": BY_NOTICE, "text": text})
        return Said("message", {"how": BY_NOTICE, "text": text, "notice": told.get("notice", "")[:_OTHER]})
    if name == "call":
        return Said("acknowledge" if told.get("acknowledges") else "message", {"how": "call logged", "text": text})
    act = told.get("act", "resolve")
    return Said(
        cast("ActName", act if act in {"resolve", "fix", "work_around"} else "resolve"),
        {"how": BY_NOTICE, "text": text},
    )


def _priority(told: dict[str, str], agreement: Agreement, environment: str) -> str:
    """The priority that is named, or that the answers lead to, as when a ticket is opened."""
    answers = {
        key.removeprefix("answers."): value for key, value in told.items() if key.startswith("answers.") and value
    }
    opening = Opening(told.get("priority", ""), answers or None, environment)
    found, problems = priority_of(agreement, opening)
    if found is None:
        raise Refused(problems)
    return found
