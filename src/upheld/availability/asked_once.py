"""Answers of the telemetry kept for the next account, so that many accounts do not each cost a pass over all rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from upheld.agreements.words import Rate
from upheld.availability.answers import SliceSource
from upheld.telemetry.slicing.question import DownSlices, Question, RateSlice, RatioGroup, Samples, Traffic
from upheld.timeline.spans import Spans


class SecondsSource(SliceSource, Protocol):
    """Slices that can also be totalled where they lie; see `telemetry.slicing.engine.Slices`."""

    def down_seconds(self, question: Question) -> Mapping[str, int]: ...


@dataclass(slots=True)
class _Asked:
    """What was asked for an account: the question without the account, and everyone's answer once there is one."""

    what: tuple[object, ...]
    everyone: Any = None


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """A source that asks for one account alone, but for all accounts at once when a second one asks the same."""

    source: SecondsSource
    _asked: list[_Asked] = field(default_factory=list)

    def accounts(self, question: Question) -> tuple[str, ...]:
        """The accounts that the measure looks at, sorted."""
        return tuple(self._of_everyone(("accounts", question), lambda: self.source.accounts(question)))

    def every_account(self) -> tuple[str, ...]:
        """The accounts of all rows, whatever their time, sorted."""
        return tuple(self._of_everyone(("every account",), self.source.every_account))

    def down(self, question: Question) -> DownSlices:
        """The source keeps these itself."""
        return self.source.down(question)

    def down_seconds(self, question: Question) -> Mapping[str, int]:
        """The seconds of each account's down slices."""
        return self.source.down_seconds(question)

    def traffic(self, question: Question) -> Traffic:
        """The time of slices with valid requests, by account and member."""
        found: Traffic = self._answer("traffic", question, self.source.traffic)
        return found

    def ratios(self, question: Question, without: Spans) -> Mapping[str, tuple[RatioGroup, ...]]:
        """Slices by their number of valid requests, by account."""
        found: Mapping[str, tuple[RatioGroup, ...]] = self._answer(
            ("ratios", without), question, lambda asked: self.source.ratios(asked, without)
        )
        return found

    def over_rate(self, question: Question, agreed: Rate) -> Mapping[str, tuple[RateSlice, ...]]:
        """The slices in which an account's measured rate is over the agreed one."""
        found: Mapping[str, tuple[RateSlice, ...]] = self._answer(
            ("rate", agreed), question, lambda asked: self.source.over_rate(asked, agreed)
        )
        return found

    def samples(self, question: Question, slices: Sequence[int]) -> Samples:
        """Failed requests of one account's slices: evidence, which nobody else shares."""
        return self.source.samples(question, slices)

    def _answer(self, kind: object, question: Question, ask: Callable[[Question], Any]) -> Any:
        everyone = replace(question, account=None)
        what = (kind, everyone)
        if question.account is None or self._known(what) is not None:
            return self._of_everyone(what, lambda: ask(everyone))
        self._asked.append(_Asked(what))
        return ask(question)

    def _of_everyone(self, what: tuple[object, ...], ask: Callable[[], Any]) -> Any:
        known = self._known(what)
        if known is None:
            known = _Asked(what)
            self._asked.append(known)
        if known.everyone is None:
            known.everyone = ask()
        return known.everyone

    def _known(self, what: tuple[object, ...]) -> _Asked | None:
        return next((known for known in self._asked if known.what == what), None)
