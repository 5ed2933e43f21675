"""What belongs to no account, and accounts that nobody knows: told, so that neither is passed over in silence."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from upheld.availability.answers import Sources
from upheld.problems import Problem
from upheld.rules.record import Record
from upheld.timeline.spans import Span
from upheld.wording import say

_ROWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "requests": (say("request"), say("requests")),
        "probes": (say("probe"), say("probes")),
        "states": (say("change of state"), say("changes of state")),
    }
)


def nobodys(series: str, spans: Iterable[Span], sources: Sources) -> Iterator[str]:
    """How many requests, or rows of another series, of some spans name no account, where there are any."""
    found = sum(sources.slices.unnamed(span) for span in spans) if sources.slices else 0
    one, several = _ROWS[series]
    if found == 1:
        yield say("1 {one} of this time names no account and counts for nobody.", one=one)
    elif found:
        yield say(
            "{found:,} {several} of this time name no account and count for nobody.", found=found, several=several
        )


def strangers(records: Sequence[Record], known: Collection[str]) -> Iterator[Problem]:
    """Records about accounts that nobody knows: they would do nothing, and nobody would see it."""
    for record in records:
        if record.account is not None and record.account not in known:
            what = say("no account is named `{account}`", account=record.account)
            yield Problem(record.place, "account", what, meant(record.account, known))


def meant(account: str, known: Collection[str]) -> str:
    """What to do about an account that nobody knows: the name that is nearest, or where one makes it known."""
    if near := difflib.get_close_matches(account, known, 1):
        return say("did you mean `{near}`?", near=near[0])
    named = ", ".join(sorted(known)[:10]) + (", ..." if len(known) > 10 else "")
    return say(
        "the telemetry holds {named}; one without traffic is named under `accounts` in the agreement",
        named=named or "none",
    )
