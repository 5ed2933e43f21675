"""The terms that a figure rests on, each in its words with clause, document and decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at, decision_on, value_at
from upheld.agreements.rule_words import value_words
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.availability.needs import base_measures
from upheld.availability.result import TermUsed
from upheld.wording import say

_OF_COMMITMENT = ("measure", "period", "target", "comparison", "rounding", "during", "remedy")
_OF_MEASURE = (
    "series", "service", "where", "valid", "bad", "retries", "slice", "down", "opens_after", "closes_after",
    "minimum_outage", "partial_slices", "no_traffic", "members", "combine", "of", "value",
)  # fmt: skip


def terms_used(agreement: Agreement, commitment: str) -> tuple[TermUsed, ...]:
    """Every stated term of a commitment and of the measures under it, in the order of the agreement."""
    return tuple(_used(agreement, commitment))


def _used(agreement: Agreement, commitment: str) -> Iterator[TermUsed]:
    yield from _terms(agreement, (("zone",),))
    yield from _terms(agreement, (("commitments", commitment, name) for name in _OF_COMMITMENT))
    measure = agreement.text.commitments[commitment].measure
    for name in dict.fromkeys((measure, *base_measures(agreement, measure))):
        yield from _terms(agreement, (("measures", name, field) for field in _OF_MEASURE))


def _terms(agreement: Agreement, paths: Iterable[Path]) -> Iterator[TermUsed]:
    for path in paths:
        value = value_at(agreement, path)
        if value is None or value == () or isinstance(value, Unstated):
            continue
        yield _term(agreement, path, value)


def _term(agreement: Agreement, path: Path, value: object) -> TermUsed:
    term = ".".join(map(str, path))
    override = next((o.document for o in reversed(agreement.overrides) if term.startswith(o.term)), None)
    decided = decision_on(agreement, term) if agreement.was_decided(term) else None
    words = (
        None
        if decided is None
        else say("decided by {by}", by=decided.by or say("someone unnamed"))
        + (f": {decided.why}" if decided.why else "")
    )
    # The file by its name alone: where it lies on this machine says nothing about the agreement.
    document = override or agreement.place(path).file.replace("\\", "/").rpartition("/")[2]
    return TermUsed(term, value_words(value), clause_at(agreement, path), document, words)
