"""Commitments and remedies in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.explaining.told import About, Told, listed
from upheld.agreements.rule_words import rule_words
from upheld.agreements.terms.commitment import Cap, Claim, Commitment, Remedy, RoundingTerm
from upheld.agreements.terms.target import DownAtMost
from upheld.agreements.words import Unstated


def commitment(term: Commitment, _about: About) -> Iterator[Told]:
    """What is promised, how it is compared, and what follows."""
    compared = f"The figure `{term.measure}` is compared with {term.target}."
    if isinstance(term.target, DownAtMost):
        compared = f"The downtime of `{term.measure}` is promised to be at most {term.target.length}."
    yield Told(("target", "measure", "title"), compared)
    if not isinstance(term.period, Unstated):
        zone = f", by the clock of {term.zone}" if term.zone else ""
        yield Told(("period", "zone"), f"It is judged over each {term.period}{zone}.")
    yield from _comparison(term)
    if not isinstance(term.rounding, Unstated):
        yield Told(
            ("rounding",), f"Before it is compared, the figure is {rounding_words(term.rounding, 'of per cent')}."
        )
    if term.during:
        yield Told(("during",), f"Only time within the hours `{term.during}` is judged.")
    if term.remedy == "none":
        yield Told(
            ("remedy",), "Nothing is owed when it is missed: the shortfall is reported, and no credit is computed."
        )
    elif not isinstance(term.remedy, Unstated):
        yield Told(("remedy",), f"When it is missed, `{term.remedy}` is owed.")


def _comparison(term: Commitment) -> Iterator[Told]:
    """Whether exactly the target is enough."""
    if isinstance(term.target, DownAtMost):
        yield Told(("comparison",), f"Exactly {term.target.length} keeps the promise; a second more misses it.")
    elif term.comparison == "at least":
        yield Told(("comparison",), f"At least that much keeps the promise: exactly {term.target} is enough.")
    elif term.comparison == "above":
        yield Told(("comparison",), f"Only more than that keeps the promise: exactly {term.target} misses it.")


def remedy(term: Remedy, about: About) -> Iterator[Told]:
    """From the base to the claim, in the order in which a credit is computed."""
    if term.base is not None and not isinstance(term.base, Unstated):
        lines = f", only of {listed(term.base_lines)}" if term.base_lines else ""
        yield Told(("base", "base_lines"), f"Shares are taken of the {term.base}{lines}.")
    yield Told(("credit", "title"), f"The credit of `{about.name}`: {rule_words(term.credit)}.")
    for index, cap in enumerate(term.caps):
        yield Told(("caps", f"caps.{index}"), f"It is capped at {_cap_words(cap)}.")
    if term.minimum:
        yield Told(("minimum",), f"A credit below {term.minimum} is not paid.")
    if not isinstance(term.rounding, Unstated):
        yield Told(("rounding",), f"The credit is {rounding_words(term.rounding, 'of the currency')}.")
    given = {
        "credit": "a credit against later fees",
        "payment": "a payment",
        "service time": "service beyond the paid term",
    }
    yield Told(("form",), f"It is given as {given[term.form]}.")
    if isinstance(term.claim, Claim):
        yield Told(("claim",), claim_words(term.claim))
    elif term.claim == "none":
        yield Told(("claim",), "No claim is needed: it is owed by itself.")


def rounding_words(rounding: RoundingTerm | str, of: str) -> str:
    """How a number is rounded."""
    if isinstance(rounding, RoundingTerm):
        return f"rounded to {rounding.places} decimal places {of}, {rounding.mode}"
    return "not rounded"


def claim_words(claim: Claim) -> str:
    """What the customer must do, and by when."""
    if not claim.required:
        return "No claim is needed: it is owed by itself."
    within = f" within {claim.within} of the {claim.start}" if claim.within else ""
    channel = f" through {claim.channel}" if claim.channel else ""
    evidence = f", naming {listed(claim.evidence)}" if claim.evidence else ""
    return f"It is owed when the customer claims it{within}{channel}{evidence}."


def _cap_words(cap: Cap) -> str:
    most = cap.amount or cap.service_time or f"{cap.share} of the fee"
    per = "" if isinstance(cap.per, Unstated) else f" per {cap.per}"
    return f"{most}{per}"
