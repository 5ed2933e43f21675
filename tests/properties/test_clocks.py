"""What holds for every clock, whatever happens to the ticket: against a count minute by minute, and in any order."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk import clocks, office, plan_of, ticket_of
from upheld.support.clock import Clock
from upheld.support.event_list import read_event_list
from upheld.support.events import Event, EventKind, Opening, in_order
from upheld.support.history import read_events, read_log
from upheld.support.judging import clocks_of
from upheld.support.log_mapping import read_log_mapping
from upheld.support.steps import steps_ahead
from upheld.support.ticket import fold
from upheld.support.wall_times import instant_reader

MINUTE = 60
# From Thursday before clocks go forward in Berlin (29 March 2026) to ten days later; and so in October.
STARTS = (int(datetime(2026, 3, 26, tzinfo=UTC).timestamp()), int(datetime(2026, 10, 22, tzinfo=UTC).timestamp()))
DESK = office(
    """
pauses: [waiting, vendor]
targets:
  "1": {resolution: {within: 600 minutes, counted: working time}}
  "2": {resolution: {within: 150 minutes, counted: elapsed time}}
  "3": {resolution: {within: 1500 minutes, counted: elapsed time on business days}}
warn_at: [80%]
escalation: [{to: lead}]
"""
)
GOALS = {"1": 600, "2": 150, "3": 1500}
PLAN = plan_of(DESK, "gold")
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")

instants = st.tuples(st.sampled_from(STARTS), st.integers(0, 4 * 24 * 60)).map(lambda pair: pair[0] + pair[1] * MINUTE)
kinds: st.SearchStrategy[EventKind] = st.sampled_from(("paused", "resumed", "worked_around", "update", "taken"))
states = st.sampled_from(("waiting", "vendor", "desk"))


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, tuple[Event, ...]]:
    """A priority, and a ticket that is opened, waits and goes on, in whole minutes."""
    priority, opened = draw(st.sampled_from("123")), draw(instants)
    events = [Event(opened, "opened", 0, opening=Opening(priority))]
    for number in range(1, draw(st.integers(0, 6)) + 1):
        after = draw(st.integers(-60, 3 * 24 * 60))
        events.append(Event(opened + after * MINUTE, draw(kinds), number, draw(states)))
    return priority, tuple(events)


def counts(priority: str, at: int) -> bool:
    """Whether the minute from `at` counts, said in the plainest way."""
    local = datetime.fromtimestamp(at, UTC).astimezone(BERLIN)
    if priority == "2":
        return True
    return local.weekday() < 5 and (priority == "3" or 8 <= local.hour < 18)


def waiting(events: tuple[Event, ...], at: int) -> bool:
    """Whether the ticket is in a named waiting state in the minute from `at`."""
    held: set[str] = set()
    for event in in_order(events):
        if event.at <= at and event.kind == "paused":
            held.add(event.detail)
        if event.at <= at and event.kind == "resumed":
            held.discard(event.detail)
    return bool(held & {"waiting", "vendor"})


def minutes_until(goal: int, priority: str, events: tuple[Event, ...]) -> int | None:
    """The instant at which `goal` minutes have counted, one by one; None where they never do within 20 days."""
    opened, done = events[0].at, 0
    for at in range(opened, opened + 20 * 86400, MINUTE):
        if done == goal:
            return at
        done += counts(priority, at) and not waiting(events, at)
    return None


def resolution(events: tuple[Event, ...], now: int) -> Clock:
    return clocks(DESK, events, now)[0]


@settings(max_examples=25)
@given(stories())
def test_due_is_where_counting_minute_by_minute_ends(story: tuple[str, tuple[Event, ...]]) -> None:
    priority, events = story
    found = resolution(events, max(event.at for event in events))
    assert found.due == minutes_until(GOALS[priority], priority, events)


@given(stories())
def test_at_the_deadline_exactly_the_promised_time_has_run(story: tuple[str, tuple[Event, ...]]) -> None:
    priority, events = story
    found = resolution(events, max(event.at for event in events))
    assert found.running is not None
    if found.due is not None:
        assert found.running.spent(found.due) == GOALS[priority] * MINUTE
    assert found.left is not None
    assert found.spent + found.left == GOALS[priority] * MINUTE


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(story: tuple[str, tuple[Event, ...]], luck: object) -> None:
    _, events = story
    shuffled = list(events[1:])
    luck.shuffle(shuffled)  # type: ignore[attr-defined] # Hypothesis gives a random.Random and types it as an object
    built = fold("T1", events[:1])
    for event in shuffled:
        built = built.after(event)
    assert built == fold("T1", events)


@given(stories(), st.integers(1, 48 * 60))
def test_a_ticket_opened_later_is_never_due_earlier(story: tuple[str, tuple[Event, ...]], by: int) -> None:
    priority, (opened, *_) = story
    later = Event(opened.at + by * MINUTE, "opened", opening=Opening(priority))
    first, second = resolution((opened,), opened.at).due, resolution((later,), later.at).due
    assert first is not None
    assert second is not None
    assert first <= second


@given(stories(), st.integers(0, 5 * 24 * 60))
def test_missed_is_missed_for_ever(story: tuple[str, tuple[Event, ...]], later: int) -> None:
    _, events = story
    now = max(event.at for event in events)
    if resolution(events, now).verdict == "missed":
        solved = (*events, Event(now + later * MINUTE, "resolved", 99))
        assert resolution(solved, now + later * MINUTE).verdict == "missed"


@given(stories())
def test_steps_have_one_key_each_and_no_warning_after_the_breach(story: tuple[str, tuple[Event, ...]]) -> None:
    _, events = story
    ticket = ticket_of(DESK, events)
    now = max(event.at for event in events)
    steps = steps_ahead(ticket, clocks_of(ticket, PLAN, now), PLAN)
    assert len({step.key for step in steps}) == len(steps)
    breach = next((step.at for step in steps if step.kind == "breach"), None)
    if breach is not None:
        assert all(step.at < breach for step in steps if step.kind == "warning")
    assert list(steps) == sorted(steps)


def lines() -> st.SearchStrategy[list[str]]:
    cell = st.one_of(
        st.sampled_from(["2026-01-13T10:00Z", "opened", "paused", "p1", "portal", "A", '"', ""]), st.text(max_size=8)
    )
    return st.lists(st.lists(cell, max_size=6).map(lambda cells: ",".join(cells) + "\n"), max_size=8)


@given(lines())
def test_any_table_gives_events_or_says_what_is_wrong(rows: list[str]) -> None:
    history, problems = read_events(["ticket,at,event,priority,how,state\n", *rows], "t.csv")
    assert (history is None) == bool(problems)
    if history is not None:
        used = sum(len(events) for events in history.tickets.values())
        assert used + len(history.bad) == history.rows


MAPPING, _ = read_log_mapping(
    "{upheld_history: 1, ticket: t, at: a, state: [s], priority: {column: p}, "
    "states: {new: {is: open}, done: {is: resolved}}}",
    "m",
)


@given(lines())
def test_any_log_gives_tickets_or_says_what_is_wrong(rows: list[str]) -> None:
    assert MAPPING is not None
    history, problems = read_log(["t,a,s,p\n", *rows], "log.csv", MAPPING)
    assert (history is None) == bool(problems)


listed = st.lists(st.text(max_size=20), max_size=4).map(lambda texts: "\n".join(f"- {text}" for text in texts))


@given(st.one_of(st.text(max_size=60), listed))
def test_any_text_gives_events_or_problems(text: str) -> None:
    events, problems = read_event_list(text, "events.yaml", instant_reader(None))
    assert not (events and problems)


TWO_TARGETS = office(
    """
targets:
  "1": {response: {within: 8 hours, counted: elapsed time}, resolution: {within: 20 hours, counted: elapsed time}}
  "2": {response: {within: 9 hours, counted: elapsed time}, resolution: {within: 30 hours, counted: elapsed time}}
  "3": {response: {within: 9 hours, counted: elapsed time}}
"""
)
at_once = st.lists(
    st.one_of(
        st.sampled_from(
            [("acknowledged", "portal"), ("acknowledged", "internal"), ("resolved", ""), ("resolved", "portal")]
        ),
        st.tuples(st.just("priority_changed"), st.sampled_from("123")),
    ),
    max_size=6,
)


def settled(acts: list[tuple[EventKind, str]], apart: int) -> list[tuple[str, str, str]]:
    """(target, priority, verdict) of the clocks that count, with `apart` seconds from one act to the next."""
    start = STARTS[0]
    first = Event(start, "opened", 0, opening=Opening("1"))
    rest = [Event(start + 60 + number * apart, kind, number, what) for number, (kind, what) in enumerate(acts, 1)]
    found = clocks(TWO_TARGETS, (first, *rest), start + 600)
    return [(each.kind, each.priority, each.verdict) for each in found if each.verdict != "replaced"]


@given(at_once)
def test_of_things_in_one_second_the_sequence_says_which_came_first(acts: list[tuple[EventKind, str]]) -> None:
    assert settled(acts, apart=0) == settled(acts, apart=1)
