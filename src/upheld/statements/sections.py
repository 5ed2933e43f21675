"""Lays a statement out as blocks: what comes first, what follows, and how much of a long list is printed."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.statements.commitment_sections import VERDICT_TONES, VERDICT_WORDS, commitment_blocks
from upheld.statements.sheet import (
    Banner,
    Block,
    Code,
    Facts,
    Heading,
    Paragraph,
    Table,
    Title,
    cell,
)
from upheld.statements.statement import InputFile, Origin, Statement
from upheld.statements.words import count
from upheld.wording import say, say_number, told_values


def blocks(statement: Statement, language: str) -> tuple[Block, ...]:
    """The whole sheet in a language, from the verdict to how it can be checked."""
    sheet = (*_head(statement), *_overview(statement), *_commitments(statement), *_advice(statement),
             *_documents(statement), *_check(statement))  # fmt: skip
    return told_values(sheet, language)


def _head(statement: Statement) -> Iterator[Block]:
    zones = dict.fromkeys(part.zone for part in statement.commitments)
    facts = [
        (say("Period"), statement.period_words),
        (say("Time zone"), ", ".join(zones)),
        (say("Agreement"), statement.agreement_title),
        (say("Account"), statement.account if statement.account != statement.account_name else ""),
        (say("Issued"), statement.issued or ""),
    ]
    shown = tuple((name, value) for name, value in facts if value)
    yield Title(say("{provider} · service statement", provider=statement.provider), statement.account_name, shown)
    yield Banner(statement.verdict, VERDICT_WORDS[statement.verdict], statement.sentence)


def _overview(statement: Statement) -> Iterator[Block]:
    """With several commitments, one line for each comes first."""
    if len(statement.commitments) < 2:
        return
    rows = tuple(
        (
            cell(part.title),
            cell(part.promise),
            cell(part.judged.words if part.judged else say("not known")),
            cell(VERDICT_WORDS[part.verdict], tone=VERDICT_TONES[part.verdict]),
            cell(part.credit.owed if part.credit else say("none")),
        )
        for part in statement.commitments
    )
    yield Table(
        say("All promises"), (say("Promise"), say("Promised"), say("Measured"), say("Verdict"), say("Credit")), rows
    )


def _commitments(statement: Statement) -> Iterator[Block]:
    for part in statement.commitments:
        yield from commitment_blocks(part, alone=len(statement.commitments) == 1)


def _advice(statement: Statement) -> Iterator[Block]:
    yield Heading(2, say("What to look at"))
    if not statement.advice:
        yield Paragraph(say("Nothing in these figures asks for attention."), "quiet")
        return
    titles = {part.name: part.title for part in statement.commitments}
    rows = tuple(
        (cell(found.finding, titles[found.commitment] if len(titles) > 1 else ""), cell(found.recommendation))
        for found in statement.advice
    )
    yield Table(say("Found in this account's own figures"), (say("Finding"), say("What to do")), rows)


def _documents(statement: Statement) -> Iterator[Block]:
    if not statement.documents:
        return
    rows = tuple(
        (cell(str(document.rank)), cell(document.title, document.source or ""))
        for document in sorted(statement.documents, key=lambda document: (document.rank, document.id))
    )
    yield Heading(2, say("Documents of the contract"))
    yield Table(say("Of two that differ, the lower rank goes before"), (say("Rank"), say("Document")), rows, wide=1)


def _check(statement: Statement) -> Iterator[Block]:
    origin = statement.origin
    yield Heading(2, say("How to check this statement"))
    if origin.command:
        yield Paragraph(say("The same command over the same files gives the same statement, byte for byte:"))
        yield Code(origin.command)
    yield from _inputs(origin)
    yield Facts(
        (
            (say("Digest of the inputs"), origin.inputs_sha256),
            (say("Fingerprint of this statement"), statement.fingerprint),
            (say("Time zone rules"), say("tzdata {tzdata}", tzdata=origin.tzdata)),
            (say("Made by"), origin.product),
        )
    )
    yield Paragraph(
        say("Percentages are cut off after the decimals shown, never rounded up; the JSON has the exact figures."),
        "quiet",
    )


def _unreadable(file: InputFile) -> tuple[str, ...]:
    """How many lines of a file could not be read, for each reason."""
    told = (say("{lines:,}: {reason}", lines=lines, reason=reason) for reason, lines in file.bad_lines)
    return tuple(told) or (say("none"),)


def _inputs(origin: Origin) -> Iterator[Block]:
    if not origin.inputs:
        yield Paragraph(say("No input was named."), "quiet")
        return
    rows = tuple(
        (
            cell(file.name, file.sha256),
            cell(say_number(f"{file.rows:,}")),
            cell(*_unreadable(file)),
        )
        for file in origin.inputs
    )
    total = say(
        "{rows} read, {lines} could not be read",
        rows=count(origin.rows, "row"),
        lines=count(origin.bad_lines, "line"),
    )
    yield Table(
        say("Inputs: {total}", total=total), (say("File, and its SHA-256"), say("Rows"), say("Unreadable lines")), rows
    )
