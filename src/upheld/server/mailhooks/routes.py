"""The addresses that a mail provider posts to: `/mail-provider/inbound` and `/mail-provider/events`."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.mailhooks.views import events, inbound


def mailhook_routes() -> list[URLPattern]:
    """Where they are."""
    return [path("mail-provider/inbound", inbound), path("mail-provider/events", events)]
