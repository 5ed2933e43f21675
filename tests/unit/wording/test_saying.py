"""What the core says: English text as it always was, and the same told in German from its parts."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from dataclasses import dataclass
from fractions import Fraction

import pytest

from upheld.agreements.period_term import PeriodTerm
from upheld.agreements.words import Length, Money, Rate, Share
from upheld.wording import (
    SaidError,
    changed,
    joined,
    listed,
    renamed,
    say,
    say_count,
    say_number,
    say_percent,
    say_word,
    told,
    told_values,
)


def test_what_is_said_is_english_text_and_nothing_else() -> None:
    said = say("It is judged over each {period}{zone}.", period=PeriodTerm.parse("calendar month"), zone="")
    assert said == "It is judged over each calendar month."
    assert json.dumps({"says": said}) == '{"says": "It is judged over each calendar month."}'
    assert told(said, "en") == said
    assert type(told(said, "en")) is str


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (Length.parse("1 business day"), "1 business day", "1 Arbeitstag"),
        (Length.parse("1.5 hours"), "1.5 hours", "1,5 Stunden"),
        (Share.parse("99.95%"), "99.95%", "99,95 %"),
        (Share.parse("1/30"), "1/30", "1/30"),
        (Money.parse("1250.50 EUR"), "1250.50 EUR", "1250,50 EUR"),
        (Rate.parse("100 per second"), "100 per second", "100 pro Sekunde"),
        (
            PeriodTerm.parse("contract year from 2026-07-15"),
            "contract year from 2026-07-15", "Vertragsjahr ab 15. Juli 2026",
        ),
        (PeriodTerm.parse("rolling 30 days"), "rolling 30 days", "gleitende 30 Tage"),
        (dt.date(2026, 10, 23), "2026-10-23", "23. Okt. 2026"),
        (say_word("working time"), "working time", "Arbeitszeit"),
        ("office_hours", "office_hours", "office_hours"),
        (1208, "1208", "1208"),
    ],
)  # fmt: skip
def test_values_are_told_with_their_sentence(value: object, english: str, german: str) -> None:
    said = say("Counted as {counted}.", counted=value)
    assert said == f"Counted as {english}."
    assert told(said, "de") == f"Gezählt wird: {german}."


def test_a_translation_may_ask_for_a_case() -> None:
    # German: "2 Tage" stands by itself, and "innerhalb von 2 Tagen" behind a preposition.
    said = say(" within {within}", within=Length.parse("2 days"))
    assert (said, told(said, "de"), told(Length.parse("2 days").said(), "de")) == (
        " within 2 days", " innerhalb von 2 Tagen", "2 Tage",
    )  # fmt: skip


def test_numbers_have_their_plural_and_their_signs() -> None:
    few, many = (say_count(number, "{number:,} slice", "{number:,} slices") for number in (1, 1208))
    assert (few, many) == ("1 slice", "1,208 slices")
    assert (told(few, "de"), told(many, "de")) == ("1 Abschnitt", "1.208 Abschnitte")
    assert told(say_number("98.933... %"), "de") == "98,933... %"
    assert told(say_count(Fraction(1, 2), "{number} x", "{number} xs"), "de") == "1/2 xs"


def test_per_cent_stand_at_their_number_in_english_and_apart_in_german() -> None:
    said = say_percent("1,099.95")
    assert (said, told(said, "de")) == ("1,099.95%", "1.099,95 %")


def test_a_text_is_told_with_other_values_however_deep_they_lie() -> None:
    titles = {"chat": "Chat", "p1": "Critical"}
    said = say("{most} and {last}", most=joined(", ", (say("{part}", part="chat"), "chat")), last="p1")
    titled = renamed(said, lambda values: {name: titles.get(str(value), value) for name, value in values.items()})
    # What was put in plain, beside what was said, has no name to be known by.
    assert (titled, told(titled, "de")) == ("Chat, chat and Critical", "Chat, chat und Critical")
    assert renamed("chat", lambda _: {}) == "chat"


def test_an_error_is_told_with_what_mends_it() -> None:
    error = SaidError(say("write the offset"), say("write days"))
    assert (str(error), told(str(error), "de")) == (
        "write the offset; write days", "schreiben Sie den Abstand zu UTC dazu; schreiben Sie Tage",
    )  # fmt: skip
    assert str(SaidError("plain")) == "plain"


def test_lists_and_rows_keep_what_their_parts_are() -> None:
    words = listed((say_word("response"), say_word("update"), "own_word"), "or")
    assert (words, told(words, "de")) == ("response, update or own_word", "Reaktion, Zwischenstand oder own_word")
    row = joined("; ", (say_word("mon"), "08:00")) + say(" so far")
    assert (row, told(row, "de")) == ("mon; 08:00 so far", "Mo; 08:00 bisher")
    assert listed(()) == ""
    assert listed(("one",)) == "one"


def test_it_is_copied_stored_and_cut_whole() -> None:
    said = say(" on {on}", on=dt.date(2026, 11, 22))
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - pickled one line before
        assert (again, told(again, "de")) == (" on 2026-11-22", " am 22. Nov. 2026")
    short = changed(said, lambda text: text[:6])
    assert (short, told(short, "de")) == (" on 20", " am 22")


def test_languages_that_are_not_spoken_are_english() -> None:
    said = say("Counted as {counted}.", counted=say_word("working time"))
    assert (told(said, "fr"), told(said, "de-at")) == ("Counted as working time.", "Gezählt wird: Arbeitszeit.")
    assert told("what people wrote", "de") == "what people wrote"


@dataclass(frozen=True)
class _Sheet:
    title: str
    rows: tuple[tuple[str, int], ...]
    aside: str | None = None


def test_whole_values_are_told() -> None:
    sheet = _Sheet(say("Outages"), ((say_word("kept"), 3), ("kept", 4)))
    assert told_values(sheet, "de") == _Sheet("Ausfälle", (("eingehalten", 3), ("kept", 4)))
    assert told_values(sheet, "en") is sheet
