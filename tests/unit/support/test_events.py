"""Events from lists and tables: read whole or refused with the place; times with a zone, or none."""

from __future__ import annotations

import pytest

from tests.desk import agreement_of, at, events, office, ticket_of, wall
from upheld.support.entering import entered
from upheld.support.event_list import read_event_list
from upheld.support.events import Opening
from upheld.support.history import read_events
from upheld.support.promises import plan_ready
from upheld.support.ticket import NoOpening, Pause, fold
from upheld.support.wall_times import Fold, WallTimeError, instant_reader

AGREEMENT = office('targets: {"1": {response: {within: 1 hour, counted: working time}}}')
READ = instant_reader("Europe/Berlin")

YAML = """
- {at: 2026-01-13 10:00, event: opened, priority: p1, answers: {impact: total}}
- at: 2026-01-13T10:00:30+01:00
  event: acknowledged
  how: call logged
"""
JSON = """[
{"at": "2026-01-13T09:00:00Z", "event": "opened", "priority": "p1"},
  {"at": "2026-01-13 11:00", "event": "closed"}
]"""


def test_a_list_in_yaml_or_json_alone_or_under_its_name() -> None:
    alone, problems = read_event_list(YAML, "events.yaml", READ)
    assert problems == ()
    assert [(event.kind, event.detail, wall(event.at)[15:]) for event in alone] == [
        ("opened", "", "10:00 +01:00"),
        ("acknowledged", "call logged", "10:00:30 +01:00"),
    ]
    assert alone[0].opening is not None
    assert dict(alone[0].opening.answers or {}) == {"impact": "total"}
    assert read_event_list("events:" + YAML, "events.yaml", READ)[0] == alone
    assert [event.kind for event in read_event_list(JSON, "events.json", READ)[0]] == ["opened", "closed"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{at: 2026-01-13 10:00, event: openned}", "`openned` is no event"),
        ("{at: yesterday, event: opened}", "`yesterday` is not an instant"),
        ("{at: 2026-03-29 02:30, event: opened}", "was skipped by the clocks of Europe/Berlin"),
        ("{at: 2026-10-25 02:30, event: opened}", "was shown twice by the clocks of Europe/Berlin"),
        ("{at: 2026-01-13 10:00, event: acknowledged}", "`acknowledged` needs `how`"),
        ("{at: 2026-01-13 10:00, event: acknowledged, how: pigeon}", "`pigeon` is no way to reach a customer"),
        ("{at: 2026-01-13 10:00, event: paused}", "`paused` needs `state`"),
        ("{at: 2026-01-13 10:00, event: excluded}", "`excluded` needs `cause`"),
        ("{at: 2026-01-13 10:00, event: opened, sequence: first}", "`first` is no whole number"),
        ("{at: 2026-01-13 10:00, event: opened, answers: total}", "are no answers"),
        ("{at: 2026-01-13 10:00, evnt: opened}", "no field is named `evnt`"),
        ("opened", "an event is a mapping"),
    ],
)
def test_each_fault_with_its_place(line: str, what: str) -> None:
    found, problems = read_event_list(f"- {{at: 2026-01-13 09:00, event: opened}}\n- {line}\n", "events.yaml", READ)
    assert found == ()
    assert what in problems[0].what
    assert (problems[0].place.file, problems[0].place.line) == ("events.yaml", 2)


def test_events_of_two_tickets_are_not_one_ticket() -> None:
    text = "- {ticket: A, at: 2026-01-13 10:00, event: opened}\n- {ticket: B, at: 2026-01-13 10:00, event: opened}\n"
    found, (problem,) = read_event_list(text, "events.yaml", READ)
    assert (found, problem.place.line, problem.what) == ((), 2, "another ticket than `A`")


def test_what_is_no_list_is_refused() -> None:
    for text in ("", "events: nothing", "- [", "events: &a [*a]"):
        assert read_event_list(text, "events.yaml", READ)[1] != ()


def test_rows_of_events() -> None:
    text = """ticket,at,event,priority,how,state
A,2026-01-13 10:00,opened,p1,,
A,2026-01-13 10:05,acknowledged,,portal,
B,2026-01-13 10:00,opened,2,,
,2026-01-13 10:00,opened,2,,
B,soon,closed,,,
B,2026-01-13 10:00
"""
    history, problems = read_events(text.splitlines(keepends=True), "t.csv", "Europe/Berlin")
    assert problems == ()
    assert history is not None
    assert {ticket: [event.kind for event in found] for ticket, found in history.tickets.items()} == {
        "A": ["opened", "acknowledged"],
        "B": ["opened"],
    }
    assert [(bad.line, bad.reason) for bad in history.bad] == [
        (5, "no ticket"), (6, "unreadable time"), (7, "not a row of this table"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("", "the file is empty"),
        ("ticket,at\n", "there is no column `event`"),
        ("ticket,at,event,at\n", "stands there twice"),
    ],
)
def test_a_table_without_its_columns_is_refused(header: str, what: str) -> None:
    history, problems = read_events([header] if header else [], "t.csv")
    assert history is None
    assert what in problems[0].what


@pytest.mark.parametrize(
    ("text", "zone", "fold_", "expected"),
    [
        ("2026-10-25T02:30:00+02:00", None, "refused", "2026-10-25 02:30+02:00"),
        ("2026-10-25 02:30", "Europe/Berlin", "first", "2026-10-25 02:30+02:00"),
        ("2026-10-25 02:30", "Europe/Berlin", "second", "2026-10-25 02:30+01:00"),
        ("2026-01-13T10:00:00.999999Z", None, "refused", "2026-01-13 10:00+00:00"),
        ("2026-01-13t10:00Z", None, "refused", None),
        ("2026-02-30 10:00", "UTC", "refused", None),
        ("2026-01-13 10:00", None, "refused", None),
    ],
)
def test_instants_as_people_write_them(text: str, zone: str | None, fold_: Fold, expected: str | None) -> None:
    read = instant_reader(zone, "iso", fold_)
    if expected is None:
        with pytest.raises(WallTimeError):
            read(text)
    else:
        assert read(text) == at(expected)


def test_a_ticket_is_the_fold_of_its_events_in_any_order() -> None:
    facts = events(
        "2026-01-13 10:00 opened priority=1",
        "2026-01-13 10:30 paused state=waiting",
        "2026-01-13 11:00 resumed",
        "2026-01-13 12:00 resolved how=portal",
        "2026-01-13 13:00 reopened",
        "2026-01-13 14:00 excluded cause=carriers",
    )
    ticket = fold("T1", facts)
    assert ticket == fold("T1", reversed(facts))
    assert ticket.pauses == (Pause("waiting", at("2026-01-13 10:30"), at("2026-01-13 11:00")),)
    assert [turn.what for turn in ticket.turns] == ["resolved", "reopened"]
    assert ticket.excluded == (at("2026-01-13 14:00"), "carriers")
    built = fold("T1", facts[:1])
    for event in (facts[3], facts[5], facts[1], facts[4], facts[2]):
        built = built.after(event)
    assert built == ticket


def test_without_an_opening_there_is_no_ticket() -> None:
    with pytest.raises(NoOpening):
        fold("T1", events("2026-01-13 10:00 resolved"))
    ticket, (problem,) = entered(AGREEMENT, "T1", events("2026-01-13 10:00 resolved"))
    assert (ticket, problem.code) == (None, "no opening")


@pytest.mark.parametrize("said", ["1", "p1", "P1", "P-1", "priority 1", "Severity 1", "s1"])
def test_priorities_go_by_the_names_that_people_use(said: str) -> None:
    facts = events("2026-01-13 10:00 opened", opening=Opening(said))
    assert ticket_of(AGREEMENT, facts).priority == "1"


@pytest.mark.parametrize(
    ("opening", "what"),
    [
        (Opening("9"), "no priority is named `9`"),
        (Opening("1", plan="silver"), "no support plan is named `silver`"),
        (Opening(), "no priority is named"),
    ],
)
def test_what_the_agreement_does_not_know_is_refused(opening: Opening, what: str) -> None:
    ticket, problems = entered(AGREEMENT, "T1", events("2026-01-13 10:00 opened", opening=opening))
    assert ticket is None
    assert what in problems[0].what


def test_a_calendar_without_a_zone_is_a_question() -> None:
    text = """
upheld: 1
agreement: desk
title: Desk
provider: Desk
version: {id: "1"}
calendars: {office: {week: {mon: [08:00-18:00]}}}
support:
  priorities: {"1": {title: All, definition: All.}}
  plans: {gold: {title: Gold, calendar: office, targets: {"1": {response: {within: 1 hour, counted: working time}}}}}
"""
    _, (question,) = plan_ready(agreement_of(text), "gold")
    assert (question.field, question.code) == ("calendars.office.zone", "unstated")


def test_support_is_for_the_term_only_where_the_agreement_says_so() -> None:
    plan = 'targets: {"1": {response: {within: 1 hour, counted: working time}}}'
    accounts = "accounts:\n  acme: {plan: gold, from: 2026-01-13, until: 2026-01-14}\n"

    def refusals(beside: str, opened: str) -> list[str]:
        facts = events(f"{opened} opened priority=1, account=acme")
        return [problem.code for problem in entered(office(plan, beside), "T1", facts)[1]]

    # The term is Tuesday, 13 January, in Berlin; half past midnight there is still Monday in UTC.
    for opened, codes in (
        ("2026-01-12 23:59:59", ["not entitled"]), ("2026-01-13 00:30", []),
        ("2026-01-13 23:59:59", []), ("2026-01-14 00:00", ["not entitled"]),
    ):  # fmt: skip
        assert refusals("  only_during_term: true\n" + accounts, opened) == codes
        assert refusals(accounts, opened) == []


EXCLUDING = """
exclusions:
  carriers: {title: Carriers, effect: leaves both sides}
  weather: {title: Weather, effect: leaves both sides, tickets: false}
"""


def test_a_ticket_leaves_the_figures_for_a_cause_until_that_is_taken_back() -> None:
    agreement = office('targets: {"1": {response: {within: 1 hour, counted: working time}}}', EXCLUDING)
    opened, excluded = "2026-01-13 10:00 opened priority=1", "2026-01-13 11:00 excluded cause=carriers"
    assert ticket_of(agreement, events(opened, excluded)).excluded == (at("2026-01-13 11:00"), "carriers")
    assert ticket_of(agreement, events(opened, excluded, "2026-01-13 12:00 included")).excluded is None
    # The agreement lets tickets of this cause be judged.
    assert ticket_of(agreement, events(opened, "2026-01-13 11:00 excluded cause=weather")).excluded is None
