"""Statements in German: the same figures and the same JSON, told in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.statements.example import october, quiet, statement
from upheld.statements.canonical import to_json
from upheld.statements.html_page import to_html
from upheld.statements.kept import from_json
from upheld.statements.pdf import to_pdf
from upheld.statements.statement import Statement
from upheld.statements.terminal import to_text


@pytest.mark.parametrize(
    "words",
    [
        '<html lang="de">',
        "<title>Leistungsnachweis: ",
        # The judged figure and the period of the example, by German signs and words.
        "99,872 % für Oktober 2026",
        "17. Okt. 2026, 13:08 bis 13:59",
        "Sa 17. Okt. 2026",
        "Ausfallzeit, die zählt",
        "Jeder Ausschluss und die Sekunden, die er herausnahm",
        "Der Rechenweg, Schritt für Schritt",
        "nie aufgerundet",
    ],
)
def test_a_page_speaks_german(words: str) -> None:
    assert words in to_html(statement(), "de")


def test_a_term_is_called_in_words_and_by_its_place_in_the_file() -> None:
    english, german = to_html(statement()), to_html(statement(), "de")
    assert ("A slice is down where" in english, "Ein Abschnitt ist ausgefallen, wenn" in german) == (True, True)
    assert all("measures.platform.down" in page for page in (english, german))


def test_a_quiet_month_speaks_german() -> None:
    page = to_html(statement([quiet(october())]), "de")
    assert "Es wurde keine Ausfallzeit gefunden." in page
    assert "Nichts in diesen Zahlen verlangt Aufmerksamkeit." in page


def test_the_terminal_speaks_german() -> None:
    text = to_text(statement(), language="de")
    assert "▁ keine Ausfallzeit" in text
    assert "Do 1. Okt. 2026 bis Sa 31. Okt. 2026" in text


def test_a_kept_statement_is_read_back_whole() -> None:
    text = to_json(statement())
    kept = from_json(text)
    assert isinstance(kept, Statement)
    assert to_json(kept) == text
    assert to_html(kept) == to_html(statement())
    assert replace(kept, commitments=()) == replace(statement(), commitments=())


def test_what_was_kept_speaks_the_same_german() -> None:
    # Steps and terms of the example are written by hand and were never said, so they are left out here.
    month = statement([quiet(october())])
    bare = replace(month, commitments=tuple(replace(part, credit=None, terms=()) for part in month.commitments))
    assert to_html(from_json(to_json(bare)), "de") == to_html(bare, "de")


def test_paper_speaks_german_too() -> None:
    paper = to_pdf(statement(), language="de")
    assert paper.startswith(b"%PDF-")
    assert paper == to_pdf(statement(), language="de")
    assert paper != to_pdf(statement())
