"""A table: the credit of the tier into which the month falls.

    credit:
      tiers:
        key: uptime
        table:
          - {below: 99.95%, at_least: 99.0%, credit: 10%}
          - {below: 99.0%, credit: 25%}

Each tier says its own edges: `below` and `above` leave the edge out, `at_most` and `at_least` hold it. `key` is what is
looked up: `uptime` (the figure that is judged), `downtime` (all that counts), `longest outage` (both with edges such as
`4 hours`) or `outages` (how many, with edges such as `3`). A credit is a share of the base fee, an amount of money, or
a length of service; the same kind in every tier.

`check` refuses gaps and overlaps (a stretch that earns nothing is written down as a tier with a credit of 0%), tiers
that pay while the target is met, and tables in which worse service earns less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.credit import (
    Comparison,
    Complaint,
    CreditTerms,
    Edge,
    EdgeWord,
    Gives,
    WorthWord,
    currencies_of,
    edge_value,
    gives_of,
    needs_base_for,
    worth_value,
)
from upheld.agreements.terms.term import Term
from upheld.agreements.words import Length, Share
from upheld.rules.shortfall import Owed, Shortfall
from upheld.rules.wording import number_words, seconds_words, share_words
from upheld.rules.worth import owed, worth_of, worth_words
from upheld.wording import joined, message, say, say_word

Key = Literal["uptime", "downtime", "longest outage", "outages"]
Cut = tuple[Fraction, int]
"""A place between values: (v, 0) lies just before v, (v, 1) just after it."""

_EDGES: dict[Key, tuple[type, str]] = {
    "uptime": (Share, say("a share such as 99.9%")),
    "downtime": (Length, say("a length such as 4 hours")),
    "longest outage": (Length, say("a length such as 4 hours")),
    "outages": (Fraction, say("a count such as 3")),
}
_BOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "at_least": message("at least {edge}"), "above": message("above {edge}"),
        "below": message("below {edge}"), "at_most": message("at most {edge}"),
    }
)  # fmt: skip
_START: Cut = (Fraction(0), 0)


class Tier(Term):
    """One row of the table: its edges, and the credit of everything between them."""

    at_least: EdgeWord | None = None
    above: EdgeWord | None = None
    below: EdgeWord | None = None
    at_most: EdgeWord | None = None
    credit: WorthWord

    @model_validator(mode="after")
    def one_edge_a_side(self) -> Self:
        """At most one lower and one upper edge, in this order, and at least one of them."""
        if (self.at_least is not None and self.above is not None) or (
            self.below is not None and self.at_most is not None
        ):
            raise ValueError("name one edge a side: `at_least` or `above`, `below` or `at_most`")
        if not self.edges():
            raise ValueError("a tier needs an edge: `below`, `at_most`, `at_least` or `above`")
        if self.end() is not None and self.start() >= self.end():  # type: ignore[operator]  # checked not to be None
            raise ValueError(f"no value lies {self.words()}")
        return self

    def edges(self) -> tuple[Edge, ...]:
        """The edges that are named."""
        return tuple(edge for edge in (self.at_least, self.above, self.below, self.at_most) if edge is not None)

    def start(self) -> Cut:
        """Where the tier begins; from nothing on where no lower edge is named."""
        if self.above is not None:
            return edge_value(self.above), 1
        return (edge_value(self.at_least), 0) if self.at_least is not None else _START

    def end(self) -> Cut | None:
        """Where it ends; None where no upper edge is named."""
        if self.below is not None:
            return edge_value(self.below), 0
        return (edge_value(self.at_most), 1) if self.at_most is not None else None

    def holds(self, value: Fraction) -> bool:
        """Whether a value falls into the tier."""
        end = self.end()
        return self.start() <= (value, 0) and (end is None or (value, 0) < end)

    def words(self) -> str:
        """Its edges as they are written."""
        named = (
            ("at_least", self.at_least),
            ("above", self.above),
            ("below", self.below),
            ("at_most", self.at_most),
        )
        said = (say(_BOUNDS[name], edge=_edge_words(edge)) for name, edge in named if edge is not None)
        return joined(say(" and "), said)


class Terms(CreditTerms):
    """What is looked up, and the table."""

    key: Key = "uptime"
    table: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def one_kind(self) -> Self:
        """Edges fit the key, and all credits are of one kind."""
        kind, example = _EDGES[self.key]
        wrong = next((edge for tier in self.table for edge in tier.edges() if not isinstance(edge, kind)), None)
        if wrong is not None:
            raise ValueError(f"`{_edge_words(wrong)}` is no edge for {self.key}; write {example}")
        if len({(type(tier.credit), *currencies_of(tier.credit)) for tier in self.table}) > 1:
            raise ValueError(
                "the credits of all tiers must be of one kind: shares, amounts of one currency, or lengths"
            )
        return self

    def gives(self) -> Gives:
        """As the credits of the table."""
        return gives_of(self.table[0].credit)

    def needs_base(self) -> bool:
        """Whether the credits are shares."""
        return needs_base_for(*(tier.credit for tier in self.table))

    def currencies(self) -> frozenset[str]:
        """The currency of the credits, where they are amounts."""
        return currencies_of(*(tier.credit for tier in self.table))

    def faults_against(self, target: Share, comparison: Comparison) -> Iterator[Complaint]:
        """Gaps, overlaps, credits while the target is met, and credits that fall as service gets worse."""
        rows = sorted(enumerate(self.table), key=lambda row: row[1].start())
        last = (target.value, 0 if comparison == "at least" else 1) if self.key == "uptime" else None
        yield from self._start_faults(rows[0])
        for (_, lower), (at, upper) in pairwise(rows):
            yield from _seam_faults(lower, upper, ("table", at))
        yield from _end_faults(rows[-1], last, target)
        worse_first = rows if self.key == "uptime" else rows[::-1]
        for (_, worse), (at, better) in pairwise(worse_first):
            if worth_value(better.credit) > worth_value(worse.credit):
                yield (
                    ("table", at, "credit"),
                    say(
                        "better service earns more: {credit} {better}, {credit2} {worse}",
                        credit=better.credit,
                        better=better.words(),
                        credit2=worse.credit,
                        worse=worse.words(),
                    ),
                    say("order the credits"),
                )

    def _start_faults(self, first: tuple[int, Tier]) -> Iterator[Complaint]:
        at, tier = first
        if tier.start() > _START:
            yield (
                ("table", at),
                say("nothing is said of {key} before the tier {tier}", key=say_word(self.key), tier=tier.words()),
                say("add a tier for it, with a credit of zero if it earns nothing"),
            )

    def words(self) -> str:
        """As `upheld explain` says it."""
        tiers = joined(
            "; ",
            (say("{tier}: {worth}", tier=tier.words(), worth=worth_words(tier.credit)) for tier in self.table),
        )
        return say("by {key}, {tiers}", key=say_word(self.key), tiers=tiers)


def _seam_faults(lower: Tier, upper: Tier, path: tuple[str, int]) -> Iterator[Complaint]:
    end = lower.end()
    if end is None or end > upper.start():
        yield (
            path,
            say("the tiers {lower} and {upper} overlap", lower=lower.words(), upper=upper.words()),
            say("let one end where the other begins"),
        )
    elif end < upper.start():
        what = say("between the tiers {lower} and {upper} lies a gap", lower=lower.words(), upper=upper.words())
        yield path, what, say("let one end where the other begins (`at_least` of one is `below` of the other)")


def _end_faults(last: tuple[int, Tier], wanted: Cut | None, target: Share) -> Iterator[Complaint]:
    at, tier = last
    end = tier.end()
    if wanted is None:
        if end is not None:
            yield (
                ("table", at),
                say("nothing is said beyond the tier {tier}", tier=tier.words()),
                say("leave its upper edge away, or add a tier"),
            )
    elif end is None or end > wanted:
        yield (
            ("table", at),
            say("a credit is paid {tier}, while the target of {target} is met", tier=tier.words(), target=target),
            say("end the tier at {target}", target=target),
        )
    elif end < wanted:
        what = say(
            "an uptime that misses the target of {target} and lies above the tier {tier} earns nothing",
            target=target,
            tier=tier.words(),
        )
        yield ("table", at), what, say("add a tier up to the target, with a credit of 0% if that is meant")


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """The credit of the tier that holds the shortfall's figure; nothing where no tier does."""
    value, said = _looked_up(shortfall, terms.key)
    tier = next((tier for tier in terms.table if tier.holds(value)), None)
    if tier is None:
        nothing = (Fraction(0), worth_of(terms.table[0].credit, shortfall)[1])
        return owed(nothing, say("{said} falls into no tier", said=said), clause=terms.clause_of("table"))
    clause = tier.clause_of("credit") or terms.clause_of("table")
    return owed(
        worth_of(tier.credit, shortfall),
        say("{said} is {tier}: {worth}", said=said, tier=tier.words(), worth=worth_words(tier.credit)),
        clause=clause,
    )


def _looked_up(shortfall: Shortfall, key: Key) -> tuple[Fraction, str]:
    if key == "uptime":
        return shortfall.ratio, say("an uptime of {share}", share=share_words(shortfall.ratio))
    if key == "outages":
        return Fraction(len(shortfall.outages)), say("a number of {outages} outages", outages=len(shortfall.outages))
    seconds = Fraction(shortfall.down if key == "downtime" else max(shortfall.outages, default=0))
    if key == "downtime":
        return seconds, say("a downtime of {seconds}", seconds=seconds_words(seconds))
    return seconds, say("a longest outage of {seconds}", seconds=seconds_words(seconds))


def _edge_words(edge: Edge) -> str:
    return number_words(edge) if isinstance(edge, Fraction) else edge.said()
