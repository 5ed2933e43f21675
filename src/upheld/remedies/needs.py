"""Which terms a remedy cannot be computed without, and the question for each."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import open_questions
from upheld.agreements.terms.commitment import Cap, Claim, Remedy
from upheld.agreements.text import Path
from upheld.problems import Problem
from upheld.rules.dates import counts_dates
from upheld.wording import say


def remedy_questions(agreement: Agreement, remedy: str) -> tuple[Problem, ...]:
    """The open terms of a remedy, each with its question."""
    return open_questions(agreement, _needed(agreement.text.remedies[remedy], ("remedies", remedy)))


def _needed(remedy: Remedy, path: Path) -> Iterator[tuple[Path, str]]:
    yield (
        (*path, "base"),
        "Which fee is the share taken of: that of the period, of the month, or of the month before?",
    )
    if remedy.rule().gives() == "money":
        yield (*path, "rounding"), say("To how many decimal places is the credit rounded, and which way?")
    for inner, question in remedy.rule().questions():
        yield (*path, "credit", remedy.credit.name, *inner), question
    for index, cap in enumerate(remedy.caps):
        yield from _of_cap(cap, (*path, "caps", index))
    if isinstance(remedy.claim, Claim):
        yield from _of_claim(remedy.claim, (*path, "claim"))


def _of_cap(cap: Cap, path: Path) -> Iterator[tuple[Path, str]]:
    yield (*path, "per"), "Over which period do credits add up to the cap?"
    if cap.share is not None and cap.per != "period":
        yield (*path, "of"), say("Is the cap a share of the base fee once, or of all fees over the cap's period?")


def _of_claim(claim: Claim, path: Path) -> Iterator[tuple[Path, str]]:
    if claim.within is not None and claim.start != "end of period" and counts_dates(claim.within):
        yield (
            (*path, "ends"),
            say("Do {within} end with the last day, or at the time of day of the event?", within=claim.within),
        )
    if claim.calendar is not None:
        yield ("calendars", claim.calendar, "zone"), say("In which zone are the calendar's days counted?")
        yield ("calendars", claim.calendar, "holidays"), say("Which holidays does the calendar keep?")
