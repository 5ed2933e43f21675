"""The words of figures: shares never flatter, times are said by the clock, hidden signs are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.statements.example import BERLIN, OCTOBER, at
from upheld.agreements.words import Money
from upheld.rules.wording import money_words
from upheld.rules.worth import amount_words
from upheld.statements.moments import instant, period_words, stretch
from upheld.statements.words import clipped, duration, ratio, visible
from upheld.timeline.spans import Span
from upheld.wording import listed, told


@pytest.mark.parametrize(
    ("value", "target", "words"),
    [
        (Fraction(1), "99.95", "100%"),
        (Fraction(9995, 10000), "99.95", "99.95%"),
        # 1 second down in a year: 31,535,999 of 31,536,000 = 99.9999968...: never shown as 100%.
        (Fraction(31_535_999, 31_536_000), "99.95", "99.999%"),
        # 2/3 = 66.666...: cut off, not rounded up to 66.667.
        (Fraction(2, 3), "99.95", "66.666%"),
        # 99.95% and a third of a millionth: three places would say that the target was just reached.
        (Fraction(9995, 10000) + Fraction(1, 300_000_000), "99.95", "99.9500003%"),
        # A target of four places is not judged by three: 99.99957 cut to three places would look like 99.999.
        (Fraction(9_999_957_142_857, 10_000_000_000_000), "99.9995", "99.99957%"),
    ],
)
def test_shares_are_cut_so_that_they_stay_on_their_side_of_the_target(value: Fraction, target: str, words: str) -> None:
    assert ratio(value, apart_from=Fraction(target) / 100).words == words


def test_a_share_says_whether_anything_was_cut_off() -> None:
    exact, cut = ratio(Fraction(999, 1000)), ratio(Fraction(1, 3))
    assert (exact.percent, exact.exact, exact.numerator, exact.denominator) == ("99.9", True, 999, 1000)
    assert (cut.percent, cut.exact, cut.places) == ("33.333", False, 3)


def test_a_mean_of_many_ratios_does_not_fill_the_statement_with_digits() -> None:
    """1/3 written with 200 digits a side and a little more: thirty decimals are told, the digits are not."""
    long = Fraction(10**200 + 1, 3 * 10**200 + 1)
    told = ratio(long)
    assert (told.numerator, told.denominator, told.places) == (None, None, 30)
    assert told.percent == "33." + "3" * 30
    assert told.words == "33.333%"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (60, "1 min"), (3661, "1 h 1 min 1 s"), (2_682_000, "745 h"), (59, "59 s")],
)
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert duration(seconds).words == words


def test_lists() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe & Söhne <b>", "Größe & Söhne <b>"),
        ("user\u202efdp.exe", "user<U+202E>fdp.exe"),
        ("a\x00b\x1b[31m", "a<U+0000>b<U+001B>[31m"),
        ("two\nlines\tand more", "two lines and more"),
        ("lone \ud800 surrogate", "lone <U+D800> surrogate"),
    ],
)
def test_signs_that_hide_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_long_evidence_is_clipped_visibly() -> None:
    assert clipped("x" * 300, 10) == "xxxxxxxxx…"


def test_an_hour_that_clocks_show_twice_is_told_with_its_offset() -> None:
    """On 25 October 2026 in Berlin 02:30 comes at 00:30 UTC (+02:00) and again at 01:30 UTC (+01:00)."""
    first, second = at("2026-10-25T00:30+00:00"), at("2026-10-25T01:30+00:00")
    assert instant(first, BERLIN).words == "25 Oct 2026, 02:30 (+02:00)"
    assert instant(second, BERLIN).words == "25 Oct 2026, 02:30 (+01:00)"
    assert instant(first, BERLIN).utc == "2026-10-25T00:30:00Z"
    assert instant(first, BERLIN).local == "2026-10-25T02:30:00+02:00"


def test_a_stretch_says_the_date_once_where_it_is_one() -> None:
    assert stretch(Span(at("2026-10-17T13:08+02:00"), at("2026-10-17T13:59+02:00")), BERLIN).words == (
        "17 Oct 2026, 13:08 to 13:59"
    )
    assert stretch(Span(at("2026-10-17T23:00+02:00"), at("2026-10-18T01:00+02:00")), BERLIN).words == (
        "17 Oct 2026, 23:00 to 18 Oct 2026, 01:00"
    )


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-10-01T00:00+02:00", "2026-11-01T00:00+01:00", "October 2026"),
        ("2026-10-01T00:00+02:00", "2027-01-01T00:00+01:00", "October to December 2026"),
        ("2026-01-01T00:00+01:00", "2027-01-01T00:00+01:00", "2026"),
        ("2026-10-15T00:00+02:00", "2026-11-15T00:00+01:00", "15 Oct 2026 to 14 Nov 2026"),
        ("2026-10-17T00:00+02:00", "2026-10-18T00:00+02:00", "17 Oct 2026"),
        ("2026-10-17T10:00+02:00", "2026-11-16T09:00+01:00", "17 Oct 2026, 10:00 to 16 Nov 2026, 09:00"),
    ],
)
def test_periods_are_named_as_people_name_them(start: str, end: str, words: str) -> None:
    assert period_words(Span(at(start), at(end)), BERLIN) == words


def test_the_same_span_is_no_month_elsewhere() -> None:
    """Berlin's October begins at 22:00 UTC on 30 September and ends at 23:00 UTC on 31 October."""
    assert period_words(OCTOBER, "UTC") == "30 Sep 2026, 22:00 to 31 Oct 2026, 23:00"


def test_amounts_are_read_with_a_sign_between_their_thousands() -> None:
    # A third of 5,000.00 EUR is 1,666.666...: the working cuts it at eight places, the credit is rounded by its term.
    assert (amount_words(Fraction(5000, 3), "EUR"), money_words(Money.parse("1666.67 EUR"))) == (
        "1,666.66666666... EUR", "1,666.67 EUR",
    )  # fmt: skip
    assert told(amount_words(Fraction(1_200_000), "EUR"), "de") == "1.200.000 EUR"
    assert told(money_words(Money.parse("412.50 EUR")), "de") == "412,50 EUR"
