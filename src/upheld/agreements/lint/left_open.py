"""Terms that the text leaves open: undecided ones, decided ones, and questions that belong to no single term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import BaseModel

from upheld.agreements.agreement import Agreement
from upheld.agreements.decisions import decisions_in
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.terms.change import Changes
from upheld.agreements.terms.commitment import Cap, Claim, Commitment, Remedy
from upheld.agreements.terms.credit import CreditTerms
from upheld.agreements.terms.exclusion import ConditionTerms, Exclusion
from upheld.agreements.terms.measure import Measure
from upheld.agreements.terms.support import Target
from upheld.agreements.text import Path
from upheld.agreements.walking import terms_of
from upheld.agreements.words import Unstated

KIND = "left open"

# (model, field) -> (what is missing, the question to ask)
MISSING: Mapping[tuple[type[BaseModel], str], tuple[str, str]] = MappingProxyType(
    {
        (AgreementText, "zone"): (
            "no time zone is named",
            "In which time zone do the days and months of the agreement begin?",
        ),
        (CalendarTerm, "zone"): ("no time zone is named", "In which time zone are these hours kept?"),
        (CalendarTerm, "week"): ("no hours are named", "From when until when, and on which days?"),
        (CalendarTerm, "holidays"): (
            "nothing is said of public holidays",
            "Are these hours kept on public holidays, and if not, on those of which country?",
        ),
        (Measure, "slice"): (
            "no measurement granularity is named",
            "How finely is availability measured: how long is one slice?",
        ),
        (Measure, "down"): ("nothing is said of when it is down", "What must happen in a slice for it to be down?"),
        (Measure, "partial_slices"): (
            "nothing is said of slices that are down only in part",
            "Does a slice that is down only in part count whole, by seconds, or not at all?",
        ),
        (Measure, "no_traffic"): (
            "nothing is said of time without traffic",
            "What does a slice without any traffic count as?",
        ),
        (Measure, "value"): (
            "nothing is said of how the figure is made",
            "Is the figure a share of time, a mean of slice ratios, or a ratio of totals?",
        ),
        (Exclusion, "effect"): (
            "nothing is said of what exclusion does to the figure",
            "Does excluded time leave the period, count as up, or count as down?",
        ),
        (Commitment, "period"): ("no period is named", "Over which period is the commitment judged?"),
        (Commitment, "target"): ("no figure is named", "Which percentage is promised?"),
        (Commitment, "comparison"): (
            "nothing is said of a figure exactly on the target",
            "Is a figure exactly on the target enough (at least), or must it be above?",
        ),
        (Commitment, "rounding"): (
            "nothing is said of rounding",
            "Is the figure rounded before it is judged, to how many places and which way?",
        ),
        (Commitment, "remedy"): ("no remedy is promised", "What is owed when the commitment is missed?"),
        (Cap, "per"): ("nothing is said of the time for which the cap holds", "Over which time does this cap hold?"),
        (Cap, "of"): (
            "nothing is said of the fee that the cap is a share of",
            "Is it a share of one fee, or of all fees of the cap's period?",
        ),
        (Claim, "ends"): (
            "nothing is said of how days to claim end",
            "Do days to claim end with the day, or at the time of day of the downtime?",
        ),
        (Remedy, "base"): ("no base fee is named", "Of which fee is the credit a share?"),
        (Remedy, "rounding"): (
            "nothing is said of rounding the credit",
            "Is the credit rounded, to how many places and which way?",
        ),
        (Remedy, "claim"): ("nothing is said of a claim", "Must the customer claim the credit, and by when?"),
        (Target, "counted"): (
            "nothing is said of the time in which it runs",
            "Is the time counted in working hours, by the clock, or in business days?",
        ),
        (Target, "by"): (
            "the hour of the business day is not named",
            "At which instant of the business day is it due?",
        ),
        (Changes, "announced"): (
            "nothing is said of announcing changes",
            "Are changes of the agreement announced, and how long before?",
        ),
        (Changes, "may_degrade"): (
            "nothing is said of changes for the worse",
            "May a change make the service worse without the customer's consent?",
        ),
    }
)


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every open term and every decision, in the order of the text."""
    for path, term in terms_of(agreement.text):
        yield from _open_fields(agreement, path, term)
        yield from _decided_fields(agreement, path, term)
    yield from _unplaced(agreement)


def _decided_fields(agreement: Agreement, path: Path, term: BaseModel) -> Iterator[Finding]:
    for name, field in type(term).model_fields.items():
        at = (*path, field.alias or name)
        if agreement.was_decided(".".join(map(str, at))):
            yield finding(agreement, KIND, at, (_missing(term, name)[0], ""))


def _missing(term: BaseModel, name: str) -> tuple[str, str]:
    usual = ("the text leaves this open", f"What holds for {name.replace('_', ' ')}?")
    return MISSING.get((type(term), name), usual)


def open_fields(term: BaseModel) -> Iterator[tuple[str, str]]:
    """(dotted field, question) of every field that a term leaves open and that matters."""
    for name, field in type(term).model_fields.items():
        if isinstance(getattr(term, name), Unstated) and _matters(term, name):
            yield field.alias or name, _missing(term, name)[1]


def _open_fields(agreement: Agreement, path: Path, term: BaseModel) -> Iterator[Finding]:
    if isinstance(term, ConditionTerms | CreditTerms):
        for below, question in term.questions():
            yield finding(agreement, KIND, (*path, *below), ("the text leaves this open", question))
        return
    for name, _ in open_fields(term):
        yield finding(agreement, KIND, (*path, name), _missing(term, name))


def _matters(term: BaseModel, name: str) -> bool:
    """Whether anything is ever computed from an open field of this term."""
    if isinstance(term, Measure):
        return _measured_by(term, name)
    if isinstance(term, Target) and name == "by":
        return term.counted == "business days"
    if isinstance(term, AgreementText) and name == "zone":
        return bool(term.commitments)
    if isinstance(term, Cap) and name == "of":
        return term.share is not None and term.per != "period"
    if isinstance(term, Claim) and name == "ends":
        in_days = term.within is not None and term.within.unit not in {"second", "minute", "hour"}
        return in_days and term.start != "end of period"
    return True


def _measured_by(measure: Measure, name: str) -> bool:
    """Whether a measure is measured by this field: combinations have no slices, requests fall into whole ones."""
    if measure.of:
        return name == "value"
    if name == "partial_slices":
        return measure.series == "states"
    return name != "no_traffic" or measure.value != "ratio of totals"


def _unplaced(agreement: Agreement) -> Iterator[Finding]:
    """Decisions on how the text was read as a whole, and questions that are on record without an answer."""
    for decision, node in zip(agreement.text.decisions, decisions_in(agreement.tree), strict=True):
        if decision.term is None:
            what = "the text can be read in more than one way"
            clause = decision.clause if isinstance(decision.clause, str) else ""
            yield Finding(KIND, "", node.place, clause, what, decision.question, decision.readings, decision)
