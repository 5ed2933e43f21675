"""What the founding agreements leave open, and which document a term comes from: seen through `lint` and `explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import ROOT, upheld

AGREEMENTS = ROOT / "agreements"


def lint(file: Path) -> dict[str, Any]:
    """The findings of `upheld lint`, by the term that they are about."""
    run = upheld("lint", file, "--json")
    assert run.code == 0, run.err
    return {each["term"]: each for each in run.json["findings"]}


def explain(file: Path, term: str) -> Any:
    """What `upheld explain` says first of a term."""
    run = upheld("explain", file, term, "--json")
    assert run.code == 0, run.err
    return run.json[0]


def undecided(name: str, term: str, folder: Path) -> Path:
    """A founding agreement without its decision on a term, so that the term is open."""
    text = (AGREEMENTS / f"{name}.yaml").read_text(encoding="utf-8")
    entries = text.split("\n  - ")
    kept = [entry for entry in entries if not entry.startswith(f"term: {term}\n")]
    assert len(kept) == len(entries) - 1
    file = folder / f"{name}.yaml"
    file.write_text("\n  - ".join(kept), encoding="utf-8")
    return file


@pytest.mark.clause("AP-14")
def test_the_zone_of_the_working_hours_is_asked_for_until_somebody_decides(tmp_path: Path) -> None:
    term = "calendars.working_hours.zone"
    decided = lint(AGREEMENTS / "apifonica.yaml")[term]
    assert (decided["open"], decided["clause"], decided["decision"]["chosen"]) == (
        False, '3, "Working Hours"', "Europe/Brussels",
    )  # fmt: skip
    assert set(decided["readings"]) == {"+01:00", "Europe/Brussels"}
    still_open = lint(undecided("apifonica", term, tmp_path))[term]
    assert (still_open["open"], still_open["question"]) == (True, "In which time zone are these hours kept?")


@pytest.mark.clause("AP-14")
def test_cet_itself_is_questioned(tmp_path: Path) -> None:
    file = undecided("apifonica", "calendars.working_hours.zone", tmp_path)
    before, mark, after = file.read_text(encoding="utf-8").partition("  working_hours:\n    zone: unstated")
    assert mark
    file.write_text(f"{before}  working_hours:\n    zone: CET{after}", encoding="utf-8")
    found = lint(file)["calendars.working_hours.zone"]
    assert found["open"]
    assert found["question"] == "Which is meant: Europe/Brussels or +01:00?"


@pytest.mark.clause("AP-18")
def test_the_missing_remedy_is_pointed_out(tmp_path: Path) -> None:
    term = "commitments.availability.remedy"
    decided = lint(AGREEMENTS / "apifonica.yaml")[term]
    assert (decided["what"], decided["decision"]["chosen"]) == ("no remedy is promised", "none")
    still_open = lint(undecided("apifonica", term, tmp_path))[term]
    assert (still_open["open"], still_open["question"]) == (True, "What is owed when the commitment is missed?")


@pytest.mark.clause("PS-02")
def test_break_fix_hours_are_asked_for_a_zone_and_advanced_hours_are_not(tmp_path: Path) -> None:
    term = "calendars.standard_hours_break_fix.zone"
    found = lint(undecided("ignite-connex", term, tmp_path))
    assert (found[term]["open"], found[term]["what"]) == (True, "no time zone is named")
    assert "calendars.standard_hours.zone" not in found


@pytest.mark.clause("AP-13")
def test_the_reading_of_the_lost_headings_is_on_record() -> None:
    found = [
        each for each in upheld("lint", AGREEMENTS / "apifonica.yaml", "--json").json["findings"] if not each["term"]
    ]
    (headings,) = [each for each in found if "headings" in each["question"]]
    assert (headings["open"], headings["decision"]["chosen"]) == (False, "response and resolution")
    assert "weekday and weekend response" in headings["readings"]


TERMS_OF_SERVICE = """
upheld: 1
agreement: apifonica-terms
title: Apifonica Terms of Service
provider: Apifonica
version: {id: "7"}
commitments:
  availability: {target: 99.5%, clause: "12"}
"""


@pytest.mark.clause("AP-02")
def test_the_terms_of_service_rank_above_and_override_a_term(tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text(TERMS_OF_SERVICE, encoding="utf-8")
    text = (AGREEMENTS / "apifonica.yaml").read_text(encoding="utf-8")
    file = tmp_path / "apifonica.yaml"
    file.write_text(f"{text}include:\n  - {{file: terms.yaml, ranks: above}}\n", encoding="utf-8")
    target = explain(file, "commitments.availability.target")
    assert (target["says"], target["clause"], target["document"]) == (
        "The figure `platform` is compared with 99.5%.", "12", "Apifonica Terms of Service",
    )  # fmt: skip
    assert target["file"] == str(tmp_path / "terms.yaml")
    # A term that the terms of service do not touch stays the SLA's own.
    period = explain(file, "commitments.availability.period")
    assert period["document"] == "Apifonica API Service Level Agreement"


EXHIBIT = """
upheld: 1
agreement: exhibit
title: Exhibit A
provider: Plivo
version: {id: A}
definitions: {Issue: A defect., Carrier: A telephone company.}
include: [{file: linked.yaml, ranks: below}]
"""
LINKED = """
upheld: 1
agreement: linked
title: Linked terms
provider: Plivo
version: {id: L}
definitions: {Carrier: Whoever carries a call., Console: The web page of the account.}
"""


@pytest.mark.clause("PL-03")
def test_a_word_is_looked_for_in_one_document_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "exhibit.yaml").write_text(EXHIBIT, encoding="utf-8")
    (tmp_path / "linked.yaml").write_text(LINKED, encoding="utf-8")
    text = (AGREEMENTS / "plivo.yaml").read_text(encoding="utf-8")
    file = tmp_path / "plivo.yaml"
    file.write_text(f"{text}include:\n  - {{file: exhibit.yaml, ranks: below}}\n", encoding="utf-8")
    found = {word: explain(file, f"definitions.{word}") for word in ("Issue", "Carrier", "Console")}
    # The SLA itself defines an issue, so the exhibit's meaning of it is not used.
    assert [found[word]["document"] for word in ("Issue", "Carrier", "Console")] == [
        "Platform Service Levels and Support Services",
        "Exhibit A",
        "Linked terms",
    ]
    assert found["Issue"]["says"] == "Issue: A problem or error within the services."
    assert found["Carrier"]["says"] == "Carrier: A telephone company."


@pytest.mark.clause("PS-09")
def test_an_accounts_own_agreement_goes_before_the_standard_term_by_term(tmp_path: Path) -> None:
    own = f"""
upheld: 1
agreement: ignite-connex-acme
title: Service level agreement with Acme
provider: Ignite Connex
version: {{id: "1"}}
include: [{{file: {AGREEMENTS / "ignite-connex.yaml"}, ranks: below}}]
support:
  plans:
    premium:
      targets:
        "1":
          response: {{within: 30 minutes, clause: "2"}}
"""
    file = tmp_path / "acme.yaml"
    file.write_text(own, encoding="utf-8")
    first = explain(file, "support.plans.premium.targets.1.response")
    assert "within 30 minutes of working time, by the hours `around_the_clock`" in first["says"]
    assert (first["clause"], first["document"]) == ("2", "Service level agreement with Acme")
    second = explain(file, "support.plans.premium.targets.2.response")
    assert (second["clause"], second["document"]) == ("Premium Support, Severity 2", "Production Support Level Details")
