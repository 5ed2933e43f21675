"""Day bars and heat strips as SVG, the same for HTML and PDF; colour is given by class, never alone.

Downtime has one to three ticks below its bar, exclusions and unknown time have patterns of their own, and
every day carries its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from upheld.statements.markup import Markup, element, joined
from upheld.statements.statement import DayBar, HeatStrip, Mark
from upheld.wording import say

SVG = "http://www.w3.org/2000/svg"

_BARS_LEGEND = (
    ("clear", say("no downtime")),
    ("short", say("less than 15 min down")),
    ("long", say("15 min to an hour down")),
    ("severe", say("an hour down or more")),
    ("excluded", say("excluded")),
    ("unknown", say("nothing known")),
    ("unjudged", say("not judged")),
)
_STRIPS_LEGEND = (
    ("calm", say("up")),
    ("fail", say("down")),
    ("veil", say("excluded, over what it covers")),
    ("unknown", say("nothing known")),
)
_KINDS = MappingProxyType({"down": "fail", "excluded": "veil", "unknown": "unknown"})

_TICKS = MappingProxyType({"short": 1, "long": 2, "severe": 3})
_BAR, _WIDTH, _HEIGHT = 10, 8, 64
_LEAST = 6  # so that a short exclusion can be seen
_MINUTES = 60
_CELL = 10


def patterns() -> Markup:
    """The patterns that drawings refer to; once in a page, or in each drawing that stands alone."""
    hatch = element("rect", class_="hatch-ground", width="6", height="6") + element(
        "path", class_="hatch-line", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"
    )
    dots = element("rect", class_="dots-ground", width="6", height="6") + element(
        "rect", class_="dots-dot", x="0", y="2", width="6", height="1.5"
    )
    veil = element("rect", class_="veil-line", width="10", height="10")
    return element(
        "defs",
        element("pattern", veil, id="veil", width="20", height="10", patternUnits="userSpaceOnUse"),
        element("pattern", Markup(hatch), id="hatch", width="6", height="6", patternUnits="userSpaceOnUse"),
        element("pattern", Markup(dots), id="dots", width="6", height="6", patternUnits="userSpaceOnUse"),
    )


def day_bars(days: Sequence[DayBar], columns: int) -> Markup:
    """A row of bars in as many columns; stretched to its place, so nothing depends on its proportions."""
    return joined(_day(day, place * _BAR + 1) for place, day in enumerate(days[:columns]))


def bars_view(columns: int) -> str:
    """The view box of a row of bars."""
    return f"0 0 {columns * _BAR} {_HEIGHT + 16}"


def bars_legend(days: Iterable[DayBar]) -> tuple[tuple[str, str], ...]:
    """Kind and words of what can be seen in these bars."""
    seen: set[str] = set()
    for day in days:
        seen.add(day.level)
        seen.update({"excluded"} if day.excluded.seconds else (), {"unknown"} if day.unknown.seconds else ())
    return tuple(entry for entry in _BARS_LEGEND if entry[0] in seen)


def strips_legend(strips: Iterable[HeatStrip]) -> tuple[tuple[str, str], ...]:
    """Kind and words of what can be seen in these strips."""
    seen = {_KINDS[mark.kind] for strip in strips for mark in strip.marks}
    return tuple(entry for entry in _STRIPS_LEGEND if entry[0] in {"calm", *seen})


def _day(day: DayBar, x: int) -> Markup:
    return element("g", element("title", day.words), *_bar(day, x), *_ticks(day, x))


def _bar(day: DayBar, x: int) -> Iterator[Markup]:
    yield _rect(day.level, x, 0, _WIDTH, _HEIGHT)
    whole = day.up.seconds + day.down.seconds + day.excluded.seconds + day.unknown.seconds
    unknown = _share(day.unknown.seconds, whole)
    excluded = _share(day.excluded.seconds, whole)
    if unknown and day.level != "unknown":
        yield _rect("unknown", x, 0, _WIDTH, unknown)
    if excluded:
        yield _rect("excluded", x, _HEIGHT - excluded, _WIDTH, excluded)


def _share(seconds: int, whole: int) -> int:
    return 0 if seconds <= 0 or whole <= 0 else max(_LEAST, _HEIGHT * seconds // whole)


def _ticks(day: DayBar, x: int) -> Iterator[Markup]:
    for tick in range(_TICKS.get(day.level, 0)):
        yield _rect("tick", x + 1, _HEIGHT + 3 + 4 * tick, _WIDTH - 2, 2)


def heat_strip(strip: HeatStrip) -> Markup:
    """A day as rows of sixty minutes; exclusions lie over what they cover."""
    ground = (
        _rect("calm", 0, row * _CELL, min(_MINUTES, strip.minutes - row * _MINUTES) * _CELL, _CELL - 1)
        for row in range(len(strip.hours))
    )
    marks = (piece for mark in strip.marks for piece in _mark(mark))
    return joined((*ground, *marks))


def strip_view(strip: HeatStrip) -> str:
    """The view box of a heat strip."""
    return f"0 0 {_MINUTES * _CELL} {len(strip.hours) * _CELL}"


def hour_labels(strip: HeatStrip) -> tuple[str, ...]:
    """What stands beside each row: every third hour by the clock, nothing beside the others."""
    return tuple(hour[:5] if int(hour[:2]) % 3 == 0 else "" for hour in strip.hours)


def _mark(mark: Mark) -> Iterator[Markup]:
    """The mark, one rectangle for each row that it reaches."""
    kind = _KINDS[mark.kind]
    first, end = mark.first, mark.first + mark.minutes
    while first < end:
        row = first // _MINUTES
        last = min(end, (row + 1) * _MINUTES)
        x = first % _MINUTES * _CELL
        yield _rect(kind, x, row * _CELL, (last - first) * _CELL, _CELL - 1)
        first = last


def swatch(kind: str) -> Markup:
    """The drawing of one kind for the legend, 10 by 16."""
    if kind == "veil":
        stripes = (_rect("veil-line", x, 0, 2, 10) for x in (1, 4, 7))
        return joined((_rect("fail", 0, 0, 10, 10), *stripes))
    ticks = (_rect("tick", 1, 11 + 2 * tick, 8, 1) for tick in range(_TICKS.get(kind, 0)))
    return joined((_rect(kind, 0, 0, 10, 10), *ticks))


def _rect(kind: str, x: int, y: int, width: int, height: int) -> Markup:
    return element("rect", class_=kind, x=str(x), y=str(y), width=str(width), height=str(height))
