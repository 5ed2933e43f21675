"""Lays one commitment out as blocks: figures, days, outages, exclusions, credit, terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

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
from upheld.statements.statement import Commitment, Credit, DayBar, Exclusion, Outage
from upheld.statements.stretches import TOLD_AS_ONE, stretches_of, told_as_one
from upheld.statements.words import count

MOST_ROWS = 200
"""Rows of one table that are printed; all of them are in the JSON."""

VERDICT_TONES: Mapping[str, Tone] = MappingProxyType({"kept": "good", "missed": "bad", "unknown": "warn"})

_ONE_ROW = 45  # so many days fit side by side; more are shown month by month
_SLICES = 3
_SAMPLES = 3
_Row = TypeVar("_Row")


def commitment_blocks(part: Commitment, *, alone: bool) -> Iterator[Block]:
    """Everything about one commitment; when it stands alone, the banner on top has said its verdict."""
    yield Heading(2, part.title, _clause(part.clause))
    if not alone:
        yield Banner(part.verdict, part.sentence)
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
        Card("Measured", _known(part.judged), f"promised {part.promise}", VERDICT_TONES[part.verdict]),
        Card("Without exclusions", _known(part.without_exclusions), "the same, with nothing excluded"),
        Card("Downtime that counts", part.down.words, _allowance(part), down),
        Card("Known", _known(part.coverage), _unknown(part)),
    ]
    if part.credit:
        cards.append(Card("Owed", part.credit.owed, part.credit.form or _uncomputed(part.credit)))
    return Cards(tuple(cards))


def _uncomputed(credit: Credit) -> str:
    return "no credit" if credit.owed == "none" else "not computed, see below"


def _known(figure: Ratio | None) -> str:
    return figure.words if figure else "not known"


def _unknown(part: Commitment) -> str:
    if part.unknown.seconds:
        return f"of the judged time; {part.unknown.words} unknown"
    whole = part.coverage is None or part.coverage.numerator == part.coverage.denominator
    return "of the judged time" if whole else "of the judged time; silence counts as agreed"


def _allowance(part: Commitment) -> str:
    if part.allowance is None:
        return ""
    of = f" of the {part.allowed.words} allowed" if part.allowed else " of what is allowed to fail"
    return f"{part.allowance.words}{of}"


def _days(part: Commitment) -> Iterator[Block]:
    if not part.days:
        return
    yield Heading(3, "Day by day", f"times in {part.zone}")
    yield Bars(part.days_words, _rows_of(part.days))
    yield from _days_in_words(part.days)
    if part.strips:
        yield Heading(3, "Bad days, minute by minute", "one row an hour")
        yield Strips(part.strips)
    if part.strips_left_out:
        yield Paragraph(f"{count(part.strips_left_out, 'day')} with less downtime not drawn.", "quiet")


def _days_in_words(days: Sequence[DayBar]) -> Iterator[Block]:
    """What the bars show, for whoever cannot see them: every day on which something was not simply up."""
    told = [day for day in days if day.down.seconds or day.excluded.seconds or day.unknown.seconds]
    if not told:
        return
    rows = tuple(
        (cell(day.label), cell(day.down.words), cell(day.excluded.words), cell(day.unknown.words))
        for day in told[:_ONE_ROW]
    )
    yield Table("Days that were not simply up", ("Day", "Down", "Excluded", "Unknown"), rows)
    yield from _more(told, _ONE_ROW)


def _rows_of(days: Sequence[DayBar]) -> tuple[tuple[str, tuple[DayBar, ...]], ...]:
    """One row, or, for long periods, a row for each month, labelled like 2026-10."""
    if len(days) <= _ONE_ROW:
        return (("", tuple(days)),)
    months = dict.fromkeys(day.date[:7] for day in days)
    return tuple((month, tuple(day for day in days if day.date[:7] == month)) for month in months)


def _outages(part: Commitment) -> Iterator[Block]:
    stretches = stretches_of(part.outages)
    merged = f", told as {len(stretches)}" if len(stretches) < len(part.outages) else ""
    yield Heading(3, "Outages", f"{count(len(part.outages), 'outage')}{merged}" if part.outages else "")
    if not part.outages:
        yield Paragraph("No downtime was found.", "quiet")
        return
    if merged:
        yield Paragraph(TOLD_AS_ONE, "quiet")
    headers = (f"When ({part.zone})", "Counts", "Excluded", "Evidence")
    yield Table("Downtime and its evidence", headers, tuple(map(_stretch, stretches[:MOST_ROWS])), wide=3)
    yield from _more(stretches)


def _stretch(outages: Sequence[Outage]) -> tuple[Cell, ...]:
    return _outage(outages[0]) if len(outages) == 1 else told_as_one(outages)


def _outage(outage: Outage) -> tuple[Cell, ...]:
    slices = [f"{_clock(piece.stretch.words)}: {piece.words}" for piece in outage.slices[:_SLICES]]
    samples = [f"{_clock(sample.at.words)}: {sample.words}" for sample in outage.samples[:_SAMPLES]]
    left = outage.slices_total - len(slices)
    more = f"and {count(left, 'more slice', 'more slices')}" if slices and left > 0 else ""
    return (
        cell(outage.stretch.words, outage.stretch.length.words),
        cell(outage.counted.words, tone="bad" if outage.counted.seconds else "plain"),
        cell(outage.excluded.words),
        cell(outage.evidence, *slices, more, *(f"e.g. {sample}" for sample in samples)),
    )


def _clock(words: str) -> str:
    """The words of an instant or stretch without the first date, which stands beside them already."""
    return words.partition(", ")[2]


def _exclusions(part: Commitment) -> Iterator[Block]:
    yield Heading(3, "Exclusions", f"{part.excluded.words} taken out" if part.exclusions else "")
    if not part.exclusions:
        yield Paragraph("None was recorded, and none was measured.", "quiet")
        return
    headers = ("What", f"When ({part.zone})", "Taken out", "Ruling")
    rows = tuple(map(_exclusion, part.exclusions[:MOST_ROWS]))
    yield Table("Every exclusion, and the seconds that it took out", headers, rows, wide=3)
    yield from _more(part.exclusions)


def _exclusion(found: Exclusion) -> tuple[Cell, ...]:
    figures = [f"{name}: {value}" for name, value in found.figures]
    evidence = [f"evidence: {piece}" for piece in found.evidence]
    return (
        cell(
            found.title,
            _clause(found.clause),
            f"record {found.record}" if found.record else "",
            f"by {found.author}" if found.author else "",
            f"only for {found.account}" if found.account else "",
        ),
        cell(found.stretch.words, f"announced {found.announced.words}" if found.announced else ""),
        cell(found.taken.words, f"{found.taken.seconds:,} s", found.effect),
        cell(found.ruling, *found.reasons, *figures, *evidence, tone="good" if found.holds else "bad"),
    )


def _credit(credit: Credit) -> Iterator[Block]:
    yield Heading(3, "What is owed", _clause(credit.clause))
    yield Paragraph(credit.sentence)
    if credit.steps:
        rows = tuple(
            (cell(str(place)), cell(step.words, _clause(step.clause)), cell(step.value))
            for place, step in enumerate(credit.steps, 1)
        )
        yield Table("The working, step by step", ("Step", "What was done", "Value"), rows, wide=1)
    if credit.claim:
        yield Facts(tuple(_claim(credit)))


def _claim(credit: Credit) -> Iterator[tuple[str, str]]:
    claim = credit.claim
    if claim is None:
        return
    yield "Claim", claim.words + (f" ({_clause(claim.clause)})" if claim.clause else "")
    for words, stretch in claim.within:
        yield "In time", f"{words}: before {stretch.end.words}"
    for piece in claim.evidence:
        yield "With", piece
    if claim.channel:
        yield "To", claim.channel


def _terms(part: Commitment) -> Iterator[Block]:
    if part.versions:
        yield Heading(3, "Versions in force")
        yield Facts(
            tuple(
                (f"{v.agreement} {v.version}", f"{v.stretch.words}; target {v.target.words}; text {v.digest}")
                for v in part.versions
            )
        )
    if part.terms:
        rows = tuple(
            (cell(*_named(term.path)), cell(term.words), cell(_source(term.clause, term.document), term.decision or ""))
            for term in part.terms
        )
        yield Heading(3, "Terms used")
        yield Table("What the figure rests on, and where it stands", ("Term", "Says", "Source"), rows, wide=2)


def _named(path: str) -> tuple[str, str]:
    """The last name of a dotted path in words, and the path that leads to it."""
    above, _, last = path.rpartition(".")
    return last.replace("_", " "), above


def _source(clause: str | None, document: str | None) -> str:
    return ", ".join(piece for piece in (_clause(clause), document) if piece) or "no clause named"


def _clause(clause: str | None) -> str:
    """A bare number is called a clause; what names its own kind ("Annex 3", "§ 4") stands as it is."""
    return f"clause {clause}" if clause and clause[0].isdigit() else clause or ""


def _more(rows: Sequence[_Row], shown: int = MOST_ROWS) -> Iterator[Block]:
    if len(rows) > shown:
        yield Paragraph(f"{len(rows) - shown:,} more are in the JSON.", "quiet")
