"""Measuring against a count minute by minute, written here and apart from the product."""

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
POLICIES = ["up", "down", "unknown and out", "unknown and in"]


@dataclass(frozen=True)
class Terms:
    """Terms that the property varies; lengths in minutes."""

    share: int
    policy: str
    opens: int
    closes: int
    least: int
    beyond: bool


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Any combination of them."""
    return Terms(
        draw(st.sampled_from([0, 5, 20, 50, 99])),
        draw(st.sampled_from(POLICIES)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        draw(st.integers(0, 4)),
        draw(st.booleans()),
    )


# (minute of the day, failed?, how many): around noon, so that no row crosses the edges of the day
TRAFFIC = st.lists(st.tuples(st.integers(700, 725), st.booleans(), st.integers(1, 6)), max_size=40)


def by_hand(traffic: list[tuple[int, bool, int]], t: Terms) -> tuple[int, int]:
    """(minutes up, minutes counted) of the day, going through it minute by minute.

    Ten silent minutes stand on either side: with silence taken as downtime an outage does not begin at midnight.
    """
    valid, bad = [0] * (DAY + 20), [0] * (DAY + 20)
    for at, failed, count in traffic:
        valid[at + 10] += count
        bad[at + 10] += count if failed else 0
    states = [state(valid[m], bad[m], t) for m in range(DAY + 20)]
    down = {minute for minute in counted_down(states, t) if 10 <= minute < DAY + 10}
    unknown = sum(s == "unknown" for s in states[10:-10])
    up = DAY - len(down) - unknown
    return up, DAY - unknown if t.policy == "unknown and out" else DAY


def state(valid: int, bad: int, t: Terms) -> str:
    """What one minute is."""
    if not valid:
        return "unknown" if t.policy.startswith("unknown") else t.policy
    return "down" if Fraction(bad, valid) > Fraction(t.share, 100) else "up"


def counted_down(states: list[str], t: Terms) -> set[int]:
    """The minutes of outages that count."""
    found: list[list[int]] = []
    current: list[int] = []
    opened, good = False, 0
    pending: list[int] = []
    for at, each in enumerate([*states, "unknown"]):
        if each == "down":
            pending.append(at)
            if opened:
                current += [*range(current[-1] + 1, at + 1)]
                pending = []
            elif len(pending) >= t.opens:
                opened, current, pending = True, pending, []
            good = 0
            continue
        pending = []
        good += 1
        if opened and (each == "unknown" or good >= t.closes):
            found.append(current)
            opened = False
        if each == "unknown":
            good = 0
    return {m for run in found for m in kept(run, t)}


def kept(run: list[int], t: Terms) -> list[int]:
    """What the minimum outage leaves of one."""
    if len(run) < t.least:
        return []
    return run[t.least :] if t.beyond and t.least else run


@settings(max_examples=25)
@given(TRAFFIC, terms())
def test_the_figure_is_the_one_counted_minute_by_minute(traffic: list[tuple[int, bool, int]], t: Terms) -> None:
    counts = "beyond" if t.beyond else "whole"
    least = f"    minimum_outage: {{length: {t.least} minutes, counts: {counts}}}\n" if t.least else ""
    text = TEMPLATE.format(
        **USUAL
        | {
            "down": f"{{error_share: {{over: {t.share}%}}}}",
            "no_traffic": t.policy,
            "more": f"    opens_after: {t.opens}\n    closes_after: {t.closes}\n{least}",
        }
    )
    rows = [
        request(f"2026-10-05T{at // 60:02}:{at % 60:02}:{n:02}", 500 if failed else 200)
        for at, failed, count in traffic
        for n in range(count)
    ]
    up, counted = by_hand(traffic, t)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        log = desk.log([*rows, request("2026-10-04T00:00:00")])
        found = desk.measure(text, log, "2026-10-05", "--now", "2027-01-01T00:00:00Z", "--account", "acme")[
            "commitments"
        ][0]
    if counted == 0:
        assert found["measured"] is None
    else:
        assert Fraction(found["measured"]["numerator"], found["measured"]["denominator"]) == Fraction(up, counted)
