"""What a report must hold, over which channel it may come, and which requests an address takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import Intake
from upheld.problems import Place, Problem
from upheld.support.opening import priority_named
from upheld.support.wall_times import WallTimeError, instant_reader
from upheld.wording import say

_REQUEST = Place("request")
_WORDS_OF_YES_NO = frozenset({"yes", "no"})


def intake_problems(agreement: Agreement, channel: str, told: Mapping[str, str]) -> tuple[Problem, ...]:
    """Why a report is no case under an agreement, with the clause; none where it is one.

    `channel` is how it came in (`e-mail`, `web form`, `api`, `telephone`, `monitoring`); `told` holds the fields that
    the agreement asks for, by name. A field that may be left out may be empty.
    """
    refused = refused_channel(agreement, channel)
    terms = intake_of(agreement)
    # What the provider found itself has no reporter to ask.
    asked = () if channel == "monitoring" else field_problems(terms, told)
    return (*((refused,) if refused else ()), *asked)


def refused_channel(agreement: Agreement, channel: str) -> Problem | None:
    """Why a report over this channel is no case, with what its sender is answered; None where the channel counts."""
    terms = intake_of(agreement)
    if not terms.channels or channel in terms.channels:
        return None
    what = f"a report by {channel} is no case under this agreement"
    mend = terms.answer_to_others or f"report it by: {', '.join(terms.channels)}"
    return Problem(_REQUEST, "channel", what, mend, code="channel", clause=terms.clause_of("channels") or "")


def field_problems(terms: Intake, told: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is missing from the fields that a report must hold, or is wrong with any; each names its field."""
    return tuple(_field_problems(terms, told))


def intake_of(agreement: Agreement) -> Intake:
    """What the agreement says of reports; nothing is asked for where it says nothing."""
    support = agreement.text.support
    return support.intake if support else Intake()


def requests_at(agreement: Agreement, address: str) -> str | None:
    """Which requests an e-mail address takes, in the agreement's words; None where it does not name the address."""
    wanted = address.casefold()
    known = intake_of(agreement).addresses
    return next((requests for name, requests in known.items() if name.casefold() == wanted), None)


def priority_unasked(agreement: Agreement, requests: str = "") -> str | None:
    """The priority of a report whose sender was asked nothing: an e-mail.

    It is that of the requests which the address takes, where they are named as a priority is; else that of the
    agreement's own rule for everything else (one without answers), until somebody sorts it. None where neither is.
    """
    support = agreement.text.support
    if support is None:
        return None
    named = priority_named(support, requests) if requests else None
    return named or next((rule.priority for rule in support.priority_rules if not rule.answers), None)


def _field_problems(terms: Intake, told: Mapping[str, str]) -> Iterator[Problem]:
    clause = terms.clause_of("required") or ""
    for name in terms.required:
        if not told.get(name, "").strip():
            yield _problem(name, say("`{name}` is missing", name=name), clause=clause, code="missing")
    known = {*terms.required, *terms.optional}
    for name, value in told.items():
        if known and name not in known:
            asked = say("known: {known}", known=", ".join((*terms.required, *terms.optional)))
            yield _problem(name, say("`{name}` is not asked for", name=name), asked)
        elif value.strip() and name in _FORMS:
            yield from _FORMS[name](name, value.strip())


def _instant(name: str, value: str) -> Iterator[Problem]:
    try:
        instant_reader(None)(value)
    except WallTimeError as error:
        yield _problem(name, error.what, error.mend, code="no instant")


def _yes_no(name: str, value: str) -> Iterator[Problem]:
    if value not in _WORDS_OF_YES_NO:
        yield _problem(name, say("`{value}` is neither `yes` nor `no`", value=value[:40]), code="neither")


_FORMS: Mapping[str, Callable[[str, str], Iterator[Problem]]] = MappingProxyType(
    {"began_at": _instant, "ongoing": _yes_no}
)
"""Fields whose values have a form of their own; what others hold is text."""


def _problem(name: str, what: str, mend: str = "", *, clause: str = "", code: str = "") -> Problem:
    return Problem(_REQUEST, f"intake.{name}", what, mend, code=code, clause=clause)
