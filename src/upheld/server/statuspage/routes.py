"""The routes of the status page that ask the database; the rest is answered before them, from the snapshot."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.statuspage.asking_pages import confirm_page, subscribe_page, subscribers, unsubscribe_page
from upheld.server.statuspage.desk_pages import (
    act_page,
    dismiss_page,
    incident_desk_page,
    incidents_page,
    new_incident_page,
    new_maintenance_page,
)
from upheld.server.statuspage.desk_settings import components_page, subscribers_page
from upheld.server.statuspage.own_pages import own_component_page, own_history_page, own_incident_page, own_page
from upheld.server.statuspage.public_pages import not_written_yet


def statuspage_routes() -> list[URLPattern]:
    """Every route of the room: those for everybody, then those of the desk."""
    return [
        path("status/", not_written_yet),
        path("status/own", own_page),
        path("status/own/history", own_history_page),
        path("status/own/components/<slug:code>", own_component_page),
        path("status/own/incidents/<slug:code>", own_incident_page),
        path("status/subscribe", subscribe_page),
        path("status/confirm", confirm_page),
        path("status/unsubscribe", unsubscribe_page),
        path("api/v2/subscribers.json", subscribers),
        path("desk/incidents/", incidents_page),
        path("desk/incidents/new", new_incident_page),
        path("desk/incidents/maintenance", new_maintenance_page),
        path("desk/incidents/dismiss", dismiss_page),
        path("desk/incidents/components", components_page),
        path("desk/incidents/subscribers", subscribers_page),
        path("desk/incidents/<slug:code>", incident_desk_page),
        path("desk/incidents/<slug:code>/act", act_page),
    ]
