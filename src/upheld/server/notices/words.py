"""The words of notices by language: one file each, found by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from upheld.support.wording import local_text
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone

FALLBACK = "en"


class Words:
    """The words of one language: `words("event.opened")`, and instants as its readers write them."""

    def __init__(self, language: str, entries: Mapping[str, str], weekdays: tuple[str, ...]) -> None:
        self.language, self._entries, self._weekdays = language, entries, weekdays

    def __call__(self, name: str) -> str:
        """The words of a name. Raises KeyError for one that no file has."""
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> frozenset[str]:
        """Every name that has words."""
        return frozenset(self._entries)

    def instant(self, at: int, zone_name: str) -> str:
        """An instant (epoch seconds) by the clock of a zone, with weekday, offset and the zone's name."""
        told = local_text(at, zone_name)
        weekday = self._weekdays[utc_from_seconds(at).astimezone(zone(zone_name)).weekday()]
        return f"{weekday}{told[3:]} ({zone_name})"


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words for."""
    names = (each.name for each in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def words_in(language: str) -> Words:
    """The words of a language (`de`, `de-AT`), or English where there are none for it."""
    plain = language.replace("_", "-").partition("-")[0].lower()
    return _read(plain if plain in languages() else FALLBACK)


@cache
def _read(language: str) -> Words:
    told = tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))
    weekdays = tuple(map(str, told.pop("weekdays")))
    entries = {
        f"{section}.{name}" if isinstance(part, dict) else section: str(text)
        for section, part in told.items()
        for name, text in (part.items() if isinstance(part, dict) else ((section, part),))
    }
    return Words(language, entries, weekdays)


def _folder() -> Traversable:
    return files("upheld.server.notices") / "languages"
