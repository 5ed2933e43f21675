"""An explained slice, for people and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from upheld.availability.why import SliceOfFunction, Why
from upheld.statements.moments import instant, stretch
from upheld.statements.words import clipped, count, visible
from upheld.wording import joined, say, told

_STATES = {
    "up": say("counts as up"),
    "down": say("counts as downtime"),
    "excluded": say("was excluded"),
    "unknown": say("is not known"),
    "not judged": say("is outside the hours that are judged"),
}


def print_why(found: Why, language: str, *, as_json: bool) -> None:
    """Print one explanation, in a language where it is not JSON."""
    zone = found.zone
    if as_json:
        text = json.dumps(_record(found, zone), ensure_ascii=False, indent=2)
    else:
        text = "\n".join(told(line, language) for line in _lines(found, zone))
    sys.stdout.write(text + "\n")


def _lines(found: Why, zone: str) -> Iterator[str]:
    moment = instant(found.instant, zone)
    whose = say("{commitment}, account {account}", commitment=found.commitment, account=visible(found.account))
    yield say(
        "{moment} ({zone}, {utc}) {state}: {whose}",
        moment=moment.words,
        zone=zone,
        utc=moment.utc,
        state=_STATES[found.state],
        whose=whose,
    )
    for part in found.functions:
        yield from _function(part, zone)
    if found.outage is not None:
        outage = stretch(found.outage.span, zone)
        count_words = say("{seconds} s of it count.", seconds=found.outage.counted_seconds)
        yield say(
            "  Part of the outage {outage} ({length}); {counted}",
            outage=outage.words,
            length=outage.length.words,
            counted=count_words,
        )
        for sample in found.outage.samples:
            fields = ", ".join(f"{name} {clipped(value, 80)}" for name, value in sorted(sample.fields.items()))
            yield say("    {moment}: {fields}", moment=instant(sample.at // 1_000_000, zone).words, fields=fields)
    for ruled in found.exclusions:
        holds = say("holds") if ruled.holds else say("does not hold")
        yield say(
            "  Exclusion `{title}` {holds}: {reasons}",
            title=ruled.title,
            holds=holds,
            reasons=joined("; ", ruled.reasons) or say("no condition is set"),
        ) + _clause(ruled.clause)


def _function(part: SliceOfFunction, zone: str) -> Iterator[str]:
    yield say("  {measure}, slice {slice}", measure=part.measure, slice=stretch(part.span, zone).words)
    if part.rule:
        yield say("    down when: {rule}", rule=part.rule) + _clause(part.clause)
    for member, counts in sorted(part.counts.items()):
        heard = say(
            "{requests}, {valid:,} valid, {failed:,} failed",
            requests=count(counts["total"], "request"),
            valid=counts["valid"],
            failed=counts["bad"],
        )
        more = ", ".join(
            f"{name.replace('_', ' ')} {value:,}"
            for name, value in counts.items()
            if name not in {"total", "valid", "bad"}
        )
        yield say("    {member}{heard}{more}", member=_named(member), heard=heard, more=f"; {more}" if more else "")
    for member, state in part.states:
        yield say("    {member}recorded as {state}", member=_named(member), state=state)
    if not part.counts and not part.states:
        yield say("    nothing was heard in it")


def _named(member: str) -> str:
    return f"{visible(member)}: " if member else ""


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
