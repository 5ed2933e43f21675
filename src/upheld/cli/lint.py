"""`upheld lint`: what an agreement leaves open, each with its clause and the question to ask the other side."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.options import AgreementFile, AsJson

if TYPE_CHECKING:
    from upheld.agreements.lint.finding import Finding


def lint(
    agreement: AgreementFile,
    /,
    *,
    only_open: Annotated[bool, Parameter(name="--open", show_default=False)] = False,
    strict: Annotated[bool, Parameter(show_default=False)] = False,
    as_json: AsJson = False,
) -> int:
    """List what an agreement leaves open or unclear, with the questions to ask.

    Args:
        agreement: The agreement file (YAML).
        only_open: Leave out what has been decided.
        strict: Leave with exit code 1 while a question is open.
        as_json: Write the findings as JSON.
    """
    from upheld.agreements.lint import lint as findings_of  # here: `--help` need not pay for reading
    from upheld.library import load  # likewise

    found = findings_of(load(agreement))
    left = [each for each in found if each.is_open]
    shown = left if only_open else list(found)
    if as_json:
        told = [_record(each) for each in shown]
        print(
            json.dumps(
                {"open": len(left), "decided": len(found) - len(left), "findings": told}, indent=2, ensure_ascii=False
            )
        )
    else:
        sys.stdout.writelines(f"{line}\n" for each in shown for line in _lines(each))
        print(f"{_count(len(left), 'open question')}, {len(found) - len(left)} decided.")
    return int(strict and bool(left))


def _lines(each: Finding) -> Iterator[str]:
    clause = f" ({each.clause})" if each.clause else ""
    about = f"{each.term}{clause}: " if each.term else ""
    yield f"{each.place}: {about}{each.what}"
    yield f"    {'Ask' if each.is_open else 'Asked'}: {each.question}"
    yield from (f"      - {name}: {meaning}" for name, meaning in each.readings.items())
    if each.decision is not None and not each.is_open:
        yield f"    Decided {_by(each)}: {each.decision.words()}"


def _by(each: Finding) -> str:
    decision = each.decision
    if decision is None:
        return ""
    by = f"by {decision.by}" if decision.by else "by somebody who is not named"
    return f"{by} on {decision.on}" if decision.on else by


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


def _count(number: int, noun: str) -> str:
    return f"{'No' if number == 0 else number} {noun}{'' if number == 1 else 's'}"
