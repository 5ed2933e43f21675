"""How availability is measured, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, quoted
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.measure import Combination, Measure
from upheld.agreements.words import Unstated
from upheld.wording import say, say_word

_NO_TRAFFIC: Mapping[str, str] = {
    "up": say("counts as up"),
    "down": say("counts as down"),
    "unknown and out": say("is unknown, and leaves both sides of the figure"),
    "unknown and in": say("is unknown, and stays in the period without being up"),
}
_PARTIAL: Mapping[str, str] = {
    "dropped": say("does not count"),
    "whole": say("counts whole"),
    "by seconds": say("counts with the seconds in which it was down"),
}
_VALUE: Mapping[str, str] = {
    "time": say("time that was not down, over all time that is judged"),
    "mean of slice ratios": say("the mean of the slices' own shares of requests that did not fail"),
    "ratio of totals": say("all requests that did not fail, over all that count"),
}


def measure(term: Measure, about: About) -> Iterator[Told]:
    """What is looked at, when it is down, and what the figure is."""
    yield from _rows(term, about)
    yield from _slices(term)
    yield from _outages(term)
    if not isinstance(term.value, Unstated):
        yield Told(("value",), say("The figure is {value}.", value=_VALUE[term.value]))


def _rows(term: Measure, about: About) -> Iterator[Told]:
    name = f"`{about.name}`" + (f" ({term.title})" if term.title else "")
    if term.of:
        yield Told(("of", "title"), say("The measure {name} combines {of}.", name=name, of=quoted(term.of)))
    else:
        whose = say(" of the service `{service}`", service=term.service) if term.service else ""
        yield Told(
            ("series", "service", "title"),
            say(
                "The measure {name} looks at {series}{whose}.",
                name=name,
                series=say_word(str(term.series)),
                whose=whose,
            ),
        )
    if term.where:
        yield Told(("where",), say("Only rows with {where} are looked at.", where=term.where))
    if term.openapi:
        yield Told(("openapi",), say("Documented routes are those of {openapi}.", openapi=term.openapi))
    if term.valid:
        yield Told(("valid",), say("A request counts when {valid}.", valid=term.valid))
    if term.bad:
        yield Told(("bad",), say("A request that counts has failed when {bad}.", bad=term.bad))
    if term.retries:
        within = say(" within {within}", within=term.retries.within) if term.retries.within else ""
        same = quoted(term.retries.recognised_by)
        yield Told(
            ("retries",),
            say(
                "Only first requests count: one that follows a failed one with the same {same}{within} is a retry.",
                same=same,
                within=within,
            ),
        )


def _slices(term: Measure) -> Iterator[Told]:
    if not isinstance(term.slice, Unstated):
        yield Told(("slice",), say("Time is cut into slices of {slice}, from midnight on.", slice=term.slice))
    if term.down is not None and not isinstance(term.down, Unstated):
        what = say("Time is down while") if term.series == "states" else say("A slice is down when")
        yield Told(("down",), say("{what} {rule}.", what=what, rule=rule_words(term.down)))
    if term.combine:
        yield Told(
            ("combine",), say("It is down when {combination}.", combination=combination_words(term.combine, term))
        )
    if not isinstance(term.no_traffic, Unstated):
        yield Told(("no_traffic",), say("A slice without traffic {counts}.", counts=_NO_TRAFFIC[term.no_traffic]))
    if not isinstance(term.partial_slices, Unstated):
        yield Told(
            ("partial_slices",),
            say("A slice that is down only in part {counts}.", counts=_PARTIAL[term.partial_slices]),
        )


def _outages(term: Measure) -> Iterator[Told]:
    if term.opens_after > 1:
        yield Told(
            ("opens_after",),
            say(
                "An outage begins once {opens_after} slices in a row are down, with the first of them.",
                opens_after=term.opens_after,
            ),
        )
    if term.closes_after > 1:
        yield Told(
            ("closes_after",),
            say("It ends once {closes_after} slices in a row are up.", closes_after=term.closes_after),
        )
    if term.minimum_outage:
        then = (
            say("a longer one counts whole")
            if term.minimum_outage.counts == "whole"
            else say("of a longer one, what lies beyond counts")
        )
        yield Told(
            ("minimum_outage",),
            say(
                "An outage shorter than {length} does not count; {then}.", length=term.minimum_outage.length, then=then
            ),
        )


def combination_words(term: Combination, of: Measure) -> str:
    """When what is combined is down."""
    each = say("of its members") if of.members else say("of these")
    if term.way == "weighted":
        return say("those {each} that are down weigh {share} of all or more", each=each, share=term.share)
    if term.way == "at least":
        return say("at least {count} {each} are down", count=term.count or 1, each=each)
    return say("{which} {each} is down", which=say("any one") if term.way == "any" else say("every one"), each=each)
