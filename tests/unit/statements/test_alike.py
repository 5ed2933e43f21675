"""Which of two statements corrects the other, and which only says the same in other words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from upheld.statements.alike import alike

# A month with six minutes of downtime, as its JSON tells it; only what is looked at here.
STATEMENT: dict[str, Any] = {
    "format": "1",
    "fingerprint": "aa",
    "sentence": "Missed: 99.865 % of October 2026, promised at least 99.9 %.",
    "verdict": "missed",
    "commitments": [
        {
            "name": "uptime",
            "measured": {"numerator": 741, "denominator": 742, "percent": "99.865", "words": "99.865 %"},
            "outages": [{"counted": {"seconds": 360, "words": "6 min"}, "valid": 12, "bad": 12}],
            "credit": {"amount": {"amount": "1200.00", "currency": "EUR", "words": "1200.00 EUR"}, "steps": []},
        }
    ],
    "origin": {"product": "upheld 0.1", "inputs_sha256": "bb", "tzdata": "2026b"},
}


def uptime(told: dict[str, Any]) -> Any:
    return told["commitments"][0]


TOLD_OTHERWISE: dict[str, Callable[[dict[str, Any]], object]] = {
    "another release": lambda told: told["origin"].update(product="upheld 0.2"),
    "another sentence": lambda told: told.update(sentence="Missed: 99.865% of October 2026, promised at least 99.9%."),
    "another fingerprint": lambda told: told.update(fingerprint="cc"),
    "grouped amounts": lambda told: uptime(told)["credit"]["amount"].update(words="1,200.00 EUR"),
    "a field more": lambda told: uptime(told).update(coverage=None),
}
JUDGED_OTHERWISE: dict[str, Callable[[dict[str, Any]], object]] = {
    "another verdict": lambda told: told.update(verdict="kept"),
    "a minute more": lambda told: uptime(told)["outages"][0]["counted"].update(seconds=420),
    "an outage more": lambda told: uptime(told)["outages"].append({"counted": {"seconds": 60}}),
    "another amount": lambda told: uptime(told)["credit"]["amount"].update(amount="1200.01"),
    "another currency": lambda told: uptime(told)["credit"]["amount"].update(currency="USD"),
    "evidence of another request": lambda told: uptime(told)["outages"][0].update(bad=11),
    "nothing owed": lambda told: uptime(told).update(credit=None),
}


@pytest.mark.parametrize("change", TOLD_OTHERWISE.values(), ids=TOLD_OTHERWISE)
def test_other_words_correct_nothing(change: Callable[[dict[str, Any]], object]) -> None:
    other = copy.deepcopy(STATEMENT)
    change(other)
    assert other != STATEMENT
    assert alike(STATEMENT, other)


@pytest.mark.parametrize("change", JUDGED_OTHERWISE.values(), ids=JUDGED_OTHERWISE)
def test_another_figure_corrects(change: Callable[[dict[str, Any]], object]) -> None:
    other = copy.deepcopy(STATEMENT)
    change(other)
    assert not alike(STATEMENT, other)
