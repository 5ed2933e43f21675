"""Lays a statement out as blocks: what comes first, what follows, and how much of a long list is printed."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.statements.commitment_sections import VERDICT_TONES, commitment_blocks
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
from upheld.statements.statement import Origin, Statement
from upheld.statements.words import count

VERDICT_WORDS = {"kept": "kept", "missed": "missed", "unknown": "not known"}


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The whole sheet, from the verdict to how it can be checked."""
    return (*_head(statement), *_overview(statement), *_commitments(statement), *_advice(statement),
            *_documents(statement), *_check(statement))  # fmt: skip


def _head(statement: Statement) -> Iterator[Block]:
    zones = dict.fromkeys(part.zone for part in statement.commitments)
    facts = [
        ("Period", statement.period_words),
        ("Time zone", ", ".join(zones)),
        ("Agreement", statement.agreement_title),
        ("Account", statement.account if statement.account != statement.account_name else ""),
        ("Issued", statement.issued or ""),
    ]
    shown = tuple((name, value) for name, value in facts if value)
    yield Title(f"{statement.provider} · service statement", statement.account_name, shown)
    yield Banner(statement.verdict, statement.sentence)


def _overview(statement: Statement) -> Iterator[Block]:
    """With several commitments, one line for each comes first."""
    if len(statement.commitments) < 2:
        return
    rows = tuple(
        (
            cell(part.title),
            cell(part.promise),
            cell(part.judged.words if part.judged else "not known"),
            cell(VERDICT_WORDS[part.verdict], tone=VERDICT_TONES[part.verdict]),
            cell(part.credit.owed if part.credit else "none"),
        )
        for part in statement.commitments
    )
    yield Table("All promises", ("Promise", "Promised", "Measured", "Verdict", "Credit"), rows)


def _commitments(statement: Statement) -> Iterator[Block]:
    for part in statement.commitments:
        yield from commitment_blocks(part, alone=len(statement.commitments) == 1)


def _advice(statement: Statement) -> Iterator[Block]:
    yield Heading(2, "What to look at")
    if not statement.advice:
        yield Paragraph("Nothing in these figures asks for attention.", "quiet")
        return
    titles = {part.name: part.title for part in statement.commitments}
    rows = tuple(
        (cell(found.finding, titles[found.commitment] if len(titles) > 1 else ""), cell(found.recommendation))
        for found in statement.advice
    )
    yield Table("Found in this account's own figures", ("Finding", "What to do"), rows)


def _documents(statement: Statement) -> Iterator[Block]:
    if not statement.documents:
        return
    rows = tuple(
        (cell(str(document.rank)), cell(document.title, document.source or ""))
        for document in sorted(statement.documents, key=lambda document: (document.rank, document.id))
    )
    yield Heading(2, "Documents of the contract")
    yield Table("Of two that differ, the lower rank goes before", ("Rank", "Document"), rows, wide=1)


def _check(statement: Statement) -> Iterator[Block]:
    origin = statement.origin
    yield Heading(2, "How to check this statement")
    if origin.command:
        yield Paragraph("The same command over the same files gives the same statement, byte for byte:")
        yield Code(origin.command)
    yield from _inputs(origin)
    yield Facts(
        (
            ("Digest of the inputs", origin.inputs_sha256),
            ("Fingerprint of this statement", statement.fingerprint),
            ("Time zone rules", f"tzdata {origin.tzdata}"),
            ("Made by", origin.product),
        )
    )
    yield Paragraph(
        "Percentages are cut off after the decimals shown, never rounded up; the JSON has the exact figures.",
        "quiet",
    )


def _inputs(origin: Origin) -> Iterator[Block]:
    if not origin.inputs:
        yield Paragraph("No input was named.", "quiet")
        return
    rows = tuple(
        (
            cell(file.name, file.sha256),
            cell(f"{file.rows:,}"),
            cell(*(f"{lines:,}: {reason}" for reason, lines in file.bad_lines or (("none", 0),))),
        )
        for file in origin.inputs
    )
    total = f"{count(origin.rows, 'row')} read, {count(origin.bad_lines, 'line')} could not be read"
    yield Table(f"Inputs: {total}", ("File, and its SHA-256", "Rows", "Unreadable lines"), rows)
