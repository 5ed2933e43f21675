"""Asks the telemetry what a measure needs, once for all accounts, and gives what is known of each account's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from types import ModuleType
from typing import Protocol

from upheld.agreements.agreement import Agreement, Conditions
from upheld.agreements.terms.measure import Combination, Measure, NoTraffic
from upheld.agreements.words import Rate, Unstated
from upheld.availability.known import NOTHING, Known, Weighted, combined, with_policy
from upheld.availability.needs import base_measures
from upheld.availability.outages import cut, outages
from upheld.problems import Problem, Refused
from upheld.telemetry.slicing.question import (
    DownSlice,
    DownSlices,
    Key,
    Question,
    RateSlice,
    RatioGroup,
    Samples,
    Traffic,
)
from upheld.telemetry.slicing.states import StateSpans
from upheld.timeline.days import whole_days_of
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Span, Spans
from upheld.wording import say

DEFAULT_SLICE = 60  # only for measures whose figure does not depend on slices, such as a ratio of totals
LONGEST_REACH = 31 * 86_400  # how far back an outage with two conditions (to open and to close) is followed
_EARLIEST, _LATEST = 0, 7_258_118_400  # 1970 and 2200: no telemetry lies before, and calendars end


class SliceSource(Protocol):
    """Slices of requests or probes; see `telemetry.slicing.engine.Slices`."""

    def accounts(self, question: Question) -> tuple[str, ...]:
        """The accounts that the measure looks at, sorted."""
        ...

    def every_account(self) -> tuple[str, ...]:
        """The accounts of all rows, sorted."""
        ...

    def unnamed(self, span: Span) -> int:
        """Requests, or rows of another series, that name no account."""
        ...

    def down(self, question: Question) -> DownSlices:
        """Slices that are down."""
        ...

    def down_seconds(self, question: Question) -> Mapping[str, int]:
        """Seconds of slices that are down, by account."""
        ...

    def traffic(self, question: Question) -> Traffic:
        """Time of slices with valid requests."""
        ...

    def ratios(self, question: Question, without: Spans) -> Mapping[str, tuple[RatioGroup, ...]]:
        """Slices by their number of valid requests."""
        ...

    def over_rate(self, question: Question, agreed: Rate) -> Mapping[str, tuple[RateSlice, ...]]:
        """Slices over the agreed rate."""
        ...

    def samples(self, question: Question, slices: Sequence[int]) -> Samples:
        """Failed requests of slices."""
        ...

    def counts(self, question: Question) -> Iterator[tuple[str, int, Mapping[str, int]]]:
        """Every figure of every slice."""
        ...


class StateSource(Protocol):
    """A history of states; see `telemetry.slicing.states`."""

    def states(self, question: Question) -> StateSpans:
        """Who was in which state when."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where answers come from, and the rules that agreements name."""

    slices: SliceSource | None
    states: StateSource | None
    downtime_rules: Mapping[str, ModuleType]


@dataclass(frozen=True, slots=True)
class BaseAnswer:
    """The answers to one base measure, for every account asked; `heard` names their accounts and members."""

    name: str
    question: Question
    down: DownSlices
    traffic: Traffic | None
    states: StateSpans | None
    heard: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, name: str, question: Question, down: DownSlices, traffic: Traffic | None = None) -> BaseAnswer:
        """Answers about requests or probes."""
        return cls(name, question, down, traffic, None, _heard([*down, *(traffic or ())]))

    def for_account(self, account: str) -> Question:
        """The same question for one account."""
        return replace(self.question, account=account)


def _heard(keys: Iterable[Key]) -> Mapping[str, tuple[str, ...]]:
    """The members of each account, in order."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for account, member in keys:
        found[account].add(member)
    return {account: tuple(sorted(members)) for account, members in found.items()}


@dataclass(frozen=True, slots=True)
class AccountTime:
    """One account's time for one measure: what is known after the no-traffic policy, and where nothing was heard."""

    known: Known
    silent: Spans | None
    slices: Mapping[str, tuple[DownSlice, ...]]
    members_down: Mapping[str, Spans]


def base_question(agreement: Agreement, name: str, zone: str, span: Span, account: str | None) -> Question:
    """The question for a base measure over a span of the contract's time."""
    measure = agreement.text.measures[name]
    return Question(
        measure=measure,
        conditions=agreement.conditions.get(name, Conditions()),
        grid=grid_of(measure, span, zone),
        rule=measure.down,
        rule_module=None,
        account=account,
        stages_counted=_stages(agreement, name),
    )


def grid_of(measure: Measure, span: Span, zone: str) -> SliceGrid:
    """The slices of a measure over a span."""
    length = DEFAULT_SLICE if isinstance(measure.slice, Unstated) else measure.slice.seconds or DEFAULT_SLICE
    return _grid(span, length, zone)


# Made of every day of the span; each account and question asks for the same few.
@lru_cache(maxsize=64)
def _grid(span: Span, length: int, zone: str) -> SliceGrid:
    return SliceGrid.over(span, length, zone)


def padded(agreement: Agreement, name: str, span: Span, zone: str) -> Span:
    """The span with as many whole days on both sides as it takes to see outages that cross its edges whole."""
    reach = _reach(agreement, name)
    if not reach:
        return span
    days = whole_days_of(Span(max(span.start - reach, _EARLIEST), min(span.end + reach, _LATEST)), zone)
    return Span(min(days[0][1].start, span.start), max(days[-1][1].end, span.end))


def _reach(agreement: Agreement, name: str) -> int:
    """Seconds before and after a span that decide on outages in it: of a measure, and before it of its parts."""
    measure = agreement.text.measures[name]
    return _own_reach(measure) + max((_reach(agreement, part) for part in measure.of), default=0)


def _own_reach(measure: Measure) -> int:
    """A row of bad slices may begin before the span, and so may the good ones that close an outage.

    With conditions for both, every slice may depend on the one before, however far back.
    """
    longest = max(measure.opens_after, measure.closes_after)
    length = DEFAULT_SLICE if isinstance(measure.slice, Unstated) else measure.slice.seconds or DEFAULT_SLICE
    least = (measure.minimum_outage.length.seconds or 0) if measure.minimum_outage else 0
    runs = longest * length if longest > 1 else 0
    both = measure.opens_after > 1 and measure.closes_after > 1
    return least + (max(runs, LONGEST_REACH) if both else runs)


def ask(sources: Sources, question: Question, name: str, *, traffic: bool) -> BaseAnswer:
    """Ask everything that a base measure needs; whether traffic is asked for decides what silence is known of."""
    measure = question.measure
    module = sources.downtime_rules[measure.down.name] if measure.down else None
    question = replace(question, rule_module=module)
    if measure.series == "states":
        assert sources.states is not None  # noqa: S101 - checked where the sources are matched with the agreement
        states = sources.states.states(question)
        return BaseAnswer(name, question, {}, None, states, _heard(states))
    assert sources.slices is not None  # noqa: S101 - likewise
    down = sources.slices.down(question) if measure.down else {}
    needs = traffic or (measure.no_traffic != "up" and measure.value != "ratio of totals")
    return BaseAnswer.of(name, question, down, sources.slices.traffic(question) if needs else None)


def account_time(agreement: Agreement, name: str, answers: Sequence[BaseAnswer], account: str) -> AccountTime:
    """What is known of one account's time under a measure, its functions and members combined."""
    measure = agreement.text.measures[name]
    if not measure.of:
        answer = next(answer for answer in answers if answer.name == name)
        if problems := tuple(_unweighed(agreement, answer, account)):
            raise Refused(problems)
        return _base_time(answer, account)
    parts = {part: account_time(agreement, part, answers, account) for part in measure.of}
    assert measure.combine is not None  # noqa: S101 - the agreement was checked
    over = answers[0].question.grid
    judged = {n: _as_outages(p.known, agreement, n, over) for n, p in parts.items()}
    known = combined([Weighted(known, _weight(measure.combine, n)) for n, known in judged.items()], measure.combine)
    slices = {f"{n}/{m}".rstrip("/"): found for n, p in parts.items() for m, found in p.slices.items()}
    down = {f"{n}/{m}".rstrip("/"): spans for n, p in parts.items() for m, spans in p.members_down.items()}
    return AccountTime(known, _all_silent([part.silent for part in parts.values()]), slices, down)


def _as_outages(known: Known, agreement: Agreement, name: str, over: SliceGrid) -> Known:
    """What a part brings into a combination: its outages, by its own terms for runs and for the least length."""
    measure = agreement.text.measures[name]
    grid = grid_over(agreement, name, over.span, over.zone)
    return Known(Spans.of(outages(known, measure, grid)) - known.unknown, known.unknown)


def grid_over(agreement: Agreement, name: str, span: Span, zone: str) -> SliceGrid:
    """The grid of a measure; a combination without a slice of its own takes the finest of its parts."""
    measures = [agreement.text.measures[part] for part in (name, *base_measures(agreement, name))]
    stated = [measure for measure in measures if not isinstance(measure.slice, Unstated)]
    return min((grid_of(measure, span, zone) for measure in stated or measures), key=lambda grid: grid.length)


def _base_time(answer: BaseAnswer, account: str) -> AccountTime:
    members = _members(answer, account)
    times = {member: _member_time(answer, (account, member)) for member in members}
    slices = {member: answer.down.get((account, member), ()) for member in members}
    silent = _all_silent([silent for _, silent in times.values()])
    down = {member: known.down for member, (known, _) in times.items()}
    combine = answer.question.measure.combine
    if combine is None:
        known = next(iter(times.values()))[0]
    else:
        known = combined([Weighted(known, _weight(combine, m)) for m, (known, _) in times.items()], combine)
    return AccountTime(known, silent, slices, down)


def _members(answer: BaseAnswer, account: str) -> tuple[str, ...]:
    if answer.question.measure.members is None:
        return ("",)
    measure = answer.question.measure
    # A weight of its own makes a member exist, whether or not it sends anything.
    weighed = measure.combine.weights if measure.combine and measure.combine.way == "weighted" else ()
    heard = set(answer.heard.get(account, ()))
    return tuple(sorted(heard | set(measure.expected) | set(weighed))) or ("",)


def _unweighed(agreement: Agreement, answer: BaseAnswer, account: str) -> Iterator[Problem]:
    """Members that the telemetry names and the agreement gives no weight: nobody may guess it."""
    combine = answer.question.measure.combine
    if combine is None or combine.way != "weighted":
        return
    path = ("measures", answer.name, "combine", "weights")
    for member in sorted(set(_members(answer, account)) - set(combine.weights)):
        what = say(
            "the telemetry of {account} holds the {members} `{member}`, which has no weight",
            account=account,
            members=answer.question.measure.members,
            member=member,
        )
        mend = say("give it a weight, or leave its rows out with `where`")
        yield Problem(agreement.place(path), ".".join(path), what, mend)


def _member_time(answer: BaseAnswer, key: tuple[str, str]) -> tuple[Known, Spans | None]:
    grid = answer.question.grid
    if answer.states is not None:
        return _state_time(answer, answer.states.get(key, ()))
    down = Spans.of((part.start, grid.end_of(part.start)) for part in answer.down.get(key, ()))
    if answer.traffic is None:
        return Known(down), None
    traffic = answer.traffic.get(key, NOTHING)
    return with_policy(down, traffic, grid.span, _policy(answer.question.measure)), traffic.gaps(grid.span)


def _state_time(answer: BaseAnswer, states: Iterable[tuple[int, int, str]]) -> tuple[Known, Spans]:
    question = answer.question
    known = tuple(states)
    assert question.rule is not None and question.rule_module is not None  # noqa: S101, PT018 - checked agreement
    down, unknown = question.rule_module.down_and_unknown(known, question.rule.terms)
    partial = question.measure.partial_slices
    if not isinstance(partial, Unstated):
        down = cut(down, question.grid, partial).within(question.grid.span)
    heard = Spans.of((start, end) for start, end, _ in known) - unknown
    return with_policy(down, heard, question.grid.span, _policy(question.measure)), heard.gaps(question.grid.span)


def _policy(measure: Measure) -> NoTraffic:
    return "up" if isinstance(measure.no_traffic, Unstated) else measure.no_traffic


def _weight(combine: Combination, name: str) -> Fraction:
    return combine.weights.get(name, Fraction(1)) if combine.way == "weighted" else Fraction(1)


def _all_silent(parts: Sequence[Spans | None]) -> Spans | None:
    known = [part for part in parts if part is not None]
    return reduce(lambda left, right: left & right, known) if len(known) == len(parts) and known else None


def _stages(agreement: Agreement, name: str) -> frozenset[str] | None:
    """The feature stages whose traffic counts, where an exclusion of the agreement speaks of stages."""
    for exclusion in agreement.text.exclusions.values():
        if exclusion.measures and name not in exclusion.measures:
            continue
        for use in exclusion.conditions:
            if use.name == "feature_stage":
                return frozenset(getattr(use.terms, "counts_while", ("generally available",)))
    return None
