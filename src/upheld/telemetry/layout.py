"""The columns that a plan makes: how each is cast, and every reason that a row can be bad for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.telemetry import casts, routes, sql
from upheld.telemetry.casts import Cast, Kind
from upheld.telemetry.fields import ACCOUNT, COUNT, LATENCY_POWERS, REQUEST_LINE, TIME, raw_name
from upheld.telemetry.limits import MAX_LINE
from upheld.telemetry.plan import Plan
from upheld.telemetry.times import time_cast

# The first reasons of every layout, by number from 1; the third is the layout's own.
INVALID, TOO_LONG, BROKEN = 1, 2, 3
BLANK = 65_535  # stands for lines that hold nothing at all; they are no fault


@dataclass(frozen=True, slots=True)
class Layout:
    """How the fields of a source become columns.

    `known` gives each raw field without the words that mean nothing; `casts` are the columns in order;
    `reasons` are why a row can be bad: the reason with number i stands at i - 1.
    """

    known: Mapping[str, str]
    casts: tuple[Cast, ...]
    reasons: tuple[str, ...]

    @property
    def types(self) -> Mapping[str, str]:
        """The columns: name and SQL type, in order."""
        return {cast.name: cast.type for cast in self.casts}


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known of a source's columns beside their names: their kinds (text where not given) and the time now."""

    now: datetime
    kinds: Mapping[str, Kind]

    def kind(self, field: str) -> Kind:
        """What a column holds as it comes."""
        return self.kinds.get(field, "text")


def layout(plan: Plan, typed: Typed, broken: str, wanted: Collection[str] | None = None) -> Layout:
    """The columns of a plan; `wanted` leaves out fields not asked for; `broken` says what a malformed line is not."""
    every = tuple(_casts(plan, typed))
    kept = tuple(cast for cast in every if wanted is None or cast.name in {TIME, ACCOUNT, COUNT, *wanted})
    first = ("invalid UTF-8", f"line over {MAX_LINE // 1024} KiB", broken)
    reasons = dict.fromkeys((*first, *(reason for cast in kept for _, reason in cast.faults)))
    known = {raw_name(field): _known(raw_name(field), typed.kind(field), plan.null_words) for field in plan.used}
    return Layout(known, kept, tuple(reasons))


def _known(raw: str, kind: Kind, null_words: tuple[str, ...]) -> str:
    """A raw field, NULL where it holds a word for nothing."""
    if not null_words or kind != "text":
        return raw
    if len(null_words) == 1:
        return f"NULLIF({raw}, {sql.value(null_words[0])})"
    return f"CASE WHEN {raw} NOT IN ({sql.values(null_words)}) THEN {raw} END"


def _casts(plan: Plan, typed: Typed) -> Iterator[Cast]:
    yield time_cast(raw_name(plan.time_field), typed.kind(plan.time_field), plan.time, typed.now)
    if plan.account.field is not None:
        yield casts.text(ACCOUNT, raw_name(plan.account.field))
    else:
        yield Cast(ACCOUNT, sql.value(str(plan.account.constant)))
    if plan.count is None:
        yield Cast(COUNT, "CAST(1 AS BIGINT)", type="BIGINT")
    else:
        yield casts.count(raw_name(plan.count), typed.kind(plan.count))
    for name, field in sorted(plan.columns.items()):
        yield from _field(name, raw_name(field), typed.kind(field), plan)
    for name, extra in sorted(plan.extra.items()):
        yield _extra(name, raw_name(extra.field), typed.kind(extra.field), extra.type)
    for name, word in sorted(plan.constants.items()):
        yield Cast(name, sql.value(word))


def _field(name: str, raw: str, kind: Kind, plan: Plan) -> Iterator[Cast]:
    if name == REQUEST_LINE:
        yield from _request_line(raw, plan)
    elif name in LATENCY_POWERS:
        yield casts.latency(raw, kind, LATENCY_POWERS[name])
    elif name == "status":
        yield casts.status(raw, kind)
    elif name == "state":
        words = plan.states
        yield casts.state(raw, (("up", words.up), ("down", words.down), ("unknown", words.unknown)))
    elif name == "route":
        yield routes.route_of(raw, plan.routes)
    else:
        yield casts.integer(name, raw, kind) if name == "attempt" else casts.text(name, raw)


def _request_line(raw: str, plan: Plan) -> Iterator[Cast]:
    """The method and the route of a request line, where the source does not have them by themselves."""
    if "method" not in plan.columns:
        yield routes.method_in(raw)
    if "route" not in plan.columns:
        yield routes.route_in(raw, plan.routes)


def _extra(name: str, raw: str, kind: Kind, wanted: str) -> Cast:
    makers: Mapping[str, Callable[[], Cast]] = {
        "integer": lambda: casts.integer(name, raw, kind),
        "boolean": lambda: casts.boolean(name, raw, kind),
    }
    return makers.get(wanted, lambda: casts.text(name, raw))()
