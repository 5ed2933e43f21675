"""Lays one commitment out as blocks: figures, days, outages, exclusions, credit, terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from upheld.rules.wording import clause_words
from upheld.statements.drawings import bars_legend, strips_legend
from upheld.statements.moments import clock_of, clock_of_instant
from upheld.statements.quantities import Ratio
from upheld.statements.sheet import (
    Banner,
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Facts,
    Heading,
    Paragraph,
    Strips,
    Table,
    Tone,
    cell,
)
from upheld.statements.statement import Commitment, Credit, DayBar, Exclusion, Outage, Term
from upheld.statements.stretches import TOLD_AS_ONE, stretches_of, told_as_one
from upheld.statements.term_names import term_name
from upheld.statements.words import count
from upheld.wording import joined, say, say_number, say_word

MOST_ROWS = 200
"""Rows of one table that are printed; all of them are in the JSON."""

VERDICT_WORDS: Mapping[str, str] = MappingProxyType(
    {"kept": say_word("kept"), "missed": say_word("missed"), "unknown": say("not known")}
)
VERDICT_TONES: Mapping[str, Tone] = MappingProxyType({"kept": "good", "missed": "bad", "unknown": "warn"})

_ONE_ROW = 45  # so many days fit side by side; more are shown month by month
_SLICES = 3
_SAMPLES = 3
_Row = TypeVar("_Row")


def commitment_blocks(part: Commitment, *, alone: bool) -> Iterator[Block]:
    """Everything about one commitment; when it stands alone, the banner on top has said its verdict."""
    yield Heading(2, part.title, clause_words(part.clause))
    if not alone:
        yield Banner(part.verdict, VERDICT_WORDS[part.verdict], part.sentence)
    yield _cards(part)
    for note in part.notes:
        yield Paragraph(note, "quiet")
    yield from _days(part)
    yield from _outages(part)
    yield from _exclusions(part)
    if part.credit:
        yield from _credit(part.credit)
    yield from _terms(part)


def _cards(part: Commitment) -> Cards:
    down: Tone = "bad" if part.down.seconds else "good" if part.judged else "plain"
    cards = [
        Card(
            say("Measured"),
            _known(part.judged),
            say("promised {promise}", promise=part.promise),
            VERDICT_TONES[part.verdict],
        ),
        Card(say("Without exclusions"), _known(part.without_exclusions), say("the same, with nothing excluded")),
        Card(say("Downtime that counts"), part.down.words, _allowance(part), down),
        Card(say("Known"), _known(part.coverage), _unknown(part)),
    ]
    if part.credit:
        cards.append(
            Card(
                say("Owed"),
                part.credit.owed,
                (say_word(part.credit.form) if part.credit.form else "") or _uncomputed(part.credit),
            )
        )
    return Cards(tuple(cards))


def _uncomputed(credit: Credit) -> str:
    return say("no credit") if credit.owed == "none" else say("not computed, see below")


def _known(figure: Ratio | None) -> str:
    return figure.words if figure else say("not known")


def _unknown(part: Commitment) -> str:
    if part.unknown.seconds:
        return say("of the judged time; {unknown} unknown", unknown=part.unknown.words)
    whole = part.coverage is None or part.coverage.numerator == part.coverage.denominator
    return say("of the judged time") if whole else say("of the judged time; silence counts as agreed")


def _allowance(part: Commitment) -> str:
    if part.allowance is None:
        return ""
    of = (
        say(" of the {allowed} allowed", allowed=part.allowed.words)
        if part.allowed
        else say(" of what is allowed to fail")
    )
    return say("{used}{of}", used=part.allowance.words, of=of)


def _days(part: Commitment) -> Iterator[Block]:
    if not part.days:
        return
    yield Heading(3, say("Day by day"), say("times in {zone}", zone=part.zone))
    yield Bars(part.days_words, _rows_of(part.days), bars_legend(part.days))
    yield from _days_in_words(part.days)
    if part.strips:
        yield Heading(3, say("Bad days, minute by minute"), say("one row an hour"))
        yield Strips(part.strips, strips_legend(part.strips))
    if part.strips_left_out:
        yield Paragraph(say("{days} with less downtime not drawn.", days=count(part.strips_left_out, "day")), "quiet")


def _days_in_words(days: Sequence[DayBar]) -> Iterator[Block]:
    """What the bars show, for whoever cannot see them: every day on which something was not simply up."""
    told = [day for day in days if day.down.seconds or day.excluded.seconds or day.unknown.seconds]
    if not told:
        return
    rows = tuple(
        (cell(day.label), cell(day.down.words), cell(day.excluded.words), cell(day.unknown.words))
        for day in told[:_ONE_ROW]
    )
    yield Table(say("Days that were not simply up"), (say("Day"), say("Down"), say("Excluded"), say("Unknown")), rows)
    yield from _more(told, _ONE_ROW)


def _rows_of(days: Sequence[DayBar]) -> tuple[tuple[str, tuple[DayBar, ...]], ...]:
    """One row, or, for long periods, a row for each month, labelled like 2026-10."""
    if len(days) <= _ONE_ROW:
        return (("", tuple(days)),)
    months = dict.fromkeys(day.date[:7] for day in days)
    return tuple((month, tuple(day for day in days if day.date[:7] == month)) for month in months)


def _outages(part: Commitment) -> Iterator[Block]:
    stretches = stretches_of(part.outages)
    merged = say(", told as {stretches}", stretches=len(stretches)) if len(stretches) < len(part.outages) else ""
    yield Heading(
        3,
        say("Outages"),
        say("{outages}{merged}", outages=count(len(part.outages), "outage"), merged=merged) if part.outages else "",
    )
    if not part.outages:
        yield Paragraph(say("No downtime was found."), "quiet")
        return
    if merged:
        yield Paragraph(TOLD_AS_ONE, "quiet")
    headers = (say("When ({zone})", zone=part.zone), say("Counts"), say("Excluded"), say("Evidence"))
    yield Table(say("Downtime and its evidence"), headers, tuple(map(_stretch, stretches[:MOST_ROWS])), wide=3)
    yield from _more(stretches)


def _stretch(outages: Sequence[Outage]) -> tuple[Cell, ...]:
    return _outage(outages[0]) if len(outages) == 1 else told_as_one(outages)


def _outage(outage: Outage) -> tuple[Cell, ...]:
    slices = [
        say("{when}: {what}", when=clock_of(piece.stretch), what=piece.words) for piece in outage.slices[:_SLICES]
    ]
    samples = [f"{clock_of_instant(sample.at)}: {sample.words}" for sample in outage.samples[:_SAMPLES]]
    left = outage.slices_total - len(slices)
    more = say("and {slices}", slices=count(left, "more slice")) if slices and left > 0 else ""
    return (
        cell(outage.stretch.words, outage.stretch.length.words),
        cell(outage.counted.words, tone="bad" if outage.counted.seconds else "plain"),
        cell(outage.excluded.words),
        cell(outage.evidence, *slices, more, *(say("e.g. {sample}", sample=sample) for sample in samples)),
    )


def _exclusions(part: Commitment) -> Iterator[Block]:
    yield Heading(
        3, say("Exclusions"), say("{length} taken out", length=part.excluded.words) if part.exclusions else ""
    )
    if not part.exclusions:
        yield Paragraph(say("None was recorded, and none was measured."), "quiet")
        return
    headers = (say("What"), say("When ({zone})", zone=part.zone), say("Taken out"), say("Ruling"))
    rows = tuple(map(_exclusion, part.exclusions[:MOST_ROWS]))
    yield Table(say("Every exclusion, and the seconds that it took out"), headers, rows, wide=3)
    yield from _more(part.exclusions)


def _exclusion(found: Exclusion) -> tuple[Cell, ...]:
    figures = [say("{name}: {value}", name=say_word(name), value=value) for name, value in found.figures]
    evidence = [say("evidence: {piece}", piece=piece) for piece in found.evidence]
    return (
        cell(
            found.title,
            clause_words(found.clause),
            say("record {record}", record=found.record) if found.record else "",
            say("by {author}", author=found.author) if found.author else "",
            say("only for {account}", account=found.account) if found.account else "",
        ),
        cell(
            found.stretch.words,
            say("announced {announced}", announced=found.announced.words) if found.announced else "",
        ),
        cell(found.taken.words, say_number(f"{found.taken.seconds:,} s"), found.effect),
        cell(found.ruling, *found.reasons, *figures, *evidence, tone="good" if found.holds else "bad"),
    )


def _credit(credit: Credit) -> Iterator[Block]:
    yield Heading(3, say("What is owed"), clause_words(credit.clause))
    yield Paragraph(credit.sentence)
    if credit.steps:
        rows = tuple(
            (cell(str(place)), cell(step.words, clause_words(step.clause)), cell(step.value))
            for place, step in enumerate(credit.steps, 1)
        )
        yield Table(say("The working, step by step"), (say("Step"), say("What was done"), say("Value")), rows, wide=1)
    if credit.claim:
        yield Facts(tuple(_claim(credit)))


def _claim(credit: Credit) -> Iterator[tuple[str, str]]:
    claim = credit.claim
    if claim is None:
        return
    clause = clause_words(claim.clause)
    yield say("Claim"), say("{claim} ({clause})", claim=claim.words, clause=clause) if clause else claim.words
    for words, stretch in claim.within:
        yield say("In time"), say("{words}: before {end}", words=words, end=stretch.end.words)
    for piece in claim.evidence:
        yield say("With"), piece
    if claim.channel:
        yield say("To"), claim.channel


def _terms(part: Commitment) -> Iterator[Block]:
    if part.versions:
        yield Heading(3, say("Versions in force"))
        yield Facts(
            tuple(
                (
                    f"{v.agreement} {v.version}",
                    say(
                        "{stretch}; target {target}; text {digest}",
                        stretch=v.stretch.words,
                        target=v.target.words,
                        digest=v.digest,
                    ),
                )
                for v in part.versions
            )
        )
    if part.terms:
        rows = tuple(_term(term) for term in part.terms)
        yield Heading(3, say("Terms used"))
        yield Table(
            say("What the figure rests on, and where it stands"),
            (say("Term"), say("Says"), say("Source")),
            rows,
            wide=2,
        )


def _term(term: Term) -> tuple[Cell, ...]:
    """What it is called with its place in the file, what it says, and where it stands in the contract."""
    source = _source(term.clause, term.document)
    return cell(term_name(term.path), term.path), cell(term.words), cell(source, term.decision or "")


def _source(clause: str | None, document: str | None) -> str:
    return joined(", ", (piece for piece in (clause_words(clause), document) if piece)) or say("no clause named")


def _more(rows: Sequence[_Row], shown: int = MOST_ROWS) -> Iterator[Block]:
    if len(rows) > shown:
        yield Paragraph(say("{rows:,} more are in the JSON.", rows=len(rows) - shown), "quiet")
