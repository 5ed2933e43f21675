"""Texts kept in English are read back into messages; what people wrote is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.wording import recalled, told


@pytest.mark.parametrize(
    ("kept", "german"),
    [
        # Figures were once kept with a space before their sign.
        ("97.701 %", "97,701 %"),
        ("97.701%", "97,701 %"),
        # So were amounts, without a sign between their thousands; years are none.
        ("1200.00 EUR", "1.200,00 EUR"),
        ("-4 h 2026 s", "-4 h 2026 s"),
        ("at least 99.8 %", "mindestens 99,8 %"),
        ("at most 43 min of downtime", "höchstens 43 min Ausfallzeit"),
        ("125.00 EUR and 3 h 5 min", "125,00 EUR und 3 h 5 min"),
        ("October 2026", "Oktober 2026"),
        ("17 Oct 2026, 13:08 to 18 Oct 2026, 00:10", "17. Okt. 2026, 13:08 bis 18. Okt. 2026, 00:10"),
        ("Sat 17 Oct 2026: 51 min down, 3 min excluded", "Sa 17. Okt. 2026: 51 min ausgefallen, 3 min ausgeschlossen"),
        (
            "Missed: 97.7 % of the requests of October 2026 within the hours of office, promised at least 99.8 %.",
            ("Verfehlt: 97,7 % für die Anfragen aus Oktober 2026 innerhalb der Zeiten von office, "
            "zugesagt mindestens 99,8 %."),
        ),
        (
            "an uptime of 98.9% is at least 98% and below 99%: 25% of the base",
            "eine Verfügbarkeit von 98,9 % liegt mindestens 98 % und unter 99 %: 25 % der Basis",
        ),
        (
            ("The promise was missed by 0.2%; no remedy is promised, so the shortfall is reported and no credit is "
            "computed."),
            ("Die Zusage wurde um 0,2 % verfehlt; keine Gutschrift ist zugesagt, daher wird die Abweichung berichtet "
            "und keine Gutschrift berechnet."),
        ),
        (
            ("The customer must claim the credit to support before 2026-11-30 00:00 Europe/Berlin "
            "(30 days from the end of 2026-10)."),
            ("Der Kunde muss die Gutschrift geltend machen bei support vor dem 30. Nov. 2026, 00:00 Europe/Berlin "
            "(30 Tage ab dem Ende von 2026-10)."),
        ),
        (
            # A stop behind a message does not hide it from one with fewer words of its own.
            "212.9 % of what the promise allows to fail was used.",
            "212,9 % dessen, was nach der Zusage ausfallen darf, waren verbraucht.",
        ),
        ("5 days before it begins, or it counts as downtime", "5 Tage vor Beginn, sonst zählt sie als Ausfallzeit"),
        ("24 hours before it begins, if practicable", "24 Stunden vor Beginn, soweit möglich"),
        ("its sender may be forged (dmarc=fail)", "der Absender ist vielleicht gefälscht (dmarc=fail)"),
        (
            "12 slices down; 1,208 of 2,000 requests failed (60.4 %)",
            "12 Abschnitte ausgefallen; 1.208 von 2.000 Anfragen fehlgeschlagen (60,4 %)",
        ),
    ],
)  # fmt: skip
def test_what_records_keep_is_told(kept: str, german: str) -> None:
    assert recalled(kept) == kept
    assert told(recalled(kept), "de") == german


@pytest.mark.parametrize(
    "written", ["Calls to Europe", "Messages and calls", "What is our SLA agreement?", "Bewegung in Ruhe", ", , ,", "x"]
)
def test_what_people_wrote_stays(written: str) -> None:
    assert told(recalled(written), "de") == written


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_nothing_is_lost_or_added_in_english(text: str) -> None:
    assert recalled(text) == text
    assert told(recalled(text), "en") == text
