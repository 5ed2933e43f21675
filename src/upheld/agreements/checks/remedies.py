"""Remedies that hold together: a base where shares are taken, one currency, caps and claims that can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.commitment import Cap, Claim, Remedy
from upheld.agreements.terms.credit import CreditTerms, Gives
from upheld.agreements.text import Path
from upheld.wording import say


def remedy_faults(terms: AgreementText, remedy: Remedy, path: Path) -> Iterator[Fault]:
    """Faults of one remedy."""
    yield from _rule(remedy, remedy.rule(), path)
    for index, cap in enumerate(remedy.caps):
        yield from _cap(remedy, cap, remedy.rule().gives(), (*path, "caps", index))
    if isinstance(remedy.claim, Claim):
        yield from _claim(terms, remedy.claim, (*path, "claim"))


def _rule(remedy: Remedy, rule: CreditTerms, path: Path) -> Iterator[Fault]:
    if rule.needs_base() and remedy.base is None:
        yield Fault(
            path, say("`base` is required: of which fee is the share taken?"), say("e.g. `base: fee of the month`")
        )
    if remedy.base_lines and remedy.base is None:
        yield Fault(
            (*path, "base_lines"), say("lines of a fee are named, and no `base`"), say("e.g. `base: fee of the month`")
        )
    service = rule.gives() == "service time"
    if service != (remedy.form == "service time"):
        mend = say("write `form: service time`") if service else say("write `form: credit` or `form: payment`")
        yield Fault(
            (*path, "form"),
            say(
                "`{credit}` gives {gives}, and the form is {form}",
                credit=remedy.credit.name,
                gives=rule.gives(),
                form=remedy.form,
            ),
            mend,
        )
    if service and remedy.minimum is not None:
        yield Fault((*path, "minimum"), say("the minimum is money, and the credit is service time"), say("remove it"))
    if len(named := remedy.currencies()) > 1:
        yield Fault(
            path,
            say("several currencies are named: {currencies}", currencies=", ".join(sorted(named))),
            say("keep to one"),
        )


def _cap(remedy: Remedy, cap: Cap, gives: Gives, path: Path) -> Iterator[Fault]:
    named = [name for name in ("share", "amount", "service_time") if getattr(cap, name) is not None]
    if len(named) != 1:
        yield Fault(path, say("a cap is exactly one of a `share` of a fee, an `amount`, and a `service_time`"))
    elif (gives == "service time") != (named == ["service_time"]):
        yield Fault(
            path,
            say("the credit is {gives}; a cap by `{named}` cannot be compared with it", gives=gives, named=named[0]),
        )
    if cap.share is not None and remedy.base is None:
        yield Fault(
            (*path, "share"), say("a cap by share needs the remedy's `base`"), say("e.g. `base: fee of the month`")
        )
    if cap.service_time is not None and cap.service_time.seconds is None:
        yield Fault(
            (*path, "service_time"),
            say("{service_time} has no fixed length", service_time=cap.service_time),
            say("write hours or days"),
        )


def _claim(terms: AgreementText, claim: Claim, path: Path) -> Iterator[Fault]:
    if claim.calendar is not None:
        yield from unknown_name((*path, "calendar"), "calendar", claim.calendar, terms.calendars)
    length = claim.within
    if length is None:
        return
    if length.unit == "business day" and claim.calendar is None:
        yield Fault(
            path, say("`calendar` is required: whose business days are counted?"), say("name one of `calendars`")
        )
    if length.seconds is None and length.count.denominator != 1:
        yield Fault((*path, "within"), say("{length} is no whole number of {unit}s", length=length, unit=length.unit))
