"""The blocks of a statement as plain data for the paper's layout, drawings included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from upheld.statements import drawings
from upheld.statements.canonical import Tree, tree
from upheld.statements.drawings import SVG
from upheld.statements.markup import Markup, element
from upheld.statements.sections import blocks
from upheld.statements.sheet import Bars, Block, Strips, Table
from upheld.statements.statement import HeatStrip, Statement
from upheld.statements.words import clipped
from upheld.wording import say, told

# The colours of the page in its light form; a drawing on paper stands alone and brings them along.
_STYLE = Markup(
    ".clear{fill:#35a271}.short{fill:#e8c22e}.long{fill:#ee8a2a}.severe{fill:#cf3d34}.calm{fill:#d3ecdf}"
    ".excluded{fill:url(#hatch)}.veil{fill:url(#veil)}.veil-line{fill:#3c78c8}.unknown{fill:url(#dots)}.unjudged{fill:#f1f3f6}"
    ".fail{fill:#cf3d34}.tick{fill:#17202b}.hatch-ground{fill:#cfe0f6}.hatch-line{stroke:#3c78c8;stroke-width:1.6;fill:none}"
    ".dots-ground{fill:#e3e7ec}.dots-dot{fill:#aab2bd}"
)


def paper(statement: Statement, language: str = "en") -> Tree:
    """Title, footer and blocks in a language; each block names its kind."""
    mark = statement.fingerprint[:16]
    account, period = statement.account_name, told(statement.period_words, language)
    return {
        "title": told(say("Service statement: {account}, {period}", account=account, period=period), language),
        "author": statement.provider,
        "footer": " · ".join([clipped(statement.provider, 40), clipped(account, 40), period, mark]),
        "blocks": [_block(block) for block in blocks(statement, language)],
        "lang": language,
        "pages": told(say("Page {page} of {pages}", page="{page}", pages="{pages}"), language),
    }


def _block(block: Block) -> Tree:
    kind: dict[str, Tree] = {"block": type(block).__name__}
    if isinstance(block, Bars):
        return kind | _bars(block)
    if isinstance(block, Strips):
        return kind | _strips(block)
    plain = cast("dict[str, Tree]", tree(block))
    if isinstance(block, Table):
        plain["shares"] = list(_shares(block))
    return kind | plain


def _bars(block: Bars) -> dict[str, Tree]:
    columns = max(len(days) for _, days in block.rows)
    view = drawings.bars_view(columns)
    return {
        "words": block.words,
        "rows": [
            [label, _svg(drawings.day_bars(days, columns), view), f"{label} {block.words}".strip()]
            for label, days in block.rows
        ],
        "first": block.rows[0][1][0].label,
        "last": block.rows[-1][1][-1].label,
        "legend": _legend(block.legend),
    }


def _strips(block: Strips) -> dict[str, Tree]:
    return {
        "strips": [_strip(strip) for strip in block.strips],
        "legend": _legend(block.legend),
    }


def _strip(strip: HeatStrip) -> Tree:
    svg = _svg(drawings.heat_strip(strip), drawings.strip_view(strip))
    return {"words": strip.words, "hours": list(drawings.hour_labels(strip)), "svg": svg}


def _legend(entries: Iterable[tuple[str, str]]) -> Tree:
    return [[_svg(drawings.swatch(kind), "0 0 10 16"), words] for kind, words in entries]


def _svg(content: Markup, view: str) -> str:
    # `none`: the place that the drawing is put in decides its proportions.
    return element("svg", element("style", _STYLE), drawings.patterns(), content, xmlns=SVG, viewBox=view,
                   preserveAspectRatio="none")  # fmt: skip


def _shares(block: Table) -> Iterable[int]:
    """The room of each column: 0 for what its text needs, else a share that grows with its longest line."""
    for place, longest in enumerate(block.longest_lines):
        narrow = place in block.narrow_columns
        yield 0 if narrow else min(longest, 60 if place == block.wide else 28)
