"""Readings of agreements in German: our sentences are told, the words of the contract stay as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agreements_in_words import agreement
from upheld.agreements.explaining import explain
from upheld.agreements.lint import lint
from upheld.agreements.reading import Source, read_agreement
from upheld.rules import vocabulary
from upheld.wording import Said, told

FOUNDING = sorted(Path(__file__).parents[3].glob("agreements/*.yaml"))


@pytest.mark.parametrize(
    ("term", "says"),
    [
        ("calendars.office.week", "Die Zeiten `office`: Montag bis Freitag 08:00-18:00."),
        ("calendars.office.holidays", "An diesen Tagen ist geschlossen: 3. Okt. 2026 und 25. Dez. 2026."),
        ("measures.api.down", ("Als ausgefallen zählt ein Abschnitt, für den gilt: "
         "mehr als 5 % seiner gültigen Anfragen sind fehlgeschlagen.")),
        ("measures.api.slice", "Die Zeit ist ab Mitternacht in Abschnitte von 1 Minute geteilt."),
        ("commitments.uptime.period", "Beurteilt wird je Kalendermonat."),
        ("commitments.uptime.comparison", "Mindestens so viel hält die Zusage ein: Genau 99,9 % genügt."),
    ],
)  # fmt: skip
def test_a_term_reads_as_a_german_sentence(term: str, says: str) -> None:
    assert says in [told(each.says, "de") for each in explain(agreement("")) if term in each.terms]


@pytest.mark.parametrize("file", FOUNDING, ids=lambda file: file.stem)
def test_every_sentence_about_the_founding_agreements_was_said(file: Path) -> None:
    read, _ = read_agreement(str(file), Source(lambda name, _: (name, Path(name).read_text("utf-8")), vocabulary()))
    assert read is not None
    plain = [each.says for each in explain(read) if not isinstance(each.says, Said)]
    # What the contract defines in its own words is told as it stands.
    assert [each for each in plain if each.partition(":")[0] not in read.text.definitions] == []


def test_open_questions_are_asked_in_german() -> None:
    asked = {told(each.question, "de") for each in lint(agreement("")) if each.is_open}
    assert "Aus welcher Klausel des Dokuments stammt dies?" in asked
    assert "Was steht zu, wenn die Zusage verfehlt wird?" in asked
