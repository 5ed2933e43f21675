"""`upheld explain`: terms of an agreement in plain English, each with its source."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from upheld.cli.options import AgreementFile, AsJson, Language
from upheld.wording import say, told

if TYPE_CHECKING:
    from upheld.agreements.explaining import Explained

WIDTH = 100


def explain(
    agreement: AgreementFile, term: str | None = None, /, *, language: Language = "en", as_json: AsJson = False
) -> None:
    """Say the terms of an agreement in plain English, with clause, document and decisions.

    Args:
        agreement: The agreement file (YAML).
        term: A term by its dotted path (`measures.api.slice`) or one of its words (`slice`); all where none is named.
        language: The language of the sentences; the JSON is English.
        as_json: Write the sentences as JSON.
    """
    from upheld.agreements.explaining import about_term, near_terms  # here: `--help` need not pay for reading
    from upheld.agreements.explaining import explain as sentences_of  # likewise
    from upheld.cli.refusal import refuse  # likewise
    from upheld.library import load  # likewise
    from upheld.problems import Place, Problem  # likewise

    every = sentences_of(load(agreement))
    said = every if term is None else about_term(every, term)
    if not said:
        near = " or ".join(f"`{name}`" for name in near_terms(every, term or ""))
        mend = f"did you mean {near}?" if near else "leave the term out to see them all"
        refuse([Problem(Place(agreement), term or "", "no term has this name", mend)], as_json=as_json)
    if as_json:
        print(json.dumps([_record(each) for each in said], indent=2, ensure_ascii=False))
    else:
        print("\n".join(_page(said, language, headings=term is None)))


def _page(said: tuple[Explained, ...], language: str, *, headings: bool) -> Iterator[str]:
    several = len({each.document for each in said}) > 1
    before = ""
    for each in said:
        section = each.term.partition(".")[0] if "." in each.term else "agreement"
        if headings and section != before:
            yield from ([""] if before else [])
            yield section.replace("_", " ").upper()
        before = section
        yield from _lines(each, language, with_document=several)


def _lines(each: Explained, language: str, *, with_document: bool) -> Iterator[str]:
    yield from textwrap.wrap(told(each.says, language), WIDTH)
    document = [each.document] if with_document else []
    clause = [each.clause] if each.clause else []
    unsaid = [] if each.stated else [told(say("not stated; the usual reading of Upheld"), language)]
    source = "; ".join([*clause, *unsaid, *document, f"{each.place.file}:{each.place.line}"])
    yield from _indented(f"[{each.term}] {source}")
    if each.decision is not None:
        decision = each.decision
        when = say(" on {on}", on=decision.on) if decision.on else ""
        why = f": {decision.why}" if decision.why else ""
        by = decision.by or say("somebody who is not named")
        yield from _indented(
            told(say("The text leaves this open; decided by {by}{when}{why}", by=by, when=when, why=why), language)
        )


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def _record(each: Explained) -> dict[str, object]:
    decision = each.decision
    return {
        "terms": list(each.terms), "says": each.says, "clause": each.clause, "document": each.document,
        "stated": each.stated, "file": each.place.file, "line": each.place.line, "column": each.place.column,
        "decision": decision and decision.model_dump(mode="json", include={"question", "chosen", "by", "on", "why"}),
    }  # fmt: skip
