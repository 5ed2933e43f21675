"""A history of states -> who was in which state when: between two rows the state is unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from upheld.telemetry.slicing.question import Key
from upheld.timeline.spans import Span

StateSpans = Mapping[Key, tuple[tuple[int, int, str], ...]]
"""(account, member) -> (start, end, state) in UTC epoch seconds, in order, within the span asked for."""

MICRO = 1_000_000


def state_spans(rows: Iterable[tuple[str, str, int, str]], span: Span) -> StateSpans:
    """From (account, member, at in epoch microseconds, state), sorted by at: the states over a span.

    A row sets the state from its instant, rounded down to the second, until the next row of the same member. Rows
    before the span say how it begins. Of several rows in one second the last counts.
    """
    current: dict[Key, tuple[int, str]] = {}
    found: defaultdict[Key, list[tuple[int, int, str]]] = defaultdict(list)
    for account, member, at, state in rows:
        key, second = (account, member), at // MICRO
        if second >= span.end:
            break
        _close(found[key], current.get(key), second, span)
        current[key] = (second, state)
    for key, last in current.items():
        _close(found[key], last, span.end, span)
    return {key: tuple(spans) for key, spans in found.items()}


def _close(into: list[tuple[int, int, str]], last: tuple[int, str] | None, end: int, span: Span) -> None:
    if last is None:
        return
    start, end = max(last[0], span.start), min(end, span.end)
    if start < end:
        into.append((start, end, last[1]))
