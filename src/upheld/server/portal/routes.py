"""The routes of the portal."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.portal.reporting import new_ticket
from upheld.server.portal.signing_in import sign_in, sign_out
from upheld.server.portal.style import style_sheet
from upheld.server.portal.ticket_page import ticket_page


def portal_routes() -> list[URLPattern]:
    """Every page of the portal."""
    return [
        path("sign-in", sign_in),
        path("sign-out", sign_out),
        path("portal.css", style_sheet),
        path("tickets/new", new_ticket),
        path("tickets/<int:number>", ticket_page),
    ]
