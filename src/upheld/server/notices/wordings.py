"""A provider's own wording of notices, taken only where it can hold what a notice must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.notices.composing import FIELDS, MUST_HOLD
from upheld.server.notices.filling import faults, fields_of
from upheld.server.notices.models import NoticeTemplate
from upheld.server.notices.notice import Status
from upheld.server.notices.words import languages
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class Wording:
    """How notices of a status are worded under an agreement (all where empty) in a language."""

    agreement: str
    language: str
    status: Status
    subject: str
    text: str


def word_notices(wording: Wording, actor: Actor, now: datetime) -> NoticeTemplate:
    """Use a wording from now on. Raises `upheld.Refused` with everything that is wrong with it."""
    problems = tuple(_faults(wording))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        made, _ = NoticeTemplate.objects.update_or_create(
            agreement=wording.agreement, language=wording.language, status=wording.status,
            defaults={"subject": wording.subject, "text": wording.text},
        )  # fmt: skip
        told = {"subject": wording.subject, "text": wording.text}
        note(Act("notice.word", "wording", str(made.pk), after=told), actor.id, now)
    return made


def _faults(wording: Wording) -> Iterator[Problem]:
    place = Place("request")
    if wording.language not in languages():
        known = ", ".join(languages())
        what = say("there are no words in `{language}`", language=wording.language)
        yield Problem(place, "language", what, say("known: {known}", known=known))
    if "\n" in wording.subject or "\r" in wording.subject:
        yield Problem(place, "subject", say("a subject is one line"))
    wrong = [*faults(wording.subject, FIELDS, "subject"), *faults(wording.text, FIELDS, "text")]
    yield from wrong
    lacking = () if wrong else sorted(MUST_HOLD - fields_of(wording.subject) - fields_of(wording.text))
    for name in lacking:
        shown = f"{{{name}}}"
        what, mend = say("a notice must hold {shown}", shown=shown), say("write {shown} into the text", shown=shown)
        yield Problem(place, "text", what, mend, code="missing")
