"""Answers to messages that are no case: with the reason of the agreement, and where to go instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from upheld.problems import Problem
from upheld.server.installed import installation
from upheld.server.mailin.models import ANSWERED, InboundMessage
from upheld.server.outbox.posting import Letter, post
from upheld.wording import told

ANSWERS_A_DAY = 10
_DAY = timedelta(days=1)
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "subject": "Not a case: {subject}",
            "begins": "Your message was received, and no case was opened.",
            "clause": "({clause})",
            "form": "The form for reports: {form}",
        },
        "de": {
            "subject": "Kein Fall: {subject}",
            "begins": "Ihre Nachricht ist angekommen; es wurde kein Fall eröffnet.",
            "clause": "({clause})",
            "form": "Das Formular für Meldungen: {form}",
        },
    }
)


def answer(row: InboundMessage, problems: Iterable[Problem], language: str, now: datetime) -> None:
    """Write the answer to a message that is no case, in the transaction of its verdict.

    To one address at most so many a day: whoever gets more is no person, or has read it.
    """
    # This one is not among them: its verdict is written with the answer.
    answered = InboundMessage.objects.filter(sender=row.sender, verdict=ANSWERED, received_at__gt=now - _DAY)
    if answered.count() >= ANSWERS_A_DAY:
        return
    words = _WORDS.get(language[:2].lower(), _WORDS["en"])
    why = (_line(each, words, language) for each in problems)
    lines = [words["begins"], "", *why, "", words["form"].format(form=_form())]
    payload = {
        "to": row.sender, "subject": words["subject"].format(subject=row.subject), "text": "\n".join(lines),
        "language": language,
    }  # fmt: skip
    post([Letter(f"mail-answer/{row.pk}", "mail.answer", payload)], None, now)


def _line(problem: Problem, words: Mapping[str, str], language: str) -> str:
    clause = words["clause"].format(clause=problem.clause) if problem.clause else ""
    what, mend = told(problem.what, language), told(problem.help, language)
    return " ".join(part for part in (f"{what}{'.' if mend else ''}", mend, clause) if part)


def _form() -> str:
    return f"{installation().base_url}/portal/tickets/new"
