"""How availability is measured, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, plural, quoted
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.measure import Combination, Measure
from upheld.agreements.words import Unstated

_NO_TRAFFIC: Mapping[str, str] = {
    "up": "counts as up",
    "down": "counts as down",
    "unknown and out": "is unknown, and leaves both sides of the figure",
    "unknown and in": "is unknown, and stays in the period without being up",
}
_PARTIAL: Mapping[str, str] = {
    "dropped": "does not count",
    "whole": "counts whole",
    "by seconds": "counts with the seconds in which it was down",
}
_VALUE: Mapping[str, str] = {
    "time": "time that was not down, over all time that is judged",
    "mean of slice ratios": "the mean of the slices' own shares of requests that did not fail",
    "ratio of totals": "all requests that did not fail, over all that count",
}


def measure(term: Measure, about: About) -> Iterator[Told]:
    """What is looked at, when it is down, and what the figure is."""
    yield from _rows(term, about)
    yield from _slices(term)
    yield from _outages(term)
    if not isinstance(term.value, Unstated):
        yield Told(("value",), f"The figure is {_VALUE[term.value]}.")


def _rows(term: Measure, about: About) -> Iterator[Told]:
    name = f"`{about.name}`" + (f" ({term.title})" if term.title else "")
    if term.of:
        yield Told(("of", "title"), f"The measure {name} combines {quoted(term.of)}.")
    else:
        whose = f" of the service `{term.service}`" if term.service else ""
        yield Told(("series", "service", "title"), f"The measure {name} looks at {term.series}{whose}.")
    if term.where:
        yield Told(("where",), f"Only rows with {term.where} are looked at.")
    if term.openapi:
        yield Told(("openapi",), f"Documented routes are those of {term.openapi}.")
    if term.valid:
        yield Told(("valid",), f"A request counts when {term.valid}.")
    if term.bad:
        yield Told(("bad",), f"A request that counts has failed when {term.bad}.")
    if term.retries:
        within = f" within {term.retries.within}" if term.retries.within else ""
        same = quoted(term.retries.recognised_by)
        yield Told(
            ("retries",),
            f"Only first requests count: one that follows a failed one with the same {same}{within} is a retry.",
        )


def _slices(term: Measure) -> Iterator[Told]:
    if not isinstance(term.slice, Unstated):
        yield Told(("slice",), f"Time is cut into slices of {term.slice}, from midnight on.")
    if term.down is not None and not isinstance(term.down, Unstated):
        what = "Time is down while" if term.series == "states" else "A slice is down when"
        yield Told(("down",), f"{what} {rule_words(term.down)}.")
    if term.combine:
        yield Told(("combine",), f"It is down when {combination_words(term.combine, term)}.")
    if not isinstance(term.no_traffic, Unstated):
        yield Told(("no_traffic",), f"A slice without traffic {_NO_TRAFFIC[term.no_traffic]}.")
    if not isinstance(term.partial_slices, Unstated):
        yield Told(("partial_slices",), f"A slice that is down only in part {_PARTIAL[term.partial_slices]}.")


def _outages(term: Measure) -> Iterator[Told]:
    if term.opens_after > 1:
        yield Told(
            ("opens_after",),
            f"An outage begins once {term.opens_after} slices in a row are down, with the first of them.",
        )
    if term.closes_after > 1:
        yield Told(("closes_after",), f"It ends once {term.closes_after} slices in a row are up.")
    if term.minimum_outage:
        then = (
            "a longer one counts whole"
            if term.minimum_outage.counts == "whole"
            else "of a longer one, what lies beyond counts"
        )
        yield Told(("minimum_outage",), f"An outage shorter than {term.minimum_outage.length} does not count; {then}.")


def combination_words(term: Combination, of: Measure) -> str:
    """When what is combined is down."""
    each = "of its members" if of.members else "of these"
    if term.way == "weighted":
        return f"those {each} that are down weigh {term.share} of all or more"
    if term.way == "at least":
        return f"at least {plural(term.count or 1, 'one').split()[0]} {each} are down"
    return f"{'any one' if term.way == 'any' else 'every one'} {each} is down"
