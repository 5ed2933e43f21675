"""Exclusions in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, listed, quoted
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.words import Unstated

_EFFECT: Mapping[str, str] = {
    "leaves both sides": "leaves both sides of the figure, as if it had never been",
    "counts as up": "counts as up, and the period keeps its length",
    "counts as down": "counts as down all the same",
}


_SHARES = frozenset({"mean of slice ratios", "ratio of totals"})


def exclusion(term: Exclusion, about: About) -> Iterator[Told]:
    """What is excluded, what that does to the figure, and on which conditions."""
    yield Told(("title",), f"Excluded: {term.title[:1].lower()}{term.title[1:]}.")
    what = "The downtime inside the recorded time" if term.covers == "downtime" else "The recorded time as a whole"
    if not isinstance(term.effect, Unstated):
        yield Told(("effect", "covers"), f"{what} {_EFFECT[term.effect]}.{_of_shares(term, about)}")
    if term.conditions:
        yield Told(("conditions",), f"It holds when {listed(rule_words(use) for use in term.conditions)}.")
    if term.scope == "one account":
        yield Told(("scope",), "It concerns one account, which the record must name; other accounts are not touched.")
    if term.measures:
        yield Told(("measures",), f"It applies to {quoted(term.measures)} only.")
    if not term.tickets:
        yield Told(("tickets",), "A ticket of this cause stays in the support figures.")


def _of_shares(term: Exclusion, about: About) -> str:
    """Part of a slice has no share of its own, so figures that are shares of requests lose whole slices."""
    measures = about.agreement.text.measures
    named = term.measures or tuple(measures)
    shares = [name for name in named if name in measures and measures[name].value in _SHARES]
    if not shares or term.covers != "downtime":
        return ""
    does = "leaves the figure" if term.effect == "leaves both sides" else term.effect
    return f" For {quoted(shares)}, a share of requests, every slice that the recorded time touches {does} whole."
