"""Tickets and small support agreements for tests: events in short lines, deadlines by the clock on the wall."""

from __future__ import annotations

import textwrap
from datetime import datetime
from functools import cache
from pathlib import Path

from upheld import load
from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Source, read_agreement
from upheld.rules import vocabulary
from upheld.support.clock import Clock
from upheld.support.entering import entered
from upheld.support.events import Event, Opening
from upheld.support.judging import clocks_of
from upheld.support.promises import SupportPlan, plan_ready
from upheld.support.records import event_of
from upheld.support.ticket import Ticket
from upheld.support.wall_times import instant_reader
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone

AGREEMENTS = Path(__file__).parents[1] / "agreements"
OFFICE = """
upheld: 1
agreement: desk
title: Desk agreement
provider: Desk
version: {id: "1"}
zone: Europe/Berlin
calendars:
  office:
    zone: Europe/Berlin
    week: {mon: [08:00-18:00], tue: [08:00-18:00], wed: [08:00-18:00], thu: [08:00-18:00], fri: [08:00-18:00]}
    holidays: [2026-01-06]
  always:
    zone: Europe/Berlin
    week:
      mon: [00:00-24:00]
      tue: [00:00-24:00]
      wed: [00:00-24:00]
      thu: [00:00-24:00]
      fri: [00:00-24:00]
      sat: [00:00-24:00]
      sun: [00:00-24:00]
support:
  priorities:
    "1": {title: Critical, definition: Nothing works.}
    "2": {title: High, definition: Much does not work.}
    "3": {title: Low, definition: A question.}
  plans:
    gold:
      title: Gold
      calendar: office
      clause: "7"
"""


def office(plan: str, beside: str = "") -> Agreement:
    """The office agreement with these terms in its plan `gold`, and further lines, as they stand, below the plans."""
    return agreement_of(OFFICE + textwrap.indent(textwrap.dedent(plan), " " * 6) + "\n" + beside)


def agreement_of(text: str) -> Agreement:
    """An agreement from its text; what is wrong with it fails the test."""
    agreement, problems = read_agreement("desk.yaml", Source(lambda file, _: (file, text), vocabulary()))
    assert agreement is not None, "\n".join(map(str, problems))
    return agreement


@cache
def founding(name: str) -> Agreement:
    """One of the founding agreements."""
    return load(AGREEMENTS / f"{name}.yaml")


def at(text: str, zone_name: str = "Europe/Berlin") -> int:
    """Epoch seconds of `2026-01-13 10:00` by the clock of a zone; an offset behind it goes before the zone."""
    return instant_reader(zone_name)(text)


def events(*lines: str, zone_name: str = "Europe/Berlin", opening: Opening | None = None) -> tuple[Event, ...]:
    """Events from lines such as `2026-01-13 10:00 opened priority=2` or `2026-01-13 11:00 paused state=waiting`."""
    read = instant_reader(zone_name)
    return tuple(_event(line, number, read, opening) for number, line in enumerate(lines))


def _event(line: str, number: int, read: object, opening: Opening | None) -> Event:
    date, time, kind, *rest = line.split(" ", 3)
    fields = dict(part.split("=", 1) for part in rest[0].split(", ")) if rest else {}
    assert callable(read)
    made = event_of({"at": f"{date} {time}", "event": kind, **fields}, read, number)
    return Event(made.at, made.kind, made.sequence, made.detail, opening) if opening and kind == "opened" else made


def ticket_of(agreement: Agreement, facts: tuple[Event, ...], plan: str = "") -> Ticket:
    """The ticket under the agreement; a refusal fails the test."""
    ticket, problems = entered(agreement, "T1", facts, plan)
    assert ticket is not None, "\n".join(map(str, problems))
    return ticket


def plan_of(agreement: Agreement, name: str) -> SupportPlan:
    """The plan, ready; an open question fails the test."""
    plan, problems = plan_ready(agreement, name)
    assert plan is not None, "\n".join(map(str, problems))
    return plan


def clocks(agreement: Agreement, facts: tuple[Event, ...], now: int, plan: str = "") -> tuple[Clock, ...]:
    """The clocks of a ticket at `now`, from the events that had happened by then."""
    ticket = ticket_of(agreement, tuple(event for event in facts if event.at <= now), plan)
    return clocks_of(ticket, plan_of(agreement, ticket.opening.plan), now)


def clock(found: tuple[Clock, ...], kind: str) -> Clock:
    """The one clock of a kind that no other has replaced."""
    (only,) = [each for each in found if each.kind == kind and each.replaced is None]
    return only


def wall(instant: int | None, zone_name: str = "Europe/Berlin") -> str:
    """An instant by the clock of a zone, with weekday and offset: `Fri 2026-10-23 15:00 +02:00`."""
    assert instant is not None
    local: datetime = utc_from_seconds(instant).astimezone(zone(zone_name))
    seconds = f":{local.second:02}" if local.second else ""
    return f"{local:%a %Y-%m-%d %H:%M}{seconds} {local.isoformat()[-6:]}"
