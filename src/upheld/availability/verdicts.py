"""The verdict of every account, without the trace: what is the same for many accounts is worked out once.

Most accounts of a month had no downtime, and nothing was recorded for them: they all get the verdict of an account
that nobody has heard of. Where a measure is plain, downtime is totalled by the telemetry engine, and an account with
downtime costs one subtraction. Every other account goes the long road of `judge`; a property test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from upheld.agreements.words import Share
from upheld.availability.answers import Sources
from upheld.availability.asked_once import AskedOnce
from upheld.availability.figures import rounded, verdict
from upheld.availability.measuring import Asked, Request, asked, judge
from upheld.availability.result import Figure, Judgement
from upheld.availability.result import Verdict as VerdictWord
from upheld.availability.run import Hearing, Judged, Run, accounts_of, hearings, own_request
from upheld.availability.short_road import accounts_alone, down_seconds, is_alike, is_plain, silence


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """How a commitment came out: the figures of `Judgement`, which says what they mean.

    `excluded_seconds` is the time that exclusions took. Accounts with the same figures share one outcome; two are the
    same only where they are one, so that what is made of an outcome can be kept for the next account at no cost.
    """

    commitment: str
    label: str
    target: Share
    figure: Figure
    figure_without_exclusions: Figure
    judged: Fraction | None
    verdict: VerdictWord
    down_seconds: int
    excluded_seconds: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one commitment for one account.

    `working` is there where the account was judged with its whole trace, which is always so where something is owed
    for the miss.
    """

    account: str
    outcome: Outcome
    working: Judged | None = None


def verdicts(run: Run, requests: Sequence[Request], sources: Sources) -> Iterator[Verdict]:
    """Every request judged for every account, account by account in the order of their names, without evidence."""
    if sources.slices is not None:
        sources = replace(sources, slices=AskedOnce(sources.slices))
    plain = tuple(replace(request, detail=False) for request in requests)
    if run.accounts is not None:
        yield from (_by_itself(one, sources) for one in hearings(run, plain, sources))
        return
    accounts = accounts_of(run, plain, sources)
    rounds = [_Round(run, request, sources) for request in plain]
    for account in accounts:
        for each in rounds:
            yield each.verdict(account)


def _by_itself(hearing: Hearing, sources: Sources) -> Verdict:
    """The verdict by the long road."""
    judgement = judge(hearing.request, hearing.answers, sources, hearing.account)
    return Verdict(hearing.account, _outcome(judgement), Judged(hearing.request, judgement))


class _Round:
    """One request judged for all accounts, one after the other, with what they have in common."""

    def __init__(self, run: Run, request: Request, sources: Sources) -> None:
        """Total the downtime of all accounts, where that is enough."""
        self._run, self._request, self._sources = run, request, sources
        self._known: dict[int, Outcome | None] = {}
        self._alone = accounts_alone(request)
        self._down = down_seconds(request, sources) if is_plain(request) else None
        self._quiet = self._judged_quiet() if is_alike(request) else None

    def verdict(self, account: str) -> Verdict:
        """The verdict, by the shortest road that is sure to give the figures of the long one."""
        outcome = None if account in self._alone else self._shared(account)
        if outcome is not None:
            return Verdict(account, outcome)
        own = own_request(self._run, self._request, account)
        answers = self._answers if own is self._request else asked(own, self._sources, account)
        return _by_itself(Hearing(account, own, answers), self._sources)

    def _shared(self, account: str) -> Outcome | None:
        """The outcome that the account has in common with others; None where it must be judged by itself."""
        if self._quiet is None:
            return None
        if self._down is not None:
            return self._after(self._down.get(account, 0))
        heard = any(account in answer.heard for one in self._answers for answer in one.answers)
        return None if heard else self._quiet

    def _after(self, down: int) -> Outcome | None:
        """The outcome after some seconds of downtime, for a plain measure; None where something is owed for it."""
        if down not in self._known:
            self._known[down] = self._worked_out(down)
        return self._known[down]

    def _worked_out(self, down: int) -> Outcome | None:
        assert self._quiet is not None  # noqa: S101 - a plain measure has an outcome without downtime
        quiet, commitment = self._quiet, self._request.parts[-1].agreement.text.commitments[self._request.commitment]
        figure = replace(quiet.figure, good=quiet.figure.good - down)
        assert figure.ratio is not None  # noqa: S101 - a period has seconds, and none of them is unknown
        shown = rounded(figure.ratio, commitment.rounding)  # type: ignore[arg-type]  # no open questions
        word = verdict(shown, quiet.target.value, str(commitment.comparison))
        if word == "missed" and commitment.remedy != "none":
            return None
        found = replace(quiet, judged=shown, verdict=word, down_seconds=down)
        return replace(found, figure=figure, figure_without_exclusions=figure)

    @cached_property
    def _answers(self) -> tuple[Asked, ...]:
        """The answers for all accounts, asked when the first account needs them."""
        return asked(self._request, self._sources, None)

    def _judged_quiet(self) -> Outcome:
        """The outcome for an account of which nothing is heard."""
        answers = self._answers if self._down is None else silence(self._request, self._sources)
        return _outcome(judge(self._request, answers, self._sources, ""))


def _outcome(judgement: Judgement) -> Outcome:
    return Outcome(
        judgement.commitment,
        judgement.label,
        judgement.target,
        judgement.figure,
        judgement.figure_without_exclusions,
        judgement.judged,
        judgement.verdict,
        judgement.down_seconds,
        sum(one.seconds for one in judgement.exclusions),
        judgement.notes,
    )
