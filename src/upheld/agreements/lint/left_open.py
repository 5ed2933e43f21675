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
from upheld.wording import say

KIND = say("left open")

# (model, field) -> (what is missing, the question to ask)
MISSING: Mapping[tuple[type[BaseModel], str], tuple[str, str]] = MappingProxyType(
    {
        (AgreementText, "zone"): (
            say("no time zone is named"),
            say("In which time zone do the days and months of the agreement begin?"),
        ),
        (CalendarTerm, "zone"): (say("no time zone is named"), say("In which time zone are these hours kept?")),
        (CalendarTerm, "week"): (say("no hours are named"), say("From when until when, and on which days?")),
        (CalendarTerm, "holidays"): (
            say("nothing is said of public holidays"),
            say("Are these hours kept on public holidays, and if not, on those of which country?"),
        ),
        (Measure, "slice"): (
            say("no measurement granularity is named"),
            say("How finely is availability measured: how long is one slice?"),
        ),
        (Measure, "down"): (
            say("nothing is said of when it is down"),
            say("What must happen in a slice for it to be down?"),
        ),
        (Measure, "partial_slices"): (
            say("nothing is said of slices that are down only in part"),
            say("Does a slice that is down only in part count whole, by seconds, or not at all?"),
        ),
        (Measure, "no_traffic"): (
            say("nothing is said of time without traffic"),
            say("What does a slice without any traffic count as?"),
        ),
        (Measure, "value"): (
            say("nothing is said of how the figure is made"),
            say("Is the figure a share of time, a mean of slice ratios, or a ratio of totals?"),
        ),
        (Exclusion, "effect"): (
            say("nothing is said of what exclusion does to the figure"),
            say("Does excluded time leave the period, count as up, or count as down?"),
        ),
        (Commitment, "period"): (say("no period is named"), say("Over which period is the commitment judged?")),
        (Commitment, "target"): (say("no figure is named"), say("Which percentage is promised?")),
        (Commitment, "comparison"): (
            say("nothing is said of a figure exactly on the target"),
            say("Is a figure exactly on the target enough (at least), or must it be above?"),
        ),
        (Commitment, "rounding"): (
            say("nothing is said of rounding"),
            say("Is the figure rounded before it is judged, to how many places and which way?"),
        ),
        (Commitment, "remedy"): (say("no remedy is promised"), say("What is owed when the commitment is missed?")),
        (Cap, "per"): (
            say("nothing is said of the time for which the cap holds"),
            say("Over which time does this cap hold?"),
        ),
        (Cap, "of"): (
            say("nothing is said of the fee that the cap is a share of"),
            say("Is it a share of one fee, or of all fees of the cap's period?"),
        ),
        (Claim, "ends"): (
            say("nothing is said of how days to claim end"),
            say("Do days to claim end with the day, or at the time of day of the downtime?"),
        ),
        (Remedy, "base"): (say("no base fee is named"), say("Of which fee is the credit a share?")),
        (Remedy, "rounding"): (
            say("nothing is said of rounding the credit"),
            say("Is the credit rounded, to how many places and which way?"),
        ),
        (Remedy, "claim"): (say("nothing is said of a claim"), say("Must the customer claim the credit, and by when?")),
        (Target, "counted"): (
            say("nothing is said of the time in which it runs"),
            say("Is the time counted in working hours, by the clock, or in business days?"),
        ),
        (Target, "by"): (
            say("the hour of the business day is not named"),
            say("At which instant of the business day is it due?"),
        ),
        (Changes, "announced"): (
            say("nothing is said of announcing changes"),
            say("Are changes of the agreement announced, and how long before?"),
        ),
        (Changes, "may_degrade"): (
            say("nothing is said of changes for the worse"),
            say("May a change make the service worse without the customer's consent?"),
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
    usual = (say("the text leaves this open"), say("What holds for {term}?", term=name.replace("_", " ")))
    return MISSING.get((type(term), name), usual)


def open_fields(term: BaseModel) -> Iterator[tuple[str, str]]:
    """(dotted field, question) of every field that a term leaves open and that matters."""
    for name, field in type(term).model_fields.items():
        if isinstance(getattr(term, name), Unstated) and _matters(term, name):
            yield field.alias or name, _missing(term, name)[1]


def _open_fields(agreement: Agreement, path: Path, term: BaseModel) -> Iterator[Finding]:
    if isinstance(term, ConditionTerms | CreditTerms):
        for below, question in term.questions():
            yield finding(agreement, KIND, (*path, *below), (say("the text leaves this open"), question))
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
            what = say("the text can be read in more than one way")
            clause = decision.clause if isinstance(decision.clause, str) else ""
            yield Finding(KIND, "", node.place, clause, what, decision.question, decision.readings, decision)
