"""Notices and duties in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.explaining.told import About, Told, closed, lowered
from upheld.agreements.terms.duty import Duty, Notice
from upheld.wording import listed, say, say_word

_EFFORT: Mapping[str, str] = {
    "promised": say("is promised"),
    "reasonable efforts": say("is given with reasonable efforts"),
    "if practicable": say("is given if practicable"),
    "where appropriate": say("is given where appropriate"),
}


def notice(term: Notice, _about: About) -> Iterator[Told]:
    """What is told, when and how."""
    before = say(" at least {at_least} before", at_least=term.at_least) if term.at_least else ""
    by = say(" by {channel}", channel=listed(map(say_word, term.channel), "or")) if term.channel else ""
    to = say(" to {to}", to=lowered(term.to)) if term.to else ""
    yield Told(
        ("title", "about", "at_least", "effort", "channel", "to"),
        say(
            "{title} {effort}{before}{by}{to}.",
            title=term.title,
            effort=_EFFORT[term.effort],
            before=before,
            by=by,
            to=to,
        ),
    )
    if term.kinds:
        yield Told(("kinds",), say("It is one of these kinds: {kinds}.", kinds=listed(map(say_word, term.kinds), "or")))
    if term.must_hold:
        yield Told(("must_hold",), say("It must hold {must_hold}.", must_hold=listed(term.must_hold)))


def duty(term: Duty, _about: About) -> Iterator[Told]:
    """Who owes what, and by when."""
    owes = say("must") if term.binding == "owed" else say("should")
    yield Told(
        ("title", "owed_by", "binding", "after", "within", "before", "every"),
        say(
            "The {owed_by} {owes} {what}{when}.",
            owed_by=say_word(term.owed_by),
            owes=owes,
            what=lowered(term.title),
            when=_when(term),
        ),
    )
    if term.count_at_least:
        yield Told(
            ("count_at_least",),
            say("There must be at least {count_at_least} of them.", count_at_least=term.count_at_least),
        )
    if term.fulfilled_when:
        yield Told(
            ("fulfilled_when",),
            say("It is fulfilled when this holds: {fulfilled_when}", fulfilled_when=closed(term.fulfilled_when)),
        )
    if term.escalates_to:
        yield Told(("escalates_to",), say("When overdue, the {escalates_to} is told.", escalates_to=term.escalates_to))


def _when(term: Duty) -> str:
    if term.before:
        return say(" at least {before} before the {after}", before=term.before, after=term.after)
    within = say(" within {within}", within=term.within) if term.within else ""
    every = say(", every {every}", every=term.every) if term.every else ""
    event = term.after if term.after.split()[0] in {"the", "a", "an"} else say("the {after}", after=term.after)
    return say("{within} from {event}{every}", within=within, event=event, every=every)
