"""`explain`: terms in plain English, each with its source, and what somebody may have meant by an unknown one."""

from __future__ import annotations

import pytest

from tests.agreements_in_words import HEAD, agreement
from upheld.agreements.explaining import Explained, about_term, explain, near_terms

TERMS = """
decisions:
  - {term: commitments.uptime.remedy, question: What is owed?, chosen: none, by: Jane, on: 2026-02-03,
     why: Nothing is said.}
support:
  clause: "5"
  priorities: {p1: {title: Outage, definition: It is out}}
  plans:
    gold:
      title: Gold
      calendar: office
      targets:
        p1:
          response: {within: 2 hours, counted: working time, clause: "5.1"}
          resolution: {within: 1 business day, counted: business days, by: close of business}
"""


def sentences(terms: str = TERMS, head: str = HEAD) -> tuple[Explained, ...]:
    """Every sentence about the common agreement with further terms."""
    return explain(agreement(terms, head))


def says(term: str, terms: str = TERMS, head: str = HEAD) -> list[str]:
    """What is said about a term."""
    return [each.says for each in about_term(sentences(terms, head), term)]


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("zone", "Its days and months begin at midnight in the zone Europe/Berlin."),
        ("commitments.uptime.target", "The figure `api` is compared with 99.9%."),
        ("commitments.uptime.comparison", "At least that much keeps the promise: exactly 99.9% is enough."),
        (
            "commitments.uptime.remedy",
            "Nothing is owed when it is missed: the shortfall is reported, and no credit is computed.",
        ),
        ("measures.api.down", "A slice is down when more than 5% of its valid requests failed."),
        ("measures.api.slice", "Time is cut into slices of 1 minute, from midnight on."),
        ("measures.api.no_traffic", "A slice without traffic counts as up."),
        ("calendars.office.week", "The hours `office` are Monday to Friday 08:00-18:00."),
        ("support.priorities.p1", "Priority `p1` (Outage): It is out."),
        (
            "support.plans.gold.targets.p1.response",
            "Response to priority p1 in plan `gold` is due within 2 hours of working time, by the hours `office`.",
        ),
        (
            "resolution",
            (
                "Resolution to priority p1 in plan `gold` is due within 1 business day by the days on which `office` "
                "is open, at the close of that day's hours."
            ),
        ),
    ],
)
def test_a_term_reads_like_a_sentence(term: str, sentence: str) -> None:
    assert sentence in says(term)


def test_a_sentence_names_its_clause_document_and_place() -> None:
    (target,) = about_term(sentences(), "support.plans.gold.targets.p1.response")
    assert (target.clause, target.document, target.place.file) == ("5.1", "An agreement for a test", "test.yaml")
    assert target.place.line > 27
    assert target.decision is None


def test_a_decided_term_names_who_decided_it_and_why() -> None:
    (remedy,) = about_term(sentences(), "commitments.uptime.remedy")
    assert remedy.decision is not None
    assert (remedy.decision.by, str(remedy.decision.on), remedy.decision.why) == (
        "Jane",
        "2026-02-03",
        "Nothing is said.",
    )


def test_an_open_term_says_that_it_is_open_and_what_to_ask() -> None:
    assert says("commitments.uptime.remedy", "") == [
        "The text leaves this open: What is owed when the commitment is missed?"
    ]


def test_what_the_text_does_not_say_is_not_put_into_its_mouth() -> None:
    by_term = {each.term: each for each in sentences()}
    assert by_term["commitments.uptime.target"].stated
    unsaid = by_term["commitments.uptime.rounding"]
    assert not unsaid.stated
    assert unsaid.clause == ""


def test_a_term_is_found_by_path_by_word_and_by_what_stands_around_it() -> None:
    every = sentences()
    assert {each.term for each in about_term(every, "measures.api")} == {
        each.term for each in about_term(every, "measures")
    }
    assert [each.term for each in about_term(every, "slice")] == ["measures.api.slice"]
    assert [each.term for each in about_term(every, "measures.api.down.error_share.over")] == ["measures.api.down"]
    assert about_term(every, "slise") == ()
    assert near_terms(every, "slise") == ("slice",)


def test_every_sentence_ends() -> None:
    assert [each.says for each in sentences() if not each.says.endswith((".", "?", ")"))] == []


PLAN = """
support:
  priorities: {p1: {title: Outage, definition: It is out}}
  plans:
    gold:
      title: Gold
      calendar: office
      targets:
        p1:
          response: {within: 1 business day, counted: business days, by: "17:00", received_by: "15:00"}
          resolution: {within: 8 hours, counted: working time, starts: response, landing: next opening}
      pauses: [waiting_on_customer]
      reopening: new clock
      escalation:
        - {to: team lead, at: breach, unless: none, on: [update]}
        - {to: head of support, at: 2 hours, counted: working time}
"""


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        (
            "pauses",
            (
                "The clocks of its update, workaround and resolution stop while a ticket is waiting on customer, "
                "and at no other time."
            ),
        ),
        ("reopening", "When a ticket is reopened a new clock starts; the verdict on the first one stays."),
        (
            "received_by",
            "What is reported after 15:00, or on a day without hours, counts as reported on the next business day.",
        ),
        (
            "starts",
            (
                "Resolution to priority p1 in plan `gold` is due within 8 hours of working time, by the hours "
                "`office`. Its clock starts with the response. "
                "Where it falls on a closing it is due at the next opening."
            ),
        ),
        ("escalation.0", "When an update target is missed, the team lead is told at the breach."),
        (
            "support.plans.gold.escalation.1",
            (
                "When a target is missed, the head of support is told 2 hours after the breach, in working time, "
                "unless it has been taken by then."
            ),
        ),
    ],
)
def test_what_moves_stops_and_escalates_a_clock_is_told(term: str, sentence: str) -> None:
    path = f"support.plans.gold.{term}" if term.startswith("escalation") else term
    assert sentence in says(path, PLAN)


def test_only_the_clocks_that_pause_are_named() -> None:
    stated = "pauses: [waiting_on_customer]\n"
    alone = PLAN.replace(stated, f"{stated}      paused_targets: [resolution]\n")
    assert says("pauses", alone)[0].startswith("The clock of its resolution stops while")


def test_an_exclusion_of_shares_of_requests_takes_whole_slices() -> None:
    head = HEAD.replace("down: {error_share: {over: 5%}}", "value: mean of slice ratios")
    terms = "exclusions: {flood: {title: A flood, effect: leaves both sides, conditions: {evidence: {}}}}\n"
    told = "For `api`, a share of requests, every slice that the recorded time touches leaves the figure whole."
    assert told in says("exclusions.flood.effect", terms, head)[0]
    assert told not in says("exclusions.flood.effect", terms)[0]
