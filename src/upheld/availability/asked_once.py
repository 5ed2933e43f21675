"""Answers of the telemetry kept for the next account, so that many accounts do not each cost a pass over all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from upheld.agreements.words import Rate
from upheld.availability.answers import SliceSource
from upheld.telemetry.slicing.question import DownSlices, Question, RateSlice, RatioGroup, Samples, Traffic
from upheld.timeline.spans import Span, Spans

_What = tuple[object, Question]


class AskedOnce:
    """A source that asks for one account alone, and for all accounts at once when a second one asks the same."""

    def __init__(self, source: SliceSource) -> None:
        """Nothing is asked yet."""
        self._source = source
        # Questions cannot be hashed; there are only as many as measures and terms differ.
        self._answers: list[tuple[_What, str | None, Any]] = []

    def accounts(self, question: Question) -> tuple[str, ...]:
        """The accounts that the measure looks at, sorted."""
        found: tuple[str, ...] = self._answer("accounts", question, self._source.accounts)
        return found

    def every_account(self) -> tuple[str, ...]:
        """The accounts of all rows, whatever their time, sorted."""
        return self._source.every_account()

    def unnamed(self, span: Span) -> int:
        """Requests that name no account; the source keeps their number itself."""
        return self._source.unnamed(span)

    def down(self, question: Question) -> DownSlices:
        """The slices that are down; the source keeps those of all accounts itself."""
        return self._source.down(question)

    def down_seconds(self, question: Question) -> Mapping[str, int]:
        """The seconds of each account's down slices."""
        return self._source.down_seconds(question)

    def traffic(self, question: Question) -> Traffic:
        """The time of slices with valid requests, by account and member."""
        found: Traffic = self._answer("traffic", question, self._source.traffic)
        return found

    def ratios(self, question: Question, without: Spans) -> Mapping[str, tuple[RatioGroup, ...]]:
        """Slices by their number of valid requests, by account."""
        found: Mapping[str, tuple[RatioGroup, ...]] = self._answer(
            without, question, lambda asked: self._source.ratios(asked, without)
        )
        return found

    def over_rate(self, question: Question, agreed: Rate) -> Mapping[str, tuple[RateSlice, ...]]:
        """The slices in which an account's measured rate is over the agreed one."""
        found: Mapping[str, tuple[RateSlice, ...]] = self._answer(
            agreed, question, lambda asked: self._source.over_rate(asked, agreed)
        )
        return found

    def samples(self, question: Question, slices: Sequence[int]) -> Samples:
        """Failed requests of one account's slices: evidence, which nobody else shares."""
        return self._source.samples(question, slices)

    def counts(self, question: Question) -> Iterator[tuple[str, int, Mapping[str, int]]]:
        """The figures of every slice, for explaining one."""
        return self._source.counts(question)

    def _answer(self, about: object, question: Question, ask: Callable[[Question], Any]) -> Any:
        what = (about, replace(question, account=None))
        for known, account, answer in self._answers:
            if known == what and account in {None, question.account}:
                return answer
        first = question.account is not None and not any(known == what for known, _, _ in self._answers)
        made = ask(question if first else what[1])
        self._answers.append((what, question.account if first else None, made))
        return made
