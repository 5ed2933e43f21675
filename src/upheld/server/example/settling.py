"""The example as a whole: from an empty installation to one that has been at work for weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account
from upheld.server.example.incidents import settle_incidents
from upheld.server.example.provider import settle_provider
from upheld.server.example.telemetry import MEASURED, settle_telemetry
from upheld.server.example.tickets import tell
from upheld.server.figures.looking import Look, look
from upheld.server.incidents.components import adopt_components
from upheld.server.installed import installation
from upheld.server.statuspage.snapshot import write_snapshot

_BEFORE = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Material:
    """What the example is made of: the agreements' files by name, the record of traffic, and a folder for its own."""

    agreements: Mapping[str, str]
    record: Path
    folder: Path


def is_settled() -> bool:
    """Whether somebody is at home already: then nothing is added."""
    return Account.objects.exists()


@within(EVERYTHING)  # it is nobody's request
def settle(material: Material, now: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty installation as of `now` (aware); `say` is told what is being done. Raises `upheld.Refused`."""
    say("one provider, five agreements, six customers")
    cast = settle_provider(material.agreements, now - _BEFORE)
    tickets = tell(cast, now)
    say(f"{tickets} tickets of the last five weeks")
    rows = settle_telemetry(material.record, material.folder, now)
    say(f"{rows:,} requests of the last hundred days")
    for agreement in MEASURED:
        look(Look(agreement, now))
    adopt_components(now)
    settle_incidents(cast, now)
    write_snapshot(installation().data_dir, now)
