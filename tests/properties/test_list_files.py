"""Files of exclusions, fees and earlier credits with anything in them: entries, or problems with their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.remedies.month import remedy
from upheld.availability.records import read_records
from upheld.problems import Problem
from upheld.remedies.fees import read_fees
from upheld.remedies.granted import read_granted

Reader = Callable[[str, str], tuple[Any, tuple[Problem, ...]]]
AGREEMENT = remedy("rounding: none\ncredit:\n  fixed: {credit: 5 EUR, per: breach}")
READERS: tuple[Reader, ...] = (
    read_records,
    read_fees,
    lambda text, file: read_granted(text, file, AGREEMENT),
)
WORDS = st.sampled_from(
    ["account", "acme", "amount", "1 EUR", "1e400", "NaN EUR", "period", "2026-10", "cause", "start", "end", "uptime",
     "2026-10-01T00:00Z", "9999-12-31", "-2026-10-01T00:00", "Europe/Berlin", "zone", "\u202e", "", '"', '""']
)  # fmt: skip
MARKS = st.sampled_from([",", ";", "\t", "\n", "\r\n", ": ", "\n- ", "{", "}", "[", "]", "&a ", "*a", "\ufeff", "\0"])
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.one_of(WORDS, MARKS), max_size=40).map("".join))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("file", ["list.csv", "list.yaml", "list.json"])
@given(text=TEXTS)
@example(text="account,amount,period\nacme,1 EUR,0000-01\n")
@example(text="cause,start,end,author\nx,0001-01-01T00:00+23:59,9999-12-31T23:59-23:59,A\n")
@example(text='"' * 5001)
def test_any_text_gives_entries_or_problems(reader: Reader, file: str, text: str) -> None:
    found, problems = reader(text, file)
    assert problems or found is not None
    assert all(problem.place.file == file and problem.what for problem in problems)
