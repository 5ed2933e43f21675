"""Maintenance as a calendar (iCalendar, RFC 5545) that people subscribe to."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event, Timezone

from upheld.server.notices.filling import one_line
from upheld.server.statuspage.feeds import words
from upheld.server.statuspage.v2 import incident_page
from upheld.server.statuspage.views import IncidentView, Site

_CONFIRMED, _CANCELLED = "CONFIRMED", "CANCELLED"


def maintenance_calendar(site: Site) -> bytes:
    """Every maintenance that is shown; one that was called off says so, and leaves people's calendars.

    Without any it holds the clock of its times, for a calendar holds something (RFC 5545, 3.4).
    """
    made = Calendar()
    made.add("prodid", "-//Upheld//status page//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{one_line(site.name)}: maintenance")
    made.add("refresh-interval;value=duration", "PT1H")
    for each in site.maintenances:
        made.add_component(_event(each, site))
    if not site.maintenances:
        made.add_component(Timezone.from_tzid("UTC"))
    told: bytes = made.to_ical()
    return told


def _event(each: IncidentView, site: Site) -> Event:
    window = each.window
    assert window is not None  # noqa: S101 - what has none is an incident
    made = Event()
    made.add("uid", f"{each.code}@upheld")
    made.add("dtstamp", each.updated_at.astimezone(UTC))
    made.add("dtstart", window.begins.astimezone(UTC))
    made.add("dtend", window.ends.astimezone(UTC))
    made.add("last-modified", each.updated_at.astimezone(UTC))
    made.add("sequence", each.sequence)
    made.add("summary", one_line(each.title))
    made.add("description", words(each))
    made.add("url", incident_page(site, each.code))
    made.add("status", _CANCELLED if each.status == "cancelled" else _CONFIRMED)
    made.add("transp", "TRANSPARENT")
    return made
