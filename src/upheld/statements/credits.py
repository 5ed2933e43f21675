"""A settled credit in words: what is owed, each step of its working, and how it is claimed."""

from __future__ import annotations

from upheld.remedies.result import ClaimTerms
from upheld.remedies.result import Credit as Settled
from upheld.statements.moments import stretch
from upheld.statements.statement import Claim, Credit, Step
from upheld.statements.words import duration, money, visible
from upheld.timeline.spans import Span
from upheld.wording import joined, say


def credit_part(settled: Settled, zone_name: str, *, kept: bool) -> Credit:
    """The credit of a commitment; instants of the claim by the clock of the zone.

    Where a remedy is promised, the promise was not kept and yet nothing was computed (without the fees, or where the
    period cannot be judged), what is owed is not known; that is not nothing.
    """
    amount = None if settled.amount is None else money(settled.amount)
    service = None if settled.service_seconds is None else duration(settled.service_seconds)
    nothing = say("none") if kept or settled.remedy is None else say("not known")
    owed = joined(say(" and "), (part.words for part in (amount, service) if part)) or nothing
    return Credit(
        remedy=_visible(settled.remedy),
        form=settled.form,
        owed=owed,
        sentence=visible(settled.reason),
        amount=amount,
        service_time=service,
        steps=tuple(Step(visible(s.words), visible(s.value), _visible(s.clause)) for s in settled.steps),
        claim=None if settled.claim is None else _claim(settled.claim, zone_name),
        clause=_visible(settled.clause),
    )


def _claim(terms: ClaimTerms, zone_name: str) -> Claim:
    return Claim(
        required=terms.required,
        words=visible(terms.words),
        within=tuple(
            (visible(limit.words), stretch(Span(limit.since, limit.until), zone_name))
            for limit in terms.deadlines
            if limit.since < limit.until
        ),
        evidence=tuple(visible(piece) for piece in terms.evidence),
        channel=_visible(terms.channel),
        clause=_visible(terms.clause),
    )


def _visible(text: str | None) -> str | None:
    return None if text is None else visible(text)
