"""Composes a statement once, so that every form prints the same words and figures."""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from upheld.availability.result import Judgement
from upheld.remedies.result import Credit as Settled
from upheld.statements.advice import advice
from upheld.statements.canonical import canonical_text
from upheld.statements.commitments import commitment
from upheld.statements.statement import FORMAT, Commitment, Document, InputFile, Origin, Statement, Verdict
from upheld.statements.words import count, first_named, visible
from upheld.wording import listed, say


@dataclass(frozen=True, slots=True)
class Context:
    """What a statement says beside its figures.

    `issued` is printed where it is given. `command` holds the arguments of the command that makes this
    statement again. `tzdata` and `product` are the releases of the zone rules and of Upheld.
    """

    provider: str
    agreement: str
    agreement_title: str
    documents: tuple[Document, ...]
    inputs: tuple[InputFile, ...]
    tzdata: str
    product: str
    command: tuple[str, ...] = ()
    issued: dt.date | None = None
    account_title: str = ""


def compose(account: str, judgements: Sequence[Judgement], settled: Iterable[Settled], context: Context) -> Statement:
    """The statement of one account: its commitments in the order given, each with the credit of its name.

    Nothing is read from the clock or the world: the same arguments give the same statement, byte for byte.
    """
    credits_by_name = {credit.commitment: credit for credit in settled}
    parts = tuple(commitment(judged, credits_by_name.get(judged.commitment)) for judged in judgements)
    verdict = _verdict(parts)
    draft = Statement(
        format=FORMAT,
        fingerprint="",
        account=visible(account),
        account_name=first_named(context.account_title, account, say("(an account without a name)")),
        provider=visible(context.provider),
        agreement=visible(context.agreement),
        agreement_title=visible(context.agreement_title),
        period_words=_periods(parts),
        issued=None if context.issued is None else context.issued.isoformat(),
        verdict=verdict,
        sentence=_sentence(parts, verdict),
        commitments=parts,
        advice=tuple(found for judged in judgements for found in advice(judged)),
        documents=tuple(_document(document) for document in context.documents),
        origin=_origin(context),
    )
    return replace(draft, fingerprint=_sha256(canonical_text(draft)))


def _verdict(parts: Sequence[Commitment]) -> Verdict:
    """Missed where any promise was missed; known to be kept only where every one is."""
    found = {part.verdict for part in parts}
    if "missed" in found:
        return "missed"
    return "kept" if found == {"kept"} else "unknown"


def _sentence(parts: Sequence[Commitment], verdict: Verdict) -> str:
    if len(parts) == 1:
        return parts[0].sentence
    if not parts:
        return say("Not known: no commitment was judged.")
    every, period = len(parts), _periods(parts)
    if verdict == "kept":
        if every == 2:
            return say("Kept: both promises were kept in {period}.", period=period)
        return say("Kept: all {every} promises were kept in {period}.", every=every, period=period)
    unknown = sum(part.verdict == "unknown" for part in parts)
    unjudged = say("{unknown} of {every} could not be judged", unknown=unknown, every=every)
    if verdict == "unknown":
        return say(
            "Not known: {unjudged} in {period}; no promise is known to be missed.", unjudged=unjudged, period=period
        )
    titles = [part.title for part in parts if part.verdict == "missed"]
    tail = say("; {unjudged}", unjudged=unjudged) if unknown else ""
    return say(
        "Missed: {missed} of {promises} in {period} ({titles}){tail}.",
        missed=len(titles),
        promises=count(every, "promise"),
        period=period,
        titles=listed(titles),
        tail=tail,
    )


def _periods(parts: Sequence[Commitment]) -> str:
    """The periods of the commitments, each once, in order."""
    return listed(dict.fromkeys(part.period_words for part in parts)) or say("no period")


def _document(document: Document) -> Document:
    source = None if document.source is None else visible(document.source)
    return Document(visible(document.id), visible(document.title), document.rank, source)


def _origin(context: Context) -> Origin:
    inputs = tuple(
        InputFile(visible(file.name), file.sha256, file.rows,
                  tuple((visible(reason), lines) for reason, lines in file.bad_lines))
        for file in context.inputs
    )  # fmt: skip
    return Origin(
        inputs=inputs,
        inputs_sha256=_sha256("".join(f"{file.sha256}\n" for file in inputs)),
        rows=sum(file.rows for file in inputs),
        bad_lines=sum(lines for file in inputs for _, lines in file.bad_lines),
        tzdata=visible(context.tzdata),
        product=visible(context.product),
        command=visible(shlex.join(context.command)),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
