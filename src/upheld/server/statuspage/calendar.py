"""Maintenance as a calendar (iCalendar, RFC 5545) that people subscribe to."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event

from upheld.server.statuspage.feeds import words
from upheld.server.statuspage.v2 import incident_page
from upheld.server.statuspage.views import IncidentView, Site

_CONFIRMED, _CANCELLED = "CONFIRMED", "CANCELLED"


def maintenance_calendar(site: Site) -> bytes:
    """Every maintenance that is shown; one that was called off says so, and leaves people's calendars."""
    made = Calendar()
    made.add("prodid", "-//Upheld//status page//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{site.name}: maintenance")
    made.add("refresh-interval;value=duration", "PT1H")
    for each in site.maintenances:
        made.add_component(_event(each, site))
    told: bytes = made.to_ical()
    return told


def _event(each: IncidentView, site: Site) -> Event:
    window = each.window
    assert window is not None  # noqa: S101 - what has none is an incident
    made = Event()
    made.add("uid", f"{each.code}.{site.id}@upheld")
    made.add("dtstamp", each.updated_at.astimezone(UTC))
    made.add("dtstart", window.begins.astimezone(UTC))
    made.add("dtend", window.ends.astimezone(UTC))
    made.add("sequence", len(each.posts))
    made.add("summary", each.title)
    made.add("description", words(each))
    made.add("url", incident_page(site, each.code))
    made.add("status", _CANCELLED if each.status == "cancelled" else _CONFIRMED)
    made.add("transp", "TRANSPARENT")
    return made
