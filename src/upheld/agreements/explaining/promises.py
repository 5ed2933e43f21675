"""Commitments and remedies in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.explaining.told import About, Told
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.commitment import Cap, Claim, Commitment, Remedy, RoundingTerm
from upheld.agreements.terms.target import DownAtMost
from upheld.agreements.words import Unstated
from upheld.wording import listed, say, say_word


def commitment(term: Commitment, _about: About) -> Iterator[Told]:
    """What is promised, how it is compared, and what follows."""
    compared = say("The figure `{measure}` is compared with {target}.", measure=term.measure, target=term.target)
    if isinstance(term.target, DownAtMost):
        compared = say(
            "The downtime of `{measure}` is promised to be at most {length}.",
            measure=term.measure,
            length=term.target.length,
        )
    yield Told(("target", "measure", "title"), compared)
    if not isinstance(term.period, Unstated):
        zone = say(", by the clock of {zone}", zone=term.zone) if term.zone else ""
        yield Told(("period", "zone"), say("It is judged over each {period}{zone}.", period=term.period, zone=zone))
    yield from _comparison(term)
    if not isinstance(term.rounding, Unstated):
        yield Told(
            ("rounding",),
            say(
                "Before it is compared, the figure is {rounding}.",
                rounding=rounding_words(term.rounding, say("of per cent")),
            ),
        )
    if term.during:
        yield Told(("during",), say("Only time within the hours `{during}` is judged.", during=term.during))
    if term.remedy == "none":
        yield Told(
            ("remedy",), say("Nothing is owed when it is missed: the shortfall is reported, and no credit is computed.")
        )
    elif not isinstance(term.remedy, Unstated):
        yield Told(("remedy",), say("When it is missed, `{remedy}` is owed.", remedy=term.remedy))


def _comparison(term: Commitment) -> Iterator[Told]:
    """Whether exactly the target is enough."""
    if isinstance(term.target, DownAtMost):
        yield Told(
            ("comparison",),
            say("Exactly {length} keeps the promise; a second more misses it.", length=term.target.length),
        )
    elif term.comparison == "at least":
        yield Told(
            ("comparison",),
            say("At least that much keeps the promise: exactly {target} is enough.", target=term.target),
        )
    elif term.comparison == "above":
        yield Told(
            ("comparison",),
            say("Only more than that keeps the promise: exactly {target} misses it.", target=term.target),
        )


def remedy(term: Remedy, about: About) -> Iterator[Told]:
    """From the base to the claim, in the order in which a credit is computed."""
    if term.base is not None and not isinstance(term.base, Unstated):
        lines = say(", only of {base_lines}", base_lines=listed(term.base_lines)) if term.base_lines else ""
        yield Told(
            ("base", "base_lines"), say("Shares are taken of the {base}{lines}.", base=say_word(term.base), lines=lines)
        )
    yield Told(
        ("credit", "title"), say("The credit of `{name}`: {rule}.", name=about.name, rule=rule_words(term.credit))
    )
    for index, cap in enumerate(term.caps):
        yield Told(("caps", f"caps.{index}"), say("It is capped at {cap}.", cap=_cap_words(cap)))
    if term.minimum:
        yield Told(("minimum",), say("A credit below {minimum} is not paid.", minimum=term.minimum))
    if not isinstance(term.rounding, Unstated):
        yield Told(
            ("rounding",),
            say("The credit is {rounding}.", rounding=rounding_words(term.rounding, say("of the currency"))),
        )
    given = {
        "credit": say("a credit against later fees"),
        "payment": say("a payment"),
        "service time": say("service beyond the paid term"),
    }
    yield Told(("form",), say("It is given as {given}.", given=given[term.form]))
    if isinstance(term.claim, Claim):
        yield Told(("claim",), claim_words(term.claim))
    elif term.claim == "none":
        yield Told(("claim",), say("No claim is needed: it is owed by itself."))


def rounding_words(rounding: RoundingTerm | str, of: str) -> str:
    """How a number is rounded."""
    if isinstance(rounding, RoundingTerm):
        return say(
            "rounded to {places} decimal places {of}, {mode}",
            places=rounding.places,
            of=of,
            mode=say_word(rounding.mode),
        )
    return say("not rounded")


def claim_words(claim: Claim) -> str:
    """What the customer must do, and by when."""
    if not claim.required:
        return say("No claim is needed: it is owed by itself.")
    within = (
        say(" within {within} of the {start}", within=claim.within, start=say_word(claim.start)) if claim.within else ""
    )
    channel = say(" through {channel}", channel=claim.channel) if claim.channel else ""
    evidence = say(", naming {evidence}", evidence=listed(claim.evidence)) if claim.evidence else ""
    return say(
        "It is owed when the customer claims it{within}{channel}{evidence}.",
        within=within,
        channel=channel,
        evidence=evidence,
    )


def _cap_words(cap: Cap) -> str:
    most = cap.amount or cap.service_time or say("{share} of the fee", share=cap.share)
    per = "" if isinstance(cap.per, Unstated) else say(" per {per}", per=say_word(cap.per))
    return say("{most}{per}", most=most, per=per)
