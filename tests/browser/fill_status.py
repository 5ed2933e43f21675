"""Fills the installation of the environment with a measured service whose calls fail right now, for a browser."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from upheld.server.configuration import Configuration
from upheld.server.starting import migrate_database, prepare, start_django

OWNER, READER, PASSWORD = "owner@northlight.example", "ann@acme.example", "correct horse battery"


def main() -> None:
    """Two months of telemetry with an outage that goes on, an incident that is over, and somebody to write another."""
    configuration = Configuration.of(os.environ)
    prepare(configuration)
    start_django(configuration)
    migrate_database()
    from upheld.server.present import present  # noqa: PLC0415 - Django is there only now

    _fill(present())


def _fill(now: datetime) -> None:
    # Django is there by now.
    from tests.measured import minute, steady  # noqa: PLC0415 - likewise
    from tests.server.measured_scene import MEASURES, store  # noqa: PLC0415 - likewise
    from tests.server.scene import AGREEMENT, NOBODY, text_source  # noqa: PLC0415 - likewise
    from upheld.server.accounts.registering import (  # noqa: PLC0415 - likewise
        NewAccount,
        NewPerson,
        NewSubscription,
        register_account,
        register_person,
        subscribe,
    )
    from upheld.server.accounts.telling import (  # noqa: PLC0415 - likewise
        NewContact,
        ProviderFacts,
        add_contact,
        set_provider,
    )
    from upheld.server.contracts.publishing import publish  # noqa: PLC0415 - likewise
    from upheld.server.figures.looking import Look, look  # noqa: PLC0415 - likewise

    set_provider(ProviderFacts("Northlight", "+49 30 5557 0199", "Europe/Berlin"), NOBODY, now)
    publish("desk.yaml", text_source(AGREEMENT + MEASURES), NOBODY, now)
    acme = register_account(NewAccount("acme", "Acme", "Europe/Berlin"), NOBODY, now)
    subscribe(acme, NewSubscription("desk", "gold", date(2026, 1, 1)), NOBODY, now)
    add_contact(acme, NewContact("Ann", "technical", address=READER), NOBODY, now)
    register_person(NewPerson(OWNER, PASSWORD, "owner"), NOBODY, now)
    register_person(NewPerson(READER, PASSWORD, "reporter", acme), NOBODY, now)
    began = (now - timedelta(days=60)).replace(tzinfo=None, microsecond=0)
    rows = []
    for hours in range(0, 60 * 24, 12):
        at = (began + timedelta(hours=hours)).isoformat()
        rows += [each for route in ("/messages", "/calls") for each in steady(at, 1, route=route)]
    failing = (now - timedelta(minutes=6)).replace(tzinfo=None, second=0, microsecond=0)
    for number in range(5):
        rows += minute((failing + timedelta(minutes=number)).isoformat(), 0, 1, route="/calls")
    with tempfile.TemporaryDirectory() as folder:
        store(rows, Path(folder))
    look(Look("desk", now))


if __name__ == "__main__":
    main()
