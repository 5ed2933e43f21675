"""Instants, lengths of time, shares and amounts as a customer reads them; exact, or said to be cut."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreements.words import Money, decimal_text
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone
from upheld.wording import say, say_number, say_percent

_MAX_PLACES = 8
_WHOLE = re.compile(r"\d+", re.ASCII)


def instant_words(at: int, zone_name: str) -> str:
    """An instant (UTC epoch seconds) by the clock of a zone: `2026-10-19 10:00 Europe/Berlin`."""
    local = utc_from_seconds(at).astimezone(zone(zone_name))
    clock = "%H:%M:%S" if local.second else "%H:%M"
    # Of a time that the clock shows twice, the second one names its offset.
    twice = local.strftime(" %z") if local.fold else ""
    return say(
        "{date} {clock}{twice} {zone}", date=local.date(), clock=local.strftime(clock), twice=twice, zone=zone_name
    )


def seconds_words(seconds: Fraction | int) -> str:
    """A length of time: `2 h 5 min`, `45 s`, `0 s`."""
    whole, rest = divmod(Fraction(seconds), 1)
    hours, minutes, left = whole // 3600, whole % 3600 // 60, whole % 60 + rest
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    parts += [f"{number_words(left)} s"] if left or not parts else []
    return say_number(" ".join(parts))


def number_words(value: Fraction) -> str:
    """A number exactly where it ends within 8 decimal places; else cut there, with `...` behind it."""
    exact = decimal_text(value)
    if "/" not in exact and len(exact.partition(".")[2]) <= _MAX_PLACES:
        return say_number(exact)
    cut = int(abs(value) * 10**_MAX_PLACES)
    digits = str(cut).rjust(_MAX_PLACES + 1, "0")
    cut_off = f"{'-' if value < 0 else ''}{digits[:-_MAX_PLACES]}.{digits[-_MAX_PLACES:]}"
    return say_number(f"{cut_off}...")


def grouped_words(value: Fraction) -> str:
    """The same with a sign between its thousands, as amounts are read: `1,200`."""
    return say_number(_WHOLE.sub(lambda digits: f"{int(digits[0]):,}", number_words(value), count=1))


def money_words(value: Money) -> str:
    """An amount as the agreement rounds it, no digit added or taken away: `1,200.00 EUR`."""
    return say_number(f"{value.amount:,f} {value.currency}")


def share_words(value: Fraction) -> str:
    """A ratio in per cent."""
    return say_percent(number_words(value * 100))


def clause_words(clause: str | None) -> str:
    """A bare number is called a clause; what names its own kind ("Annex 3", "§ 4") stands as it is."""
    return say("clause {clause}", clause=clause) if clause and clause[0].isdigit() else clause or ""


def least_words(minimum: int) -> str:
    """The least number of requests from which a slice can be down; nothing to say of one."""
    return "" if minimum == 1 else say(", and there were at least {minimum} of them", minimum=minimum)
