"""The example as a whole: from an empty installation to one that has been at work for weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account
from upheld.server.example.daily import daily_life
from upheld.server.example.happening import happen
from upheld.server.example.incidents import incidents
from upheld.server.example.provider import settle_provider
from upheld.server.example.telemetry import MEASURED, settle_telemetry
from upheld.server.example.tickets import tellings, tickets
from upheld.server.figures.breaches import open_breaches
from upheld.server.figures.looking import Look, look
from upheld.server.incidents.proposing import propose
from upheld.server.installed import installation
from upheld.server.statuspage.snapshot import write_snapshot

_BEFORE = timedelta(days=200)
RECORD = Path("telemetry", "odbl", "api-requests.parquet")


def own_folder() -> Path:
    """Where the example keeps what it makes itself, in the data directory of the installation."""
    return installation().data_dir / "example"


def is_settled() -> bool:
    """Whether somebody is at home already: then nothing is added."""
    return Account.objects.exists()


@within(EVERYTHING)  # it is nobody's request
def settle(folder: Path, now: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty installation as of `now` (aware) from the demo's folder as it was laid out.

    `say` is told what is being done. Raises `upheld.Refused`.
    """
    cast = settle_provider(folder / "agreements", now - _BEFORE)
    say(f"one provider, six agreements, {len(cast.accounts)} customers")
    rows = settle_telemetry(folder / RECORD, own_folder(), now)
    say(f"{rows:,} requests of the last hundred days")
    told = tellings(now)
    happen((*tickets(cast, told), *incidents(cast, now), *daily_life(cast, now)), now)
    say(f"{len(told)} tickets of the last five weeks")
    for agreement in MEASURED:
        look(Look(agreement, now))
        open_breaches(agreement, now)
    happen((), now)
    propose(now)
    write_snapshot(installation().data_dir, now)
