"""Money and exclusions for any month: never below zero, never above the cap, never more for less downtime."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.agreements_in_words import agreement
from tests.unit.exclusions.scene import OCTOBER, ZONE, record
from tests.unit.remedies.month import fees, judgement, remedy
from upheld.availability.exclusions import Exclusions, Scope, rule_exclusions
from upheld.remedies.caps import Books
from upheld.remedies.settlement import VersionInForce, settle
from upheld.timeline import Span, Spans

BASE = "base: fee of the month\nrounding: {places: 2, mode: half even}\n"
RULES = (
    "tiers: {table: [{below: 99.9%, at_least: 99.0%, credit: 10%}, {below: 99.0%, credit: 25%}]}",
    "linear: {credit: 1%, per: 0.1%, steps: commenced, up_to: 30%}",
    "linear: {credit: 0.7%, per: 37 minutes, steps: exact}",
    "pro_rata: {times: 7}",
    "highest_of:\n    of:\n      - pro_rata: {times: 3}\n      - fixed: {credit: 1%, per: full hour of downtime}",
    "sum_of:\n    of:\n      - pro_rata: {times: 1}\n      - linear: {credit: 1%, per: 1%, from: 99%, steps: full}",
)
REMEDIES = tuple(remedy(f"{BASE}caps: [{{share: 40%}}]\ncredit:\n  {rule}") for rule in RULES)
BOOKS = Books(fees("account,amount\nacme,123.45 EUR\n"))
# One outage of any length up to a day, always long enough to miss 99.9% of October (2,682 s of 2,682,000).
DOWN = st.integers(min_value=2683, max_value=86_400)
RULE = st.integers(min_value=0, max_value=len(RULES) - 1)


def credit(rule: int, down: int) -> Decimal:
    """What the remedy gives for one outage of so many seconds."""
    settled = settle(judgement(down), [VersionInForce(Fraction(1), REMEDIES[rule])], BOOKS)
    assert settled.amount is not None
    return settled.amount.amount


@given(RULE, DOWN)
def test_a_credit_lies_between_zero_and_the_cap_in_whole_cents(rule: int, down: int) -> None:
    paid = credit(rule, down)
    # 40% of 123.45 EUR are 49.38 EUR.
    assert 0 <= paid <= Decimal("49.38")
    assert paid == paid.quantize(Decimal("0.01"))


@given(RULE, DOWN, DOWN)
def test_more_downtime_never_earns_less(rule: int, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert credit(rule, less) <= credit(rule, more)


@given(RULE, DOWN, st.integers(min_value=1, max_value=30))
def test_versions_that_say_the_same_give_what_one_gives(rule: int, down: int, days: int) -> None:
    parts = [VersionInForce(Fraction(n, 31), REMEDIES[rule]) for n in (days, 31 - days)]
    settled = settle(judgement(down), parts, BOOKS)
    assert settled.amount is not None
    assert settled.amount.amount == credit(rule, down)


CAUSES = agreement(
    """
exclusions:
  whole: {title: Whole, effect: leaves both sides, covers: whole time}
  limited:
    title: Limited
    effect: counts as up
    conditions:
      budget: {at_most: 2 hours, per: week, spent_by: recorded time}
  mine: {title: Mine, effect: leaves both sides, scope: one account}
"""
)
HOURS = 31 * 24
PIECE = st.tuples(st.integers(-48, HOURS), st.integers(1, 12)).map(
    lambda pair: Span(OCTOBER.start + pair[0] * 3600, OCTOBER.start + (pair[0] + pair[1]) * 3600)
)
CLAIMED = st.lists(st.tuples(st.sampled_from(["whole", "limited", "mine"]), PIECE), max_size=8)


def ruled(account: str, down: Spans, claimed: list[tuple[str, Span]]) -> Exclusions:
    """What the exclusions take for an account; those of `mine` are acme's."""
    records = [record(cause, of, account="acme" if cause == "mine" else None) for cause, of in claimed]
    return rule_exclusions(Scope(CAUSES, "api", account, OCTOBER, ZONE), down, records, {})


@given(CLAIMED, st.lists(PIECE, max_size=5))
def test_downtime_is_counted_or_excluded_and_never_both(claimed: list[tuple[str, Span]], pieces: list[Span]) -> None:
    down = Spans.of(pieces).within(OCTOBER)
    found = ruled("acme", down, claimed)
    excluded = down & (found.taken_out | found.as_up)
    assert (down - found.taken_out - found.as_up).total + excluded.total == down.total
    assert not found.taken_out & found.as_up
    # Every second is taken by one exclusion only, and only inside the period and inside what was claimed.
    assert sum(one.seconds for one in found.ruled) == (found.taken_out | found.as_up).total
    assert not (found.taken_out | found.as_up) - Spans.of(of for _, of in claimed).within(OCTOBER)
    assert not found.as_up - down


@given(CLAIMED, st.lists(PIECE, max_size=5))
def test_what_is_claimed_for_one_account_changes_no_other(claimed: list[tuple[str, Span]], pieces: list[Span]) -> None:
    down = Spans.of(pieces).within(OCTOBER)
    without = [(cause, of) for cause, of in claimed if cause != "mine"]
    assert ruled("globex", down, claimed) == ruled("globex", down, without)
