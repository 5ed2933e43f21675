"""A statement as one HTML file: it asks the network for nothing, runs no script, and escapes every text."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, singledispatch
from importlib.resources import files
from itertools import starmap

from upheld.statements.html_drawings import bars, pattern_sheet, strips
from upheld.statements.markup import Markup, element, joined
from upheld.statements.sections import blocks
from upheld.statements.sheet import (
    Banner,
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Code,
    Facts,
    Heading,
    Paragraph,
    Strips,
    Table,
    Title,
)
from upheld.statements.statement import Statement
from upheld.wording import say, told

_SIGNS = {"kept": "✓", "missed": "✕", "unknown": "?"}


def to_html(statement: Statement, language: str = "en") -> str:
    """The page in a language. Light or dark as the reader's system is; on paper, light."""
    title = say(
        "Service statement: {account}, {period}",
        account=statement.account_name,
        period=statement.period_words,
    )
    body = element("body", pattern_sheet(), element("main", *map(_block, blocks(statement, language))))
    return f"<!DOCTYPE html>\n{element('html', _head(told(title, language)), body, lang=language)}\n"


def _head(title: str) -> Markup:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # No script, no picture, no font, no form, from anywhere; the one style sheet is named by its hash.
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    )


@cache
def _style() -> str:
    return files("upheld.statements").joinpath("style.css").read_text("utf-8")


@singledispatch
def _block(block: Block) -> Markup:
    raise TypeError(f"no page form for {type(block).__name__}")


@_block.register
def _title(block: Title) -> Markup:
    pairs = (element("div", element("dt", name), element("dd", value)) for name, value in block.facts)
    return element(
        "header",
        element("p", block.kicker, class_="kicker"),
        element("h1", block.heading),
        element("dl", *pairs, class_="head"),
    )


@_block.register
def _banner(block: Banner) -> Markup:
    sign = element("b", _SIGNS[block.verdict], role="img", aria_label=block.word)
    return element("p", sign, element("span", block.sentence), class_=f"banner {block.verdict}")


@_block.register
def _heading(block: Heading) -> Markup:
    aside = element("small", block.aside) if block.aside else ""
    return element(f"h{block.level}", block.text, aside and Markup(" "), aside)


@_block.register
def _paragraph(block: Paragraph) -> Markup:
    return element("p", block.text, class_=block.tone)


@_block.register
def _cards(block: Cards) -> Markup:
    return element("div", *map(_card, block.cards), class_="cards")


def _card(card: Card) -> Markup:
    return element(
        "dl",
        element("dt", card.label),
        element("dd", card.value, class_=card.tone),
        element("dd", card.detail),
        class_="card",
    )


@_block.register
def _bars(block: Bars) -> Markup:
    return bars(block)


@_block.register
def _strips(block: Strips) -> Markup:
    return strips(block)


@_block.register
def _table(block: Table) -> Markup:
    head = element("tr", *(element("th", header, scope="col") for header in block.headers))
    narrow = block.narrow_columns
    kinds = [(header, "narrow" if place in narrow else "") for place, header in enumerate(block.headers)]
    rows = (element("tr", *starmap(_cell, zip(row, kinds, strict=True))) for row in block.rows)
    table = element("table", element("caption", block.caption), element("thead", head), element("tbody", *rows))
    return element("div", table, class_="scroll")


def _cell(piece: Cell, column: tuple[str, str]) -> Markup:
    label, width = column
    first, *others = piece.lines or ("",)
    lines = (element("span", line) for line in others)
    return element("td", element("strong", first), *lines, class_=f"{piece.tone} {width}".strip(), data_label=label)


@_block.register
def _facts(block: Facts) -> Markup:
    pairs = (joined((element("dt", name), element("dd", value))) for name, value in block.pairs)
    return element("dl", *pairs, class_="facts")


@_block.register
def _code(block: Code) -> Markup:
    return element("pre", element("code", block.text))
