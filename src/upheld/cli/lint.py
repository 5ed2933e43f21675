"""`upheld lint`: what an agreement leaves open, each with its clause and the question to ask the other side."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.options import AgreementFile, AsJson, Language
from upheld.wording import message, say, say_count, told

if TYPE_CHECKING:
    from upheld.agreements.lint.finding import Finding


def lint(
    agreement: AgreementFile,
    /,
    *,
    only_open: Annotated[bool, Parameter(name="--open", show_default=False)] = False,
    strict: Annotated[bool, Parameter(show_default=False)] = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> int:
    """List what an agreement leaves open or unclear, with the questions to ask.

    Args:
        agreement: The agreement file (YAML).
        only_open: Leave out what has been decided.
        language: The language of the findings; the JSON is English.
        strict: Leave with exit code 1 while a question is open.
        as_json: Write the findings as JSON.
    """
    from upheld.agreements.lint import lint as findings_of  # here: `--help` need not pay for reading
    from upheld.library import load  # likewise

    found = findings_of(load(agreement))
    left = [each for each in found if each.is_open]
    shown = left if only_open else list(found)
    if as_json:
        records = [_record(each) for each in shown]
        print(
            json.dumps(
                {"open": len(left), "decided": len(found) - len(left), "findings": records},
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        sys.stdout.writelines(f"{told(line, language)}\n" for each in shown for line in _lines(each))
        total = _total(len(left), len(found) - len(left))
        print(told(total, language))
    return int(strict and bool(left))


def _lines(each: Finding) -> Iterator[str]:
    clause = f" ({each.clause})" if each.clause else ""
    about = f"{each.term}{clause}: " if each.term else ""
    yield say("{place}: {about}{what}", place=each.place, about=about, what=each.what)
    asked = message("    Ask: {question}") if each.is_open else message("    Asked: {question}")
    yield say(asked, question=each.question)
    yield from (f"      - {name}: {meaning}" for name, meaning in each.readings.items())
    if each.decision is not None and not each.is_open:
        yield say("    Decided {by}: {words}", by=_by(each), words=each.decision.words())


def _by(each: Finding) -> str:
    decision = each.decision
    if decision is None:
        return ""
    by = say("by {author}", author=decision.by or say("somebody who is not named"))
    return by + say(" on {on}", on=decision.on) if decision.on else by


def _record(each: Finding) -> dict[str, object]:
    decision = each.decision
    decided = decision is not None and not each.is_open
    return {
        "kind": each.kind, "term": each.term, "clause": each.clause,
        "file": each.place.file, "line": each.place.line, "column": each.place.column,
        "what": each.what, "question": each.question, "readings": dict(each.readings), "open": each.is_open,
        "decision": None if not decided or decision is None else decision.model_dump(
            mode="json", include={"chosen", "by", "on", "why"}),
    }  # fmt: skip


def _total(left: int, decided: int) -> str:
    if not left:
        return say("No open questions, {decided} decided.", decided=decided)
    return say_count(
        left,
        "{number} open question, {decided} decided.",
        "{number} open questions, {decided} decided.",
        decided=decided,
    )
