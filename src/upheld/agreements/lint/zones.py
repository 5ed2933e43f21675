"""Zones that are named by letters: CET, EST and the like are an offset to one reader and a city's time to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.wording import say

KIND = say("abbreviated zone")

_CITIES = {
    "CET": say("Europe/Brussels or +01:00"), "MET": say("Europe/Brussels or +01:00"),
    "EET": say("Europe/Athens or +02:00"),
    "WET": say("Europe/Lisbon or +00:00"), "EST": say("America/New_York or -05:00"),
    "MST": say("America/Denver or -07:00"),
    "HST": say("Pacific/Honolulu or -10:00"), "GB": say("Europe/London or +00:00"),
    "PRC": say("Asia/Shanghai or +08:00"),
}  # fmt: skip
_LETTERS = re.compile(r"[A-Z]{2,4}(\d[A-Z]{3})?")


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every zone that is an abbreviation, or one whose sign reads the wrong way round."""
    for path, name in _zones(agreement):
        if name not in {"UTC", "GMT"} and _LETTERS.fullmatch(name):
            choice = _CITIES.get(name, "a city such as America/Chicago, or an offset such as -06:00")
            what = say("`{name}` is a fixed offset to one reader and local time with summer time to another", name=name)
            yield finding(agreement, KIND, path, (what, say("Which is meant: {choice}?", choice=choice)))
        elif name.startswith("Etc/GMT") and name[7:] not in ("", "0"):
            what = say("`{name}` has its sign the other way round: Etc/GMT-1 is one hour ahead of UTC", name=name)
            yield finding(agreement, KIND, path, (what, say("Which offset is meant? Write it as +01:00.")))


def _zones(agreement: Agreement) -> Iterator[tuple[Path, str]]:
    text = agreement.text
    named: list[tuple[Path, object]] = [(("zone",), text.zone)]
    named += [(("calendars", name, "zone"), calendar.zone) for name, calendar in text.calendars.items()]
    named += [(("commitments", name, "zone"), promise.zone) for name, promise in text.commitments.items()]
    for path, zone in named:
        if isinstance(zone, str) and not isinstance(zone, Unstated):
            yield path, zone
