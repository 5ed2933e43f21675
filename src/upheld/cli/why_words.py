"""An explained slice, for people and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from upheld.availability.why import SliceOfFunction, Why
from upheld.statements.moments import instant, stretch
from upheld.statements.words import clipped, count, visible

_STATES = {
    "up": "counts as up",
    "down": "counts as downtime",
    "excluded": "was excluded",
    "unknown": "is not known",
    "not judged": "is outside the hours that are judged",
}


def print_why(found: Why, *, as_json: bool) -> None:
    """Print one explanation."""
    zone = found.zone
    text = json.dumps(_record(found, zone), ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found, zone))
    sys.stdout.write(text + "\n")


def _lines(found: Why, zone: str) -> Iterator[str]:
    moment = instant(found.instant, zone)
    whose = f"{found.commitment}, account {visible(found.account)}"
    yield f"{moment.words} ({zone}, {moment.utc}) {_STATES[found.state]}: {whose}"
    for part in found.functions:
        yield from _function(part, zone)
    if found.outage is not None:
        outage = stretch(found.outage.span, zone)
        count_words = f"{found.outage.counted_seconds} s of it count."
        yield f"  Part of the outage {outage.words} ({outage.length.words}); {count_words}"
        for sample in found.outage.samples:
            fields = ", ".join(f"{name} {clipped(value, 80)}" for name, value in sorted(sample.fields.items()))
            yield f"    {instant(sample.at // 1_000_000, zone).words}: {fields}"
    for ruled in found.exclusions:
        holds = "holds" if ruled.holds else "does not hold"
        yield f"  Exclusion `{ruled.title}` {holds}: {'; '.join(ruled.reasons) or 'no condition is set'}" + _clause(
            ruled.clause
        )


def _function(part: SliceOfFunction, zone: str) -> Iterator[str]:
    yield f"  {part.measure}, slice {stretch(part.span, zone).words}"
    if part.rule:
        yield f"    down when: {part.rule}" + _clause(part.clause)
    for member, counts in sorted(part.counts.items()):
        told = f"{count(counts['total'], 'request')}, {counts['valid']:,} valid, {counts['bad']:,} failed"
        more = ", ".join(
            f"{name.replace('_', ' ')} {value:,}"
            for name, value in counts.items()
            if name not in {"total", "valid", "bad"}
        )
        yield f"    {visible(member) + ': ' if member else ''}{told}{'; ' + more if more else ''}"
    for member, state in part.states:
        yield f"    {visible(member) + ': ' if member else ''}recorded as {state}"
    if not part.counts and not part.states:
        yield "    nothing was heard in it"


def _clause(clause: str | None) -> str:
    return f" [{clause}]" if clause else ""


def _record(found: Why, zone: str) -> dict[str, object]:
    return {
        "instant": instant(found.instant, zone).utc,
        "local": instant(found.instant, zone).local,
        "account": found.account,
        "commitment": found.commitment,
        "state": found.state,
        "functions": [
            {
                "measure": part.measure,
                "start": instant(part.span.start, zone).utc,
                "end": instant(part.span.end, zone).utc,
                "rule": part.rule,
                "clause": part.clause,
                "counts": {member: dict(counts) for member, counts in part.counts.items()},
                "states": [list(each) for each in part.states],
            }
            for part in found.functions
        ],
        "outage": None
        if found.outage is None
        else [instant(t, zone).utc for t in (found.outage.span.start, found.outage.span.end)],
        "exclusions": [
            {"cause": each.cause, "holds": each.holds, "reasons": list(each.reasons), "clause": each.clause}
            for each in found.exclusions
        ],
    }
