"""Public holidays by the name of a country, or of a part of it: "DE", "DE-BE", "US-CA"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from upheld.timeline.days import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from holidays import HolidayBase

_COUNTRY = re.compile(r"[A-Z]{2,3}")


class HolidayNameError(ValueError):
    """A name that stands for no list of holidays; the message lists near names."""


def known_years(name: str) -> tuple[int, int]:
    """First and last year for which a name's holidays are known; HolidayNameError for an unknown name."""
    source = _source(name)
    return max(FIRST_YEAR, source.start_year), min(LAST_YEAR, source.end_year)


@cache
def holidays_of(name: str, year: int) -> tuple[date, ...]:
    """The public holidays of one year, observed days included, as the `holidays` package knows them."""
    return tuple(sorted(day for day in _source(name, year) if day.year == year))


def holiday_names(name: str, year: int, language: str = "en_US") -> Mapping[date, str]:
    """What the public holidays of one year are called; in a country's own words where the language is not known there.

    Words alone: what is open and closed follows from the dates that an agreement's version was published with.
    """
    return {day: str(said) for day, said in _source(name, year, language=language).items() if day.year == year}


def _source(name: str, *years: int, language: str | None = None) -> HolidayBase:
    from holidays import country_holidays  # noqa: PLC0415 - slow to import, and most calendars name no country

    country, _, part = name.partition("-")
    if not _COUNTRY.fullmatch(country):
        raise HolidayNameError(_advice(name))
    try:
        return country_holidays(country, subdiv=part or None, years=years, language=language)
    except NotImplementedError:
        raise HolidayNameError(_advice(name)) from None


def _advice(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for this message only

    wanted = name.upper()
    country = wanted.partition("-")[0]
    known = sorted(_names())
    parts = [each for each in known if each.startswith(f"{country}-")]
    near = get_close_matches(wanted, parts or known, n=5, cutoff=0.75) or parts
    found = f"did you mean {', '.join(near)}? Or " if near else ""
    use = 'use a country ("DE"), a part of one ("DE-BE"), or a list of dates'
    return f"{name!r} names no holidays; {found}{use}"


def _names() -> Iterator[str]:
    from holidays import list_supported_countries  # noqa: PLC0415 - as above

    for country, parts in list_supported_countries(include_aliases=True).items():
        yield country
        yield from (f"{country}-{part}" for part in parts)
