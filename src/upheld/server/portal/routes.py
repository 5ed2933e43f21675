"""The routes of the portal."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.portal.cases import cases
from upheld.server.portal.contacts_page import change, contacts, remove
from upheld.server.portal.files import attachment
from upheld.server.portal.home import home
from upheld.server.portal.keys_page import end_key, keys
from upheld.server.portal.notices_page import notices, read_notice, read_these
from upheld.server.portal.people_page import end_invitation, end_person, people
from upheld.server.portal.period import period
from upheld.server.portal.promised import promised
from upheld.server.portal.replying import confirm, write
from upheld.server.portal.reporting import new_ticket
from upheld.server.portal.ticket_page import ticket_page
from upheld.server.portal.uptime import statement, uptime
from upheld.server.portal.webhooks_page import resend, rotate, start, stop, webhook, webhooks


def portal_routes() -> list[URLPattern]:
    """Every page of the portal."""
    return [
        path("tickets/new", new_ticket),
        path("tickets/<int:number>", ticket_page),
        path("", home),
        path("tickets/", cases),
        path("tickets/<int:number>/write", write),
        path("tickets/<int:number>/confirm", confirm),
        path("tickets/<int:number>/files/<slug:file>", attachment),
        path("uptime", uptime),
        path("uptime/<str:figure>", period),
        path("statements/<int:number>", statement),
        path("promises", promised),
        path("notices", notices),
        path("notices/read", read_these),
        path("notices/<int:number>/read", read_notice),
        path("notices/contacts", contacts),
        path("notices/contacts/<int:number>", change),
        path("notices/contacts/<int:number>/remove", remove),
        path("notices/webhooks", webhooks),
        path("notices/webhooks/<int:number>", webhook),
        path("notices/webhooks/<int:number>/rotate", rotate),
        path("notices/webhooks/<int:number>/stop", stop),
        path("notices/webhooks/<int:number>/start", start),
        path("notices/webhooks/<int:number>/deliveries/<int:delivery>/resend", resend),
        path("people", people),
        path("people/<int:number>/end", end_person),
        path("invitations/<int:number>/end", end_invitation),
        path("keys", keys),
        path("keys/<int:number>/end", end_key),
    ]
