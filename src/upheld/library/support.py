"""Deadlines of one ticket, and the judgement of a whole ticket history, from files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import for_account
from upheld.agreements.versions import Versions
from upheld.agreements.words import Share, Unstated
from upheld.library.loading import file_source, load_versions
from upheld.library.ticket_files import lines_of, text_of
from upheld.problems import Place, Problem, Refused
from upheld.support.clock import Clock
from upheld.support.entering import entered
from upheld.support.event_list import read_event_list
from upheld.support.events import Event, Opening, as_of
from upheld.support.history import History, read_events, read_log
from upheld.support.judging import clocks_of
from upheld.support.log_mapping import read_log_mapping
from upheld.support.opening import plan_for, refused_escalation
from upheld.support.promises import SupportPlan, plan_ready
from upheld.support.replay import Replay, Terms
from upheld.support.replay import replay as replayed
from upheld.support.steps import Step, escalation_questions, steps_ahead
from upheld.support.ticket import Ticket
from upheld.support.wall_times import WallTimeError, instant_reader
from upheld.timeline.days import local_date
from upheld.timeline.zones import ZoneError
from upheld.timeline.zones import zone as zone_named

TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Times:
    """Instants as given: ISO with an offset, or by the clock of `zone`.

    `zone` is that of the plan's calendar where it is empty; `opened` may be empty where a file of events tells it.
    """

    opened: str
    now: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """A ticket with its clocks as they stand at `now` (epoch seconds), and the steps that time will bring.

    `zone` is the one in which times without an offset were read. `never_escalated` says, with the clause, that the plan
    escalates other priorities and not this one; `questions` is what the text leaves open about escalation.
    """

    agreement: Agreement
    plan: SupportPlan
    ticket: Ticket
    clocks: tuple[Clock, ...]
    steps: tuple[Step, ...]
    never_escalated: Problem | None
    questions: tuple[Problem, ...]
    now: int
    zone: str


def deadlines(agreement: str | Path, opening: Opening, times: Times, events: str | Path | None = None) -> Deadlines:
    """Every deadline of one ticket: from its opening, or from a file of its events (CSV, YAML or JSON).

    `agreement` is a file, or a directory with its versions: the one in force at the opening holds. Raises
    `upheld.Refused` with every problem found.
    """
    versions = load_versions(agreement)
    zone = times.zone or _plan_zone(versions.latest, opening)
    found = _events(opening, times, zone, events)
    now = _instant(times.now, zone, "now")
    first = next((event for event in found if event.kind == "opened"), None)
    account = (first.opening.account if first and first.opening else "") or opening.account
    held, faults = _terms(versions)(account, first.at if first else now)
    if faults:
        raise Refused(faults)
    known = as_of(found, max(now, first.at if first else now))
    ticket, problems = entered(held, TICKET, known, opening.plan)
    if ticket is None:
        raise Refused(problems)
    return _judged(held, ticket, (now, zone))


def _judged(agreement: Agreement, ticket: Ticket, told: tuple[int, str]) -> Deadlines:
    now, zone = told
    wanted = {mark.what for mark in ticket.priorities}
    plan, problems = plan_ready(agreement, ticket.opening.plan, wanted)
    if plan is None:
        raise Refused(problems)
    clocks = clocks_of(ticket, plan, now)
    questions = escalation_questions(agreement, plan.name)
    never = refused_escalation(agreement, plan.name, ticket.priority) if plan.terms.escalation else None
    steps = steps_ahead(ticket, clocks, plan)
    return Deadlines(agreement, plan, ticket, clocks, steps, never, questions, now, zone)


@dataclass(frozen=True, slots=True)
class Judging:
    """How a history is read and judged.

    `mapping` is the path of a log mapping, None for our own event rows; `now` and `zone` as in `Times`, `now`
    defaulting to the latest event; more than `bad_rows` of all rows that cannot be used fail the run.
    """

    mapping: str | Path | None = None
    plan: str = ""
    zone: str = ""
    now: str = ""
    bad_rows: Share = field(default_factory=lambda: Share.parse("1%"))


def replay(agreement: str | Path, tickets: str | Path, judging: Judging) -> tuple[Replay, History]:
    """Judge a whole ticket history (CSV, plain or gzip): what was judged, and the history as it was read.

    Raises `upheld.Refused` with every problem found.
    """
    versions = load_versions(agreement)
    zone = judging.zone or _plan_zone(versions.latest, Opening(plan=judging.plan))
    history, last = _readable(tickets, judging, zone)
    now = _instant(judging.now, zone, "now") if judging.now else last
    found, problems = replayed(history, _terms(versions), now, judging.plan)
    if found is None:
        raise Refused(problems)
    return found, history


def history_of(tickets: str | Path, judging: Judging) -> History:
    """A whole ticket history (CSV, plain or gzip) as it is read for judging; times need a zone, or an offset.

    Raises `upheld.Refused` with every problem found.
    """
    return _readable(tickets, judging, judging.zone)[0]


def _readable(tickets: str | Path, judging: Judging, zone: str) -> tuple[History, int]:
    """The history and its latest instant. Raises Refused where too much of it, or all, cannot be read."""
    history = _history(tickets, judging, zone)
    _check_share(str(tickets), history, judging.bad_rows)
    if history.last is None:
        raise Refused([Problem(Place(str(tickets)), "", "no ticket can be read from this file")])
    return history, history.last


def _history(tickets: str | Path, judging: Judging, zone: str) -> History:
    mapping = None
    if judging.mapping is not None:
        text = text_of(judging.mapping)
        mapping, problems = read_log_mapping(text, str(judging.mapping))
        if mapping is None:
            raise Refused(problems)
        mapping = mapping.model_copy(update={"zone": judging.zone}) if judging.zone else mapping
    with lines_of(tickets) as lines:
        name = str(tickets)
        history, problems = read_log(lines, name, mapping) if mapping else read_events(lines, name, zone)
    if history is None:
        raise Refused(problems)
    return history


def _terms(versions: Versions) -> Terms:
    """The version in force at an opening as it binds the account."""
    source = file_source()

    @cache
    def bound(number: int, account: str) -> tuple[Agreement, tuple[Problem, ...]]:
        return for_account(versions.ordered[number], account, source)

    def terms(account: str, opened: int) -> tuple[Agreement, tuple[Problem, ...]]:
        latest = versions.latest
        day = local_date(opened, zone_named("UTC" if isinstance(latest.text.zone, Unstated) else latest.text.zone))
        held = versions.in_force(day)
        if held is None:
            what = f"no version of the agreement is in force on {day}, when the ticket was opened"
            return latest, (Problem(latest.place(("version",)), "version.effective", what, code="no version in force"),)
        number = versions.ordered.index(held)
        return bound(number, account if account in held.text.accounts else "")

    return terms


def _plan_zone(agreement: Agreement, opening: Opening) -> str:
    """The zone of the plan's calendar, else that of the agreement; empty where neither is known."""
    support = agreement.text.support
    name, _ = plan_for(agreement, opening.plan, opening.account)
    calendar = support.plans[name].calendar if support and name else None
    hours = agreement.calendars.get(calendar or "")
    if hours is not None:
        return hours.zone
    return "" if isinstance(agreement.text.zone, Unstated) else agreement.text.zone


def _instant(text: str, zone: str, field: str) -> int:
    try:
        return instant_reader(zone or None)(text)
    except WallTimeError as error:
        raise Refused([Problem(Place(f"--{field}"), "", str(error))]) from None
    except ZoneError as error:
        raise Refused([Problem(Place("--zone"), "", str(error))]) from None


def _events(opening: Opening, times: Times, zone: str, file: str | Path | None) -> tuple[Event, ...]:
    """The events of the file; with an opening given, the ticket is opened by that unless the file does."""
    found = _file_events(file, zone) if file is not None else ()
    opened = next((event for event in found if event.kind == "opened"), None)
    if opened is not None:
        return tuple(_filled(event, opening) if event is opened else event for event in found)
    if not times.opened:
        mend = "give --opened, or an `opened` event"
        raise Refused([Problem(Place(str(file or "--opened")), "", "when the ticket was opened is not said", mend)])
    return (Event(_instant(times.opened, zone, "opened"), "opened", -1, opening=opening), *found)


def _filled(event: Event, given: Opening) -> Event:
    """An opening from a file, with what was given beside it where the file is silent."""
    own = event.opening or Opening()
    filled = Opening(
        own.priority or ("" if own.answers else given.priority),
        own.answers or given.answers,
        own.environment or given.environment,
        own.plan or given.plan,
        own.account or given.account,
    )
    return replace(event, opening=filled)


def _file_events(file: str | Path, zone: str) -> tuple[Event, ...]:
    if str(file).lower().endswith((".csv", ".csv.gz")):
        return _csv_events(file, zone)
    events, problems = read_event_list(text_of(file), str(file), instant_reader(zone or None))
    if problems:
        raise Refused(problems)
    return events


def _csv_events(file: str | Path, zone: str) -> tuple[Event, ...]:
    with lines_of(file) as lines:
        history, problems = read_events(lines, str(file), zone or None)
    if history is None:
        raise Refused(problems)
    if history.bad:
        raise Refused(Problem(Place(str(file), bad.line), bad.reason, bad.what) for bad in history.bad)
    if len(history.tickets) != 1:
        what = f"{len(history.tickets)} tickets stand in this file; one is wanted"
        raise Refused([Problem(Place(str(file)), "ticket", what, "use `upheld replay` for many")])
    return next(iter(history.tickets.values()))


def _check_share(file: str, history: History, most: Share) -> None:
    if history.rows and len(history.bad) > most.value * history.rows:
        first = history.bad[0]
        what = f"{len(history.bad)} of {history.rows} rows cannot be used, more than {most}; the first: {first.what}"
        raise Refused(
            [Problem(Place(file, first.line), first.reason, what, "mend the file or the mapping, or allow more")]
        )
