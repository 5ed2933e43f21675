"""When many accounts can be judged together: which measures are plain enough, and what is asked for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.measure import Measure
from upheld.agreements.words import Unstated
from upheld.availability.answers import BaseAnswer, Sources, base_question
from upheld.availability.measuring import Asked, Part, Request


def accounts_alone(request: Request) -> frozenset[str]:
    """The accounts with terms or records of their own."""
    named = {account for part in request.parts for account in part.agreement.text.accounts}
    return frozenset(named | {record.account for record in request.records if record.account is not None})


def is_alike(request: Request) -> bool:
    """Whether all accounts of which nothing is heard, and that do not stand alone, have the same figure.

    Not so where the figure is a ratio of requests, or where traffic by itself excludes time.
    """
    return all(
        _measure(request, part).value == "time" and not _excludes_by_rate(part.agreement) for part in request.parts
    )


def is_plain(request: Request) -> bool:
    """Whether the figure of an account that does not stand alone is the period without its down slices.

    So it is for a base measure of requests or probes, each down slice being an outage by itself, where silence is up,
    all hours are judged, and no exclusion is recorded for everybody.
    """
    common = any(record.account is None for record in request.records)
    return not common and is_alike(request) and all(_is_plain(request, part) for part in request.parts)


def silence(request: Request, sources: Sources) -> tuple[Asked, ...]:
    """The answers to a plain request about an account of which nothing is heard."""
    return tuple(_silence(request, part, sources) for part in request.parts)


def down_seconds(request: Request, sources: Sources) -> Mapping[str, int]:
    """Seconds of downtime of each account that has any, for a plain request."""
    assert sources.slices is not None  # noqa: S101 - a plain measure is one of requests or probes
    found: Counter[str] = Counter()
    for one in silence(request, sources):
        found.update(sources.slices.down_seconds(one.answers[0].question))
    return found


def _silence(request: Request, part: Part, sources: Sources) -> Asked:
    name = part.agreement.text.commitments[request.commitment].measure
    down = part.agreement.text.measures[name].down
    assert down is not None  # noqa: S101 - a plain measure has a rule
    question = base_question(part.agreement, name, request.period.zone, part.span, None)
    ready = replace(question, rule_module=sources.downtime_rules[down.name])
    return Asked(part, (BaseAnswer.of(name, ready, {}),), name)


def _is_plain(request: Request, part: Part) -> bool:
    measure = _measure(request, part)
    one_by_one = measure.opens_after == 1 and measure.closes_after == 1 and measure.minimum_outage is None
    base = not measure.of and measure.members is None and measure.series != "states" and measure.down is not None
    silent_up = isinstance(measure.no_traffic, Unstated) or measure.no_traffic == "up"
    return one_by_one and base and silent_up and part.agreement.text.commitments[request.commitment].during is None


def _measure(request: Request, part: Part) -> Measure:
    text = part.agreement.text
    return text.measures[text.commitments[request.commitment].measure]


def _excludes_by_rate(agreement: Agreement) -> bool:
    """Whether a rate that the text itself names excludes time; an account with a rate of its own stands alone."""
    uses = (use for exclusion in agreement.text.exclusions.values() for use in exclusion.conditions)
    return any(use.name == "rate_exceeded" and getattr(use.terms, "agreed", None) is not None for use in uses)
