"""The small words of a contract: exact, and refused with what would be accepted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from upheld.agreements.period_term import PeriodTerm
from upheld.agreements.words import UNSTATED, Length, Money, Rate, Share, decimal_text, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("99.95%", Fraction(9995, 10000)),
        ("99.95 %", Fraction(9995, 10000)),
        ("0%", Fraction(0)),
        ("100.000%", Fraction(1)),
    ],
)
def test_shares_are_exact(text: str, value: Fraction) -> None:
    assert Share.parse(text).value == value


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        ("1 minute", 60, "1 minute"),
        ("30 s", 30, "30 seconds"),
        ("1.5 hours", 5400, "1.5 hours"),
        ("24h", 86_400, "24 hours"),
        ("2 weeks", 1_209_600, "2 weeks"),
        ("3 business days", None, "3 business days"),
        ("1 working day", None, "1 business day"),
        ("2 calendar months", None, "2 months"),
    ],
)
def test_lengths_of_time(text: str, seconds: int | None, said: str) -> None:
    length = Length.parse(text)
    assert (length.seconds, str(length)) == (seconds, said)


def test_money_and_rates() -> None:
    assert Money.parse("EUR 1_000.50") == Money(Decimal("1000.50"), "EUR")
    assert str(Money.parse("100.00 EUR")) == "100.00 EUR"
    assert Rate.parse("100 per second") == Rate(Fraction(100), 1)
    assert Rate.parse("6000 requests/minute") == Rate(Fraction(6000), 60)
    assert Rate.parse("50 per 10 seconds") == Rate(Fraction(50), 10)


def test_a_share_that_is_no_decimal_is_a_fraction() -> None:
    assert Share.parse("1/30").value == Fraction(1, 30)
    assert str(Share.parse("1 / 30")) == "1/30"
    assert str(Share.parse("1/4")) == "25%"
    assert Share.parse(str(Share(Fraction(2, 3)))) == Share(Fraction(2, 3))


@pytest.mark.parametrize(
    "text",
    [
        "calendar month",
        "quarter",
        "year",
        "week",
        "day",
        "billing month from day 15",
        "contract year from 2025-07-15",
        "6 months from 2026-01-15",
        "30 days from 2026-01-01",
        "720 hours",
        "rolling 30 days",
    ],
)
def test_periods_say_themselves(text: str) -> None:
    assert str(PeriodTerm.parse(text)) == text


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (Share.parse, "99.95"),  # without its sign, 0.05 could be five per cent or a twentieth of one
        (Share.parse, "NaN%"),
        (Share.parse, "1e400%"),
        (Share.parse, "99,95%"),
        (number, "Infinity"),
        (number, "10" * 40),
        (number, "0x10"),
        (number, "٣"),  # a digit of another script is no digit of ours
        (Length.parse, "5 minuten"),
        (Length.parse, "1.5 months"),
        (Length.parse, "0.3333 seconds"),
        (Length.parse, "99999999999 years"),
        (Length.parse, "five minutes"),
        (Money.parse, "100"),
        (Money.parse, "100 €"),
        (Rate.parse, "100 per month"),
        (PeriodTerm.parse, "fortnight"),
        (PeriodTerm.parse, "billing month from day 32"),
        (PeriodTerm.parse, "lunar month"),
        (PeriodTerm.parse, "contract year"),
        (PeriodTerm.parse, "contract year from 2025-02-30"),
        (PeriodTerm.parse, "6 months"),
        (PeriodTerm.parse, "121 months from 2026-01-01"),
        (PeriodTerm.parse, "rolling 6 months"),
        (Share.parse, "1/0"),
        (Share.parse, "-1/30"),
        (Share.parse, "1/30%"),
        (PeriodTerm.parse, "0 days"),
        (PeriodTerm.parse, "99999 years"),
        (PeriodTerm.parse, "30 business days"),
        (PeriodTerm.parse, "rolling 30 days from 2026-01-01"),
        (PeriodTerm.parse, "90000000 days"),
    ],
)
def test_what_is_no_such_word_is_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match="`"):
        read(text)


def test_a_period_anchored_on_a_date_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        PeriodTerm.parse("30 days from 2026-02-30")


def test_decimal_text_is_exact_or_a_fraction() -> None:
    assert decimal_text(Fraction(9995, 100)) == "99.95"
    assert decimal_text(Fraction(-1, 8)) == "-0.125"
    assert decimal_text(Fraction(1, 3)) == "1/3"
    assert decimal_text(Fraction(1200)) == "1200"


def test_unstated_is_never_taken_for_a_value() -> None:
    assert not UNSTATED
    assert str(UNSTATED) == "unstated"
