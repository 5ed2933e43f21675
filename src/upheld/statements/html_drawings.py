"""The drawings of a page: day bars and heat strips with their legends and words."""

from __future__ import annotations

from upheld.statements import drawings
from upheld.statements.markup import Markup, element, joined
from upheld.statements.sheet import Bars, Strips
from upheld.statements.statement import DayBar, HeatStrip


def pattern_sheet() -> Markup:
    """The patterns that every drawing of the page refers to; takes no room."""
    return element("svg", drawings.patterns(), class_="defs", aria_hidden="true", width="0", height="0")


def bars(block: Bars) -> Markup:
    """Days as bars; several rows are labelled, a single one says its first and last day."""
    many = len(block.rows) > 1
    columns = max(len(days) for _, days in block.rows)
    rows = (_row(label, days, columns, block.words) for label, days in block.rows)
    first, last = block.rows[0][1][0], block.rows[-1][1][-1]
    ends = element("div", element("span", first.label), element("span", last.label), class_="ends")
    words = element("p", block.words, class_="quiet")
    grid = element("div", *rows, class_="bars many" if many else "bars")
    legend = _legend(block.legend)
    return element("figure", words, grid, ends, legend)


def _row(label: str, days: tuple[DayBar, ...], columns: int, words: str) -> Markup:
    title = f"{label}: {words}" if label else words
    drawing = element(
        "svg",
        element("title", title),
        drawings.day_bars(days, columns),
        viewBox=drawings.bars_view(columns),
        preserveAspectRatio="none",
        role="img",
        aria_label=title,
    )
    return joined((element("span", label), drawing))


def strips(block: Strips) -> Markup:
    """Bad days minute by minute, with the wall time beside their rows."""
    figures = element("div", *map(_strip, block.strips), class_="strips")
    return element("div", figures, _legend(block.legend))


def _strip(strip: HeatStrip) -> Markup:
    hours = (element("li", hour) for hour in drawings.hour_labels(strip))
    drawing = element(
        "svg",
        element("title", strip.words),
        drawings.heat_strip(strip),
        viewBox=drawings.strip_view(strip),
        preserveAspectRatio="none",
        role="img",
        aria_label=strip.words,
    )
    minutes = element("div", *(element("span", f":{m:02}") for m in (0, 15, 30, 45, 59)), class_="minutes")
    rows = element("ol", *hours, aria_hidden="true")
    body = element("div", rows, element("div", drawing, class_="drawing"), minutes, class_="strip")
    return element("figure", element("figcaption", strip.words), body)


def _legend(entries: tuple[tuple[str, str], ...]) -> Markup:
    items = (
        element("li", element("svg", drawings.swatch(kind), viewBox="0 0 10 16", aria_hidden="true"), words)
        for kind, words in entries
    )
    return element("ul", *items, class_="legend")
