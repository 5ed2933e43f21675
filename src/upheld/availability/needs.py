"""Which terms a commitment cannot be measured without, and the question for each."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.text import Path
from upheld.wording import say

_QUESTIONS = {
    "zone": say("In which zone are the contract's days and months counted?"),
    "period": say("Over which period is the commitment judged?"),
    "comparison": say("Is the promise kept when the figure exactly equals the target?"),
    "rounding": say("Is the percentage rounded before it is judged?"),
    "slice": say("How fine is the measurement: in slices of which length is time judged?"),
    "no_traffic": say("Does a slice without valid requests count as up, as down, or as unknown?"),
    "unknown": say(
        "Does time of which nothing is known leave both sides (`unknown and out`) or stay (`unknown and in`)?"
    ),
    "partial_slices": say("Does a slice that is only partly down count whole, by seconds, or not at all?"),
    "value": say("Is the figure a share of time, a mean of slice ratios, or a ratio of totals?"),
}


def needed_terms(agreement: Agreement, commitment: str) -> Iterator[tuple[Path, str]]:
    """(path, question) of every term that must be stated or decided before the commitment can be measured."""
    path: Path = ("commitments", commitment)
    for name in ("period", "comparison", "rounding"):
        yield (*path, name), _QUESTIONS[name]
    term = agreement.text.commitments[commitment]
    if term.zone is None:
        yield ("zone",), _QUESTIONS["zone"]
    for name in base_measures(agreement, term.measure):
        yield from _of_measure(agreement, name)
    measure = agreement.text.measures[term.measure]
    if measure.of:
        yield ("measures", term.measure, "value"), _QUESTIONS["value"]
        if len(_unknown_policies(agreement, term.measure)) > 1:
            yield ("measures", term.measure, "no_traffic"), _QUESTIONS["unknown"]


def _unknown_policies(agreement: Agreement, name: str) -> frozenset[object]:
    """How the parts of a combination take time of which nothing is known, where they take it so at all."""
    policies = {agreement.text.measures[base].no_traffic for base in base_measures(agreement, name)}
    return frozenset(policy for policy in policies if isinstance(policy, str) and policy.startswith("unknown"))


def base_measures(agreement: Agreement, name: str) -> tuple[str, ...]:
    """The base measures that a measure is made of, in the order of the agreement; itself where it is one."""
    parts = agreement.text.measures[name].of
    found = [base for part in parts for base in base_measures(agreement, part)] if parts else [name]
    return tuple(dict.fromkeys(found))


def _of_measure(agreement: Agreement, name: str) -> Iterator[tuple[Path, str]]:
    measure = agreement.text.measures[name]
    wanted = ["slice", "value", "no_traffic"]
    if measure.value == "ratio of totals":
        wanted = ["slice", "value"]
    elif measure.series == "states":
        wanted.append("partial_slices")
    for field in wanted:
        yield ("measures", name, field), _QUESTIONS[field]
