"""What is promised of availability, in plain words: how much, over which time, and what follows from a miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained
from upheld.agreements.terms.commitment import Commitment
from upheld.agreements.terms.target import DownAtMost
from upheld.agreements.words import Unstated
from upheld.server.contracts.promised import hours_of
from upheld.server.look.moments import length_text
from upheld.server.look.percents import percent_said
from upheld.server.look.plans import hours_words, length_words
from upheld.server.look.speaking import core_words, kept_words
from upheld.server.look.words import Words
from upheld.server.portal.sentences import in_words
from upheld.wording import say

_PERIODS: Mapping[str, Words] = MappingProxyType(
    {
        "calendar month": _("in each calendar month"), "quarter": _("in each quarter"), "year": _("in each year"),
        "week": _("in each week"), "day": _("on each day"),
    }
)  # fmt: skip
_MONTH = 30 * 86400
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Availability:
    """A commitment: what is promised, over which time, how long that may be down, and what is owed otherwise.

    `hours` are those that alone are judged, empty where all are; `allows` the downtime in a month of 30 days, empty
    where it is no share of all the time.
    """

    title: str
    promise: str
    period: str
    hours: str
    allows: str
    owed: str
    clause: str


def availability_of(agreement: Agreement, sentences: Iterable[Explained]) -> Iterator[Availability]:
    """The commitments of an agreement, out of its terms and its `sentences`."""
    text, told = agreement.text, tuple(sentences)
    for name, term in text.commitments.items():
        measure = text.measures.get(term.measure)
        title = term.title or (measure.title if measure else None) or name.replace("_", " ")
        hours = hours_of(agreement, term.during) if term.during else None
        of_all_time = measure is not None and measure.value == "time" and not term.during
        yield Availability(
            title, _target(term), _period(term), hours_words(hours),
            _allows(term) if of_all_time else "", _owed(agreement, term, told), _clause(told, ("commitments", name)),
        )  # fmt: skip


def _target(term: Commitment) -> str:
    if isinstance(term.target, DownAtMost):
        return gettext("at most %(length)s of downtime") % {"length": length_words(term.target.length)}
    bound = "more than {share}" if term.comparison == "above" else "at least {share}"
    return core_words(say(bound, share=percent_said(term.target.value, _DIGITS)))


def _period(term: Commitment) -> str:
    if isinstance(term.period, Unstated):
        return ""
    return str(_PERIODS.get(term.period.kind, kept_words(str(term.period))))


def _allows(term: Commitment) -> str:
    """The downtime that keeps the promise in a month of 30 days; cut to whole minutes, as no more is allowed."""
    if isinstance(term.target, DownAtMost):
        return ""
    return length_text(int((1 - term.target.value) * _MONTH))


def _owed(agreement: Agreement, term: Commitment, sentences: Iterable[Explained]) -> str:
    """What a miss costs: the title of its remedy, or the first sentence about the credit."""
    if isinstance(term.remedy, Unstated) or term.remedy == "none":
        return ""
    remedy = agreement.text.remedies.get(term.remedy)
    if remedy and remedy.title:
        return remedy.title
    found = (each.says for each in sentences if each.terms[0].startswith(f"remedies.{term.remedy}.credit"))
    return in_words(next(found, ""), agreement) or gettext("A credit")


def _clause(sentences: Iterable[Explained], path: tuple[str, ...]) -> str:
    begins = ".".join(path)
    return next((each.clause for each in sentences if each.terms[0].startswith(begins) and each.clause), "")
