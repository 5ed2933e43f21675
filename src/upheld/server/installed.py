"""The configuration of the installation that runs in this process."""

from __future__ import annotations

from django.conf import settings

from upheld.server.configuration import Configuration


def installation() -> Configuration:
    """The configuration that Django was set up from."""
    found = getattr(settings, "UPHELD", None)
    assert isinstance(found, Configuration)  # noqa: S101 - `settings_of` puts it there
    return found
