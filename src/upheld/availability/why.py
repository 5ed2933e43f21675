"""Why one slice is what it is: its counts, the rule, what the outage or the exclusions around it make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from upheld.agreements.questions import clause_at
from upheld.agreements.rule_words import rule_words
from upheld.availability.answers import Sources
from upheld.availability.measuring import Asked, Part, judged_hours
from upheld.availability.result import Downtime, Excluded, Judgement
from upheld.telemetry.slicing.question import Question
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Span

State = Literal["up", "down", "excluded", "unknown", "not judged"]


@dataclass(frozen=True, slots=True)
class SliceOfFunction:
    """One function's slice: its span, the counts in it by member, the rule in words, and the rule's clause.

    `counts` holds for each member ('' where there is none) all requests, valid ones and failed ones, and further
    figures of the rule; it is empty where nothing was heard. For a history of states, `states` holds what was recorded.
    """

    measure: str
    span: Span
    counts: Mapping[str, Mapping[str, int]]
    states: tuple[tuple[str, str], ...]
    rule: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """What became of an instant: its state in the judged figure, and everything that decided it."""

    instant: int
    zone: str
    commitment: str
    account: str
    state: State
    functions: tuple[SliceOfFunction, ...]
    outage: Downtime | None
    exclusions: tuple[Excluded, ...]


def why(judgement: Judgement, answers: Sequence[Asked], sources: Sources, instant: int) -> Why:
    """Explain an instant (UTC epoch seconds) inside the judged period."""
    one = next(part for part in answers if instant in part.part.span)
    functions = []
    for answer in one.answers:
        rule = answer.question.rule
        path = ("measures", answer.name, "down")
        functions.append(
            SliceOfFunction(
                answer.name,
                answer.question.grid.slice_of(instant),
                dict(_counts(answer.for_account(judgement.account), sources, instant)),
                tuple(_states(answer.states, judgement.account, instant)),
                rule_words(rule) if rule else "",
                clause_at(one.part.agreement, path),
            )
        )
    return Why(
        instant,
        judgement.zone,
        judgement.commitment,
        judgement.account,
        _state(judgement, one.part, instant),
        tuple(functions),
        next((outage for outage in judgement.downtime if instant in outage.span), None),
        tuple(ruled for ruled in judgement.exclusions if instant in ruled.span),
    )


def _state(judgement: Judgement, part: Part, instant: int) -> State:
    if instant not in judged_hours(part.agreement, judgement.commitment, part.span):
        return "not judged"
    if instant in judgement.excluded:
        return "excluded"
    if instant in judgement.down:
        return "down"
    if instant in judgement.unknown:
        return "unknown"
    return "up"


def _counts(question: Question, sources: Sources, instant: int) -> Iterator[tuple[str, Mapping[str, int]]]:
    if sources.slices is None or question.measure.series == "states":
        return
    inside = question.grid.slice_of(instant)
    narrow = SliceGrid.over(inside, question.grid.length, question.grid.zone)
    # Retries are told by requests before the slice too, so the question keeps its span and one slice is taken of it.
    asked = question if question.measure.retries else replace(question, grid=narrow)
    for member, start, counts in sources.slices.counts(asked):
        if start == inside.start:
            yield member, counts


def _states(
    states: Mapping[tuple[str, str], tuple[tuple[int, int, str], ...]] | None, account: str, instant: int
) -> Iterator[tuple[str, str]]:
    for (owner, member), spans in (states or {}).items():
        if owner == account:
            yield from ((member, state) for start, end, state in spans if start <= instant < end)
