"""Figures with exclusions and working hours, against a count minute by minute that knows nothing of the product."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measured import Desk, request
from tests.unit.availability.test_measures import TEMPLATE, USUAL

DAY = 1440
EFFECTS = ["leaves both sides", "counts as up", "counts as down"]
HOURS = range(11 * 60 + 43, 12 * 60)  # the working hours, where only these are judged
CALENDAR = "calendars:\n  office: {zone: UTC, week: {mon: [11:43-12:00]}, holidays: none}\n"


@dataclass(frozen=True)
class Exclusion:
    """One exclusion: its effect, what it covers, and the recorded minutes of the day."""

    effect: str
    covers: str
    minutes: range


@dataclass(frozen=True)
class Case:
    """What the property varies: a minute, whether it failed and how many requests, by row."""

    traffic: list[tuple[int, bool, int]]
    slice: int
    value: str
    policy: str
    hours_only: bool
    exclusions: list[Exclusion]


MINUTES = st.integers(700, 729)
SPANS = st.tuples(MINUTES, st.integers(1, 12)).map(lambda span: range(span[0], span[0] + span[1]))
EXCLUSIONS = st.builds(Exclusion, st.sampled_from(EFFECTS), st.sampled_from(["downtime", "whole time"]), SPANS)
CASES = st.builds(
    Case,
    st.lists(st.tuples(MINUTES, st.booleans(), st.integers(1, 4)), max_size=30),
    st.sampled_from([1, 5]),
    st.sampled_from(["time", "time", "ratio of totals", "mean of slice ratios"]),
    st.sampled_from(["up", "down", "unknown and out", "unknown and in"]),
    st.booleans(),
    st.lists(EXCLUSIONS, min_size=1, max_size=3),
)


class ByHand:
    """The figure of a case, slice by slice and minute by minute."""

    def __init__(self, case: Case) -> None:
        """Count the requests of each slice, and give each minute to the first exclusion that takes it."""
        self.case = case
        self.valid: dict[int, int] = {}
        self.bad: dict[int, int] = {}
        for minute, failed, count in case.traffic:
            at = minute // case.slice
            self.valid[at] = self.valid.get(at, 0) + count
            self.bad[at] = self.bad.get(at, 0) + (count if failed else 0)
        self.judged = set(HOURS) if case.hours_only else set(range(DAY))
        self.taken = self._taken()

    def state(self, minute: int) -> str:
        """What a minute is before exclusions: a slice is down when more than half of its requests failed."""
        at = minute // self.case.slice
        if not self.valid.get(at):
            return "unknown" if self.case.policy.startswith("unknown") else self.case.policy
        return "down" if 2 * self.bad[at] > self.valid[at] else "up"

    def _taken(self) -> dict[int, Exclusion]:
        found: dict[int, Exclusion] = {}
        for exclusion in self.case.exclusions:
            for minute in exclusion.minutes:
                looked_at = self.case.value != "time" and minute in self.judged
                down = minute in self.judged and self.state(minute) == "down"
                if exclusion.covers == "whole time" or looked_at or down:
                    found.setdefault(minute, exclusion)
        return found

    def effect(self, minute: int) -> str | None:
        """What became of a minute by the exclusion that took it."""
        return self.taken[minute].effect if minute in self.taken else None

    def time(self) -> tuple[Fraction, int]:
        """Minutes up, of the minutes that count."""
        whole = [minute for minute in self.judged if self.effect(minute) != "leaves both sides"]
        become = {"counts as up": "up", "counts as down": "down", None: ""}
        states = [become[self.effect(minute)] or self.state(minute) for minute in whole]
        unknown = states.count("unknown")
        counted = len(whole) - (unknown if self.case.policy == "unknown and out" else 0)
        return Fraction(states.count("up")), counted

    def kind(self, at: int) -> str | None:
        """What exclusions and hours make of a whole slice; what leaves goes before up, and up before down."""
        minutes = range(at * self.case.slice, (at + 1) * self.case.slice)
        effects = {self.effect(minute) for minute in minutes}
        if "leaves both sides" in effects or not self.judged.issuperset(minutes):
            return "out"
        if "counts as up" in effects:
            return "up"
        down = any(self.effect(m) == "counts as down" and self.taken[m].covers == "whole time" for m in minutes)
        return "down" if down else None

    def totals(self) -> tuple[Fraction, int]:
        """Requests that did not fail, of all requests."""
        kinds = {at: self.kind(at) for at in self.valid}
        kept = [at for at, kind in kinds.items() if kind != "out"]
        failed = {"up": 0, "down": 1}
        bad = sum(self.valid[at] * failed[kind] if (kind := kinds[at]) in failed else self.bad[at] for at in kept)
        whole = sum(self.valid[at] for at in kept)
        return Fraction(whole - bad), whole

    def mean(self) -> tuple[Fraction, int]:
        """The sum of the slices' ratios, and how many slices there are."""
        good, whole = Fraction(0), 0
        for at in range(DAY // self.case.slice):
            kind, valid = self.kind(at), self.valid.get(at, 0)
            if kind == "out" or (not valid and kind is None and self.case.policy == "unknown and out"):
                continue
            whole += 1
            if kind is None and valid:
                good += 1 - Fraction(self.bad[at], valid)
            elif kind is None:
                good += self.case.policy == "up"
            else:
                good += kind == "up"
        return good, whole


@settings(max_examples=40)
@given(CASES)
def test_exclusions_take_what_they_say_and_nothing_else(case: Case) -> None:
    by_hand = ByHand(case)
    ways = {"time": by_hand.time, "ratio of totals": by_hand.totals, "mean of slice ratios": by_hand.mean}
    good, whole = ways[case.value]()
    measured = figure(case)
    if whole == 0:
        assert measured is None
    else:
        assert measured == good / whole


def figure(case: Case) -> Fraction | None:
    """The figure as the command line gives it."""
    terms = {
        "slice": f"{case.slice} minutes", "value": case.value, "no_traffic": case.policy, "valid": '"TRUE"',
        "down": "{error_share: {over: 50%}}",
    }  # fmt: skip
    text = TEMPLATE.format(**USUAL | terms) + CALENDAR + "exclusions:\n"
    for number, each in enumerate(case.exclusions):
        text += f"  cause_{number}: {{title: C, effect: {each.effect}, covers: {each.covers}}}\n"
    text = text.replace("remedy: none", "remedy: none, during: office") if case.hours_only else text
    records = [
        f"cause_{n},{_instant(each.minutes.start)},{_instant(each.minutes.stop)},Ann"
        for n, each in enumerate(case.exclusions)
    ]
    rows = [
        request(f"{_instant(minute)[:-3]}{n:02}Z", 500 if failed else 200)
        for minute, failed, count in case.traffic
        for n in range(count)
    ]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        file = desk.file("exclusions.csv", "cause,start,end,author\n" + "\n".join(records) + "\n")
        log = desk.log([*rows, request("2026-10-01T00:00:00")])
        options = ("--now", "2027-01-01T00:00:00Z", "--account", "acme", "--exclusions", file)
        found = desk.measure(text, log, "2026-10-05", *options)["commitments"][0]["measured"]
    return None if found is None else Fraction(found["numerator"], found["denominator"])


def _instant(minute: int) -> str:
    return f"2026-10-05T{minute // 60:02}:{minute % 60:02}:00Z"
