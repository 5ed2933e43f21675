"""The SELECT that makes rows of ours out of the pieces of a source, each with the reason why it is bad, if it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from upheld.telemetry import sql
from upheld.telemetry.layout import BLANK, BROKEN, INVALID, TOO_LONG, Layout
from upheld.telemetry.limits import MAX_LINE
from upheld.telemetry.scanning import MARKED


def select_rows(pieces: str, layout: Layout, *, suspicious: bool = False, beside: Sequence[str] = ()) -> str:
    """Rows with `reason` (0 is good, else a number of `layout.reasons`, or BLANK) and the text of bad ones as `line`.

    `suspicious` looks for what only a mended copy can hold: invalid bytes and lines that are too long.
    `beside` names columns of the pieces that are passed on.
    """
    steps = dict(step for cast in layout.casts for step in cast.steps)
    layers = [
        layout.known,
        *({step: made} for step, made in steps.items()),
        {sql.name(cast.name): cast.value for cast in layout.casts},
        {"reason": _reason(layout, suspicious=suspicious)},
    ]
    names = ", ".join([*map(sql.name, layout.types), *beside])
    return f"SELECT {names}, reason, CASE WHEN reason <> 0 THEN line END AS line FROM ({_layered(pieces, layers)})"


def _layered(query: str, layers: Iterable[Mapping[str, str]]) -> str:
    """Each layer adds or replaces columns over the one below; DuckDB computes each once, and only those in use."""
    for layer in layers:
        made = ", ".join(f"{value} AS {name}" for name, value in layer.items())
        replaced = ", ".join(name for name in layer if name.startswith('"in.'))
        kept = f"* EXCLUDE ({replaced})" if replaced else "*"
        query = f"SELECT {kept}, {made} FROM ({query})"
    return query


def _reason(layout: Layout, *, suspicious: bool) -> str:
    numbers = {reason: number for number, reason in enumerate(layout.reasons, 1)}
    odd = (
        f"WHEN regexp_matches(line, '{MARKED}') THEN {INVALID} WHEN strlen(line) > {MAX_LINE} THEN {TOO_LONG} "
        if suspicious
        else ""
    )
    blank = f"WHEN broken AND (line IS NULL OR trim(line, ' \t') = '') THEN {BLANK} WHEN broken THEN {BROKEN} "
    faults = [f"WHEN {condition} THEN {numbers[reason]}" for cast in layout.casts for condition, reason in cast.faults]
    suspects = [cast.suspected for cast in layout.casts if cast.suspected] + (["TRUE"] if suspicious else [])
    looked = sql.either(["broken", *suspects])  # nearly every row is good, and told so by a few cheap conditions
    return f"CAST(CASE WHEN {looked} THEN CASE {odd}{blank}{' '.join(faults)} ELSE 0 END ELSE 0 END AS USMALLINT)"
