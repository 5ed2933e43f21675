"""The SELECT that makes rows of ours out of the pieces of a source, each with the reason why it is bad, if it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.telemetry import casts, routes, sql
from upheld.telemetry.casts import Cast, Kind
from upheld.telemetry.fields import ACCOUNT, COUNT, LATENCY_POWERS, REQUEST_LINE, TIME, raw_name
from upheld.telemetry.limits import MAX_LINE
from upheld.telemetry.plan import Plan
from upheld.telemetry.scanning import MARKED
from upheld.telemetry.times import time_cast

BLANK = 65_535  # the number of the reason for lines that hold nothing at all; they are no fault


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a relation: name and SQL type in order, the casts, and all reasons that a row can be bad for."""

    casts: tuple[Cast, ...]
    types: Mapping[str, str]
    reasons: tuple[str, ...]


def layout(plan: Plan, kinds: Mapping[str, Kind], now: datetime, wanted: Collection[str] | None = None) -> Layout:
    """The columns of a plan. `kinds` gives the types of a typed source; `wanted` leaves out fields not asked for."""
    every = tuple(_casts(plan, kinds, now))
    kept = tuple(cast for cast in every if wanted is None or cast.name in {TIME, ACCOUNT, COUNT, *wanted})
    reasons = dict.fromkeys(reason for cast in kept for _, reason in cast.faults)
    return Layout(kept, {cast.name: cast.type for cast in kept}, tuple(reasons))


def select_rows(pieces: str, plan: Plan, columns: Layout, broken: str, *, suspicious: bool) -> str:
    """Rows with `reason` (0 is good, else a place in `reasons_of`, or BLANK) and the text of the bad ones as `line`.

    `suspicious` adds what only a mended copy can hold: invalid bytes and lines that are too long.
    """
    layers = [{raw_name(field): _known(field, plan) for field in plan.used}]
    steps = dict(step for cast in columns.casts for step in cast.steps)
    layers.extend({step: made} for step, made in steps.items())
    layers.append({sql.name(cast.name): cast.value for cast in columns.casts})
    layers.append({"reason": _reason(columns, broken, suspicious=suspicious)})
    names = ", ".join(map(sql.name, columns.types))
    return f"SELECT {names}, reason, CASE WHEN reason <> 0 THEN line END AS line FROM ({_layered(pieces, layers)})"


def _layered(query: str, layers: Iterable[Mapping[str, str]]) -> str:
    """Each layer adds or replaces columns over the one below; DuckDB computes each once, and only those in use."""
    for layer in layers:
        made = ", ".join(f"{value} AS {name}" for name, value in layer.items())
        replaced = ", ".join(name for name in layer if name.startswith('"in.'))
        kept = f"* EXCLUDE ({replaced})" if replaced else "*"
        query = f"SELECT {kept}, {made} FROM ({query})"
    return query


def reasons_of(columns: Layout, broken: str) -> tuple[str, ...]:
    """All reasons by number, from 1."""
    return ("invalid UTF-8", f"line over {MAX_LINE // 1024} KiB", broken, *columns.reasons)


def _reason(columns: Layout, broken: str, *, suspicious: bool) -> str:
    numbers = {reason: number for number, reason in enumerate(reasons_of(columns, broken), 1)}
    odd = f"WHEN regexp_matches(line, '{MARKED}') THEN 1 WHEN strlen(line) > {MAX_LINE} THEN 2 " if suspicious else ""
    blank = f"WHEN broken AND (line IS NULL OR trim(line, ' \t') = '') THEN {BLANK} WHEN broken THEN 3 "
    faults = [
        f"WHEN {condition} THEN {numbers[reason]}" for cast in columns.casts for condition, reason in cast.faults
    ]
    return f"CAST(CASE {odd}{blank}{' '.join(faults)} ELSE 0 END AS USMALLINT)"


def _known(field: str, plan: Plan) -> str:
    """A raw field, NULL where it holds a word for nothing."""
    if not plan.null_words:
        return raw_name(field)
    if len(plan.null_words) == 1:
        return f"NULLIF({raw_name(field)}, {sql.value(plan.null_words[0])})"
    return f"CASE WHEN {raw_name(field)} NOT IN ({sql.values(plan.null_words)}) THEN {raw_name(field)} END"


def _casts(plan: Plan, kinds: Mapping[str, Kind], now: datetime) -> Iterator[Cast]:
    yield time_cast(raw_name(plan.time_field), kinds.get(plan.time_field, "text"), plan.time, now)
    if plan.account.field is not None:
        yield casts.text(ACCOUNT, raw_name(plan.account.field))
    else:
        yield Cast(ACCOUNT, sql.value(str(plan.account.constant)))
    if plan.count is None:
        yield Cast(COUNT, "CAST(1 AS BIGINT)", type="BIGINT")
    else:
        yield casts.count(raw_name(plan.count), kinds.get(plan.count, "text"))
    for name, field in sorted(plan.columns.items()):
        yield from _field(name, raw_name(field), kinds.get(field, "text"), plan)
    for name, extra in sorted(plan.extra.items()):
        yield _extra(name, raw_name(extra.field), kinds.get(extra.field, "text"), extra.type)


def _field(name: str, raw: str, kind: Kind, plan: Plan) -> Iterator[Cast]:
    if name == REQUEST_LINE:
        if "method" not in plan.columns:
            yield routes.method_in(raw)
        if "route" not in plan.columns:
            yield routes.route_in(raw, plan.routes)
    elif name == "status":
        yield casts.status(raw, kind, required=plan.series == "requests")
    elif name in LATENCY_POWERS:
        yield casts.latency(raw, kind, LATENCY_POWERS[name])
    elif name == "state":
        yield casts.state(raw, (("up", plan.states.up), ("down", plan.states.down), ("unknown", plan.states.unknown)))
    elif name == "route":
        yield routes.route_of(raw, plan.routes)
    elif name == "attempt":
        yield casts.integer(name, raw, kind)
    else:
        yield casts.text(name, raw)


def _extra(name: str, raw: str, kind: Kind, wanted: str) -> Cast:
    makers: Mapping[str, Callable[[], Cast]] = {
        "integer": lambda: casts.integer(name, raw, kind),
        "boolean": lambda: casts.boolean(name, raw, kind),
    }
    return makers.get(wanted, lambda: casts.text(name, raw))()
