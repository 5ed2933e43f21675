"""The five founding agreements and the templates: they pass `check`, name their clauses, and measure out of the box."""

from __future__ import annotations

from pathlib import Path

import pytest

import upheld
from upheld.agreements.agreement import Agreement
from upheld.agreements.lint import lint
from upheld.agreements.questions import open_questions
from upheld.availability.needs import needed_terms

ROOT = Path(__file__).parents[3]
FOUNDING = sorted((ROOT / "agreements").glob("*.yaml"))
TEMPLATES = sorted((ROOT / "src/upheld/agreements/templates").glob("*.yaml"))


def read(file: Path) -> Agreement:
    """The agreement, as a user of the library loads it."""
    return upheld.load(file)


def test_there_are_five_and_four() -> None:
    assert [file.stem for file in FOUNDING] == ["api2task", "apifonica", "haptik", "ignite-connex", "plivo"]
    assert [file.stem for file in TEMPLATES] == [
        "five-minute-error-rate",
        "probe-based",
        "support-only",
        "tiered-credits",
    ]


@pytest.mark.parametrize("file", FOUNDING, ids=[file.stem for file in FOUNDING])
def test_every_term_of_a_founding_agreement_names_its_clause(file: Path) -> None:
    assert [each.term for each in lint(read(file)) if each.kind == "no clause"] == []


@pytest.mark.parametrize("file", [*FOUNDING, *TEMPLATES], ids=[file.stem for file in [*FOUNDING, *TEMPLATES]])
def test_every_commitment_can_be_measured_without_a_further_question(file: Path) -> None:
    agreement = read(file)
    for name in agreement.text.commitments:
        assert open_questions(agreement, needed_terms(agreement, name)) == ()


@pytest.mark.parametrize("file", TEMPLATES, ids=[file.stem for file in TEMPLATES])
def test_a_template_leaves_nothing_open(file: Path) -> None:
    assert [each.term for each in lint(read(file)) if each.is_open] == []


@pytest.mark.parametrize("file", FOUNDING, ids=[file.stem for file in FOUNDING])
def test_every_decision_of_the_project_says_who_decided_when_and_why(file: Path) -> None:
    for decision in read(file).text.decisions:
        assert len(decision.readings) >= 2
        if decision.chosen is not None:
            assert (decision.by, decision.on is not None, bool(decision.why)) == ("Upheld project", True, True)
