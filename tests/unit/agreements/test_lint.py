"""`lint`: what an agreement leaves open or says in two ways, with the clause and the question to ask."""

from __future__ import annotations

import pytest

from tests.agreements_in_words import HEAD, agreement
from upheld.agreements.lint import lint
from upheld.agreements.lint.finding import Finding


def found(terms: str = "", head: str = HEAD) -> dict[str, Finding]:
    """The findings by the term that they are about."""
    return {each.term: each for each in lint(agreement(terms, head))}


def without(line: str) -> str:
    """The common head without a line."""
    assert line in HEAD
    return HEAD.replace(line, "")


STATES = (
    without('    valid: "TRUE"\n    bad: status >= 500\n')
    .replace("series: requests", "series: states")
    .replace("error_share: {over: 5%}", "state: {}")
)


@pytest.mark.parametrize(
    ("head", "term", "says", "asks"),
    [
        (
            without("zone: Europe/Berlin\ncal").replace("endars", "calendars", 1),
            "zone",
            "no time zone",
            "In which time zone",
        ),
        (without("    slice: 1 minute\n"), "measures.api.slice", "no measurement granularity", "how long is one slice"),
        (without("    no_traffic: up\n"), "measures.api.no_traffic", "time without traffic", "without any traffic"),
        (STATES, "measures.api.partial_slices", "down only in part", "by seconds"),
        (without("    period: calendar month\n"), "commitments.uptime.period", "no period", "Over which period"),
        (without("    comparison: at least\n"), "commitments.uptime.comparison", "exactly on the target", "at least"),
        (HEAD, "commitments.uptime.remedy", "no remedy is promised", "What is owed"),
        (
            without("    holidays: [2026-10-03, 2026-12-25]\n"),
            "calendars.office.holidays",
            "public holidays",
            "of which country",
        ),
        (HEAD.replace(", effective: 2026-01-01", ""), "version.effective", "from when it binds", "From which day"),
        (HEAD.replace("calendar month", "30 days"), "commitments.uptime.period", "no first day", "On which day"),
        (HEAD, "measures.api", "no clause is named", "Which clause"),
    ],
)
def test_what_the_text_does_not_say(head: str, term: str, says: str, asks: str) -> None:
    finding = found("", head)[term]
    assert finding.is_open
    assert says in finding.what
    assert asks in finding.question


@pytest.mark.parametrize("name", ["CET", "EST", "EET", "PST8PDT", "Etc/GMT-1"])
def test_zones_that_read_in_two_ways_are_asked_about(name: str) -> None:
    finding = found("", HEAD.replace("    zone: Europe/Berlin", f"    zone: {name}"))["calendars.office.zone"]
    assert f"`{name}`" in finding.what


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "+01:00", "America/Argentina/Buenos_Aires", "Etc/GMT"])
def test_zones_that_read_in_one_way_are_not(name: str) -> None:
    assert "calendars.office.zone" not in found("", HEAD.replace("    zone: Europe/Berlin", f"    zone: {name}"))


EXCLUSIONS = """
exclusions:
  maintenance: {title: Scheduled maintenance, effect: counts as up}
  notified_maintenance:
    title: Maintenance
    effect: counts as up
    conditions: {announced: {at_least: 3 business days, calendar: office}}
  acts_of_god: {title: Acts of God, effect: unstated}
"""


def test_exclusions_that_anybody_could_claim() -> None:
    all_found = found(EXCLUSIONS)
    assert "however late" in all_found["exclusions.maintenance.conditions"].what
    assert "exclusions.notified_maintenance.conditions" not in all_found
    assert "show nothing" in all_found["exclusions.acts_of_god.conditions"].what
    assert "leave the period" in all_found["exclusions.acts_of_god.effect"].question
    # The rule asks its own question: three business days before, until when on that day?
    assert "to the same time" in all_found["exclusions.notified_maintenance.conditions.announced.counted"].question


def test_a_credit_to_be_claimed_at_an_unknown_time() -> None:
    remedies = """
remedies:
  more: {credit: {service_time: {times: 1}}, form: service time, rounding: none, claim: {channel: support}}
"""
    assert "Until when" in found(remedies)["remedies.more.claim.within"].question
    assert "remedies.more.claim.within" not in found(remedies.replace("channel: support", "within: 30 days"))


SUPPORT = """
support:
  priorities: {p1: {title: A, definition: B}, p2: {title: C, definition: D}}
  plans:
    s:
      title: S
      calendar: office
      targets:
        p1:
          response: {within: 1 day, counted: working time}
          resolution: {within: 1 business day, counted: business days}
          update: {within: 4 hours}
"""


def test_support_that_can_be_read_in_two_ways() -> None:
    all_found = found(SUPPORT)
    assert "p2" in all_found["support.plans.s.targets"].what
    assert "business days" in all_found["support.plans.s.targets.p1.response.within"].question
    assert "which instant" in all_found["support.plans.s.targets.p1.resolution.by"].question
    assert "by the clock" in all_found["support.plans.s.targets.p1.update.counted"].question
    assert "support.plans.s.targets.p1.update.by" not in all_found  # hours land nowhere in particular


def test_notices_and_duties_without_a_time() -> None:
    terms = """
notices: {m: {title: Maintenance, about: Maintenance}, n: {title: N, about: N, at_least: 3 days}}
duties:
  r: {title: Report, owed_by: provider, after: month}
  s: {title: S, owed_by: provider, after: x, within: 2 days}
"""
    all_found = found(terms)
    assert {"notices.m.at_least", "duties.r.within"} <= set(all_found)
    assert not {"notices.n.at_least", "duties.s.within"} & set(all_found)


DECISION = """
decisions:
  - {term: "measures.*.no_traffic", question: What of silence?, chosen: down, by: Jane, why: Agreed.,
     readings: {up: Fine., down: Not fine.}}
  - {term: commitments.uptime.remedy, question: What is owed?, readings: {none: Nothing.}}
  - {question: Are probes requests?, chosen: "no", by: Jane}
"""


def test_decided_questions_stay_listed_with_who_decided_and_the_readings() -> None:
    head = HEAD.replace("    no_traffic: up\n", "    no_traffic: unstated\n")
    all_found = found(DECISION, head)
    decided = all_found["measures.*.no_traffic"]
    assert not decided.is_open
    assert decided.decision is not None
    assert (decided.decision.by, decided.decision.words()) == ("Jane", "down. Agreed.")
    assert list(decided.readings) == ["up", "down"]
    assert all_found["commitments.uptime.remedy"].is_open
    assert all_found["commitments.uptime.remedy"].question == "What is owed?"
    assert not all_found[""].is_open
    assert all_found[""].question == "Are probes requests?"


def test_a_question_names_the_clause_of_its_term() -> None:
    head = HEAD.replace("    measure: api\n", "    measure: api\n    clause: '2.2'\n")
    assert found("", head)["commitments.uptime.remedy"].clause == "2.2"


def test_nothing_is_asked_that_changes_no_figure() -> None:
    # A combination has no slices of its own, and an agreement without commitments needs no zone.
    combined = "  both: {of: [api], combine: {way: all}, clause: '1'}\n"
    head, _, tail = HEAD.partition("commitments:")
    terms = set(found("", f"{head}{combined}commitments:{tail}"))
    assert not {"measures.both.slice", "measures.both.no_traffic", "measures.both.partial_slices"} & terms
    alone = 'upheld: "1"\nagreement: a\ntitle: A\nprovider: P\nversion: {id: "1", effective: 2026-01-01}\n'
    assert found("", alone) == {}
