"""What each credit rule gives, worked out by hand.

October 2026 in Berlin has 31 days and one hour more, 2,682,000 s: one day of 25 hours. acme pays 100 EUR a month.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.remedies.month import amount, judgement, settled

CENTS = "rounding: {places: 2, mode: half up}\nbase: fee of the month"
TIERS = f"""
{CENTS}
credit:
  tiers:
    table:
      - {{below: 99.9%, at_least: 99.0%, credit: 10%}}
      - {{below: 99.0%, at_least: 95%, credit: 25%}}
      - {{below: 95%, credit: 100%}}
"""


@pytest.mark.parametrize(
    ("ratio", "paid"),
    [
        (Fraction(9989, 10000), "10.00 EUR"),
        (Fraction(99, 100), "10.00 EUR"),  # at least 99.0%: the edge belongs to the better tier
        (Fraction(98999999, 100000000), "25.00 EUR"),
        (Fraction(95, 100), "25.00 EUR"),
        (Fraction(0), "100.00 EUR"),
    ],
)
def test_the_edges_of_a_tier_belong_where_the_text_says(ratio: Fraction, paid: str) -> None:
    assert amount(settled(TIERS, judgement(7200, ratio=ratio))) == paid


def test_the_other_side_of_an_edge_can_be_said_as_well() -> None:
    other = TIERS.replace("at_least: 99.0%", "above: 99.0%").replace("below: 99.0%", "at_most: 99.0%")
    assert amount(settled(other, judgement(7200, ratio=Fraction(99, 100)))) == "25.00 EUR"


@pytest.mark.parametrize(
    ("outages", "paid"),
    [((3600, 3599), "10.00 EUR"), ((3600, 3600), "10.00 EUR"), ((7201,), "20.00 EUR"), ((9000, 86400), "40.00 EUR")],
)
def test_tiers_of_downtime(outages: tuple[int, ...], paid: str) -> None:
    # 2 h is 7,200 s and still in the first tier (at most); one second more is not; 26.5 h is beyond a day.
    table = """
rounding: {places: 2, mode: half up}
credit:
  tiers:
    key: downtime
    table:
      - {at_most: 2 hours, credit: 10.00 EUR}
      - {above: 2 hours, at_most: 24 hours, credit: 20.00 EUR}
      - {above: 24 hours, credit: 40.00 EUR}
"""
    assert amount(settled(table, judgement(*outages))) == paid


def test_tiers_of_the_longest_outage_and_of_the_number_of_outages() -> None:
    by_length = """
rounding: none
credit:
  tiers: {key: longest outage, table: [{below: 1 hour, credit: 0 EUR}, {at_least: 1 hour, credit: 5 EUR}]}
"""
    assert amount(settled(by_length, judgement(3599, 3599))) == "0 EUR"
    assert amount(settled(by_length, judgement(3600, 60))) == "5 EUR"
    by_count = """
rounding: none
credit:
  tiers: {key: outages, table: [{below: 3, credit: 0 EUR}, {at_least: 3, credit: 5 EUR}]}
"""
    assert amount(settled(by_count, judgement(3600, 3600))) == "0 EUR"
    assert amount(settled(by_count, judgement(3600, 60, 60))) == "5 EUR"


@pytest.mark.parametrize(
    ("steps", "ratio", "paid"),
    [
        # Shortfalls of 0.25%, i.e. two and a half steps of 0.1%, at 2 EUR (2% of 100 EUR) each.
        ("commenced", "9965/10000", "6.00 EUR"),
        ("full", "9965/10000", "4.00 EUR"),
        ("exact", "9965/10000", "5.00 EUR"),
        # Exactly two steps are two steps in every way.
        ("commenced", "997/1000", "4.00 EUR"),
        ("full", "997/1000", "4.00 EUR"),
        # One step over the most.
        ("full", "98/100", "30.00 EUR"),
    ],
)
def test_so_much_for_each_step(steps: str, ratio: str, paid: str) -> None:
    linear = f"{CENTS}\ncredit:\n  linear: {{credit: 2%, per: 0.1%, steps: {steps}, up_to: 30%}}"
    assert amount(settled(linear, judgement(7200, ratio=Fraction(ratio)))) == paid


def test_steps_of_downtime_beyond_a_length() -> None:
    linear = "rounding: none\ncredit:\n  linear: {credit: 3 EUR, per: 1 hour, from: 4 hours, steps: commenced}"
    # 5 h 1 s are 1 h 1 s beyond 4 h: two begun hours.
    assert amount(settled(linear, judgement(5 * 3600 + 1))) == "6 EUR"
    assert amount(settled(linear, judgement(4 * 3600))) == "0 EUR"


def test_the_price_of_the_time_that_was_down() -> None:
    # 26,820 s are one hundredth of October's 2,682,000 s: 1 EUR of 100; five times that with a multiplier.
    pro_rata = f"{CENTS}\ncredit:\n  pro_rata: {{times: {{}}}}"
    assert amount(settled(pro_rata.replace("{}", "1"), judgement(26820))) == "1.00 EUR"
    assert amount(settled(pro_rata.replace("{}", "5"), judgement(26820))) == "5.00 EUR"


@pytest.mark.clause("AT-04")
def test_service_as_long_as_the_downtime() -> None:
    service = "form: service time\ncredit:\n  service_time: {times: 1}"
    credit = settled(service, judgement(3600, 1234))
    assert (credit.amount, credit.service_seconds, credit.form) == (None, 4834, "service time")
    assert credit.steps[-1].value == "1 h 20 min 34 s of service"


@pytest.mark.parametrize(
    ("terms", "seconds"),
    [
        ("{times: 2}", 14402),
        ("{per_breach: 5 days}", 5 * 86400),
        # 7,201 s are two hours and a second.
        ("{times: 1, in_whole: 1 hour, counted: commenced}", 3 * 3600),
        ("{times: 1, in_whole: 1 hour, counted: full}", 2 * 3600),
    ],
)
def test_service_in_multiples_fixed_or_in_whole_units(terms: str, seconds: int) -> None:
    credit = settled(f"form: service time\ncredit:\n  service_time: {terms}", judgement(7201))
    assert credit.service_seconds == seconds


@pytest.mark.parametrize(
    ("per", "paid"),
    [
        ("breach", "20 EUR"),
        ("outage", "60 EUR"),
        ("commenced hour of downtime", "100 EUR"),
        ("full hour of downtime", "80 EUR"),
        ("commenced hour of each outage", "120 EUR"),
        ("full hour of each outage", "60 EUR"),
    ],
)
def test_a_fixed_credit_for_what_it_is_promised(per: str, paid: str) -> None:
    # Outages of 1 h 1 s, 59 min 59 s and 2 h 1 s: begun hours 2 + 1 + 3, full ones 1 + 0 + 2, together 4 h 1 s.
    fixed = f"rounding: none\ncredit:\n  fixed: {{credit: 20 EUR, per: {per}}}"
    assert amount(settled(fixed, judgement(3601, 3599, 7201))) == paid


def test_the_highest_of_several() -> None:
    highest = f"""
{CENTS}
credit:
  highest_of:
    of:
      - tiers: {{table: [{{below: 99.9%, credit: 10%}}]}}
      - pro_rata: {{times: 20}}
"""
    # Of 13,410 s (0.5%) twenty times the price is 10 EUR, as much as the tier; of 26,820 s (1%) it is 20 EUR.
    assert amount(settled(highest, judgement(13410))) == "10.00 EUR"
    assert amount(settled(highest, judgement(26820))) == "20.00 EUR"
    assert [step.value for step in settled(highest, judgement(26820)).steps] == [
        "100.00 EUR", "10 EUR", "20 EUR", "20 EUR", "20.00 EUR",
    ]  # fmt: skip


def test_a_tier_with_a_linear_tail() -> None:
    tail = f"""
{CENTS}
credit:
  sum_of:
    of:
      - tiers: {{table: [{{below: 99.9%, at_least: 99%, credit: 10%}}, {{below: 99%, credit: 25%}}]}}
      - linear: {{credit: 5%, per: 1%, from: 99%, steps: full, up_to: 75%}}
"""
    cases = {Fraction(995, 1000): "10.00 EUR", Fraction(985, 1000): "25.00 EUR", Fraction(965, 1000): "35.00 EUR"}
    for ratio, paid in cases.items():  # 96.5% lies 2.5% below 99%: two full steps of 5 EUR on top of 25 EUR
        assert amount(settled(tail, judgement(7200, ratio=ratio))) == paid
    assert amount(settled(tail, judgement(7200, ratio=Fraction(0)))) == "100.00 EUR"


def test_a_thirtieth_of_the_fee_is_exact_until_it_is_rounded() -> None:
    """100 EUR / 30 is 3.333...; three commenced hours of downtime are a tenth of the fee, to the cent."""
    thirtieth = (
        "base: fee of the month\ncredit: {fixed: {credit: 1/30, per: breach}}\nrounding: {places: 2, mode: up}\n"
    )
    assert amount(settled(thirtieth, judgement(3600))) == "3.34 EUR"
    hourly = thirtieth.replace("per: breach", "per: commenced hour of downtime")
    assert amount(settled(hourly, judgement(2 * 3600 + 60))) == "10.00 EUR"
