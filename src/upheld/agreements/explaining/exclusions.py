"""Exclusions in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, lowered, quoted
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.words import Unstated
from upheld.wording import listed, say, say_word

_EFFECT: Mapping[str, str] = {
    "leaves both sides": say("leaves both sides of the figure, as if it had never been"),
    "counts as up": say("counts as up, and the period keeps its length"),
    "counts as down": say("counts as down all the same"),
}


_SHARES = frozenset({"mean of slice ratios", "ratio of totals"})


def exclusion(term: Exclusion, about: About) -> Iterator[Told]:
    """What is excluded, what that does to the figure, and on which conditions."""
    yield Told(("title",), say("Excluded: {title}.", title=lowered(term.title)))
    what = (
        say("The downtime inside the recorded time")
        if term.covers == "downtime"
        else say("The recorded time as a whole")
    )
    if not isinstance(term.effect, Unstated):
        yield Told(
            ("effect", "covers"),
            say("{what} {effect}.{shares}", what=what, effect=_EFFECT[term.effect], shares=_of_shares(term, about)),
        )
    if term.conditions:
        yield Told(
            ("conditions",), say("It holds when {rule}.", rule=listed(rule_words(use) for use in term.conditions))
        )
    if term.scope == "one account":
        yield Told(
            ("scope",), say("It concerns one account, which the record must name; other accounts are not touched.")
        )
    if term.measures:
        yield Told(("measures",), say("It applies to {measures} only.", measures=quoted(term.measures)))
    if not term.tickets:
        yield Told(("tickets",), say("A ticket of this cause stays in the support figures."))


def _of_shares(term: Exclusion, about: About) -> str:
    """Part of a slice has no share of its own, so figures that are shares of requests lose whole slices."""
    measures = about.agreement.text.measures
    named = term.measures or tuple(measures)
    shares = [name for name in named if name in measures and measures[name].value in _SHARES]
    if not shares or term.covers != "downtime":
        return ""
    does = say("leaves the figure") if term.effect == "leaves both sides" else say_word(str(term.effect))
    return say(
        " For {shares}, a share of requests, every slice that the recorded time touches {does} whole.",
        shares=quoted(shares),
        does=does,
    )
