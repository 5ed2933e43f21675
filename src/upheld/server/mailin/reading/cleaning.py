"""HTML that strangers wrote: cleaned before anybody sees it, and as plain text for those who read that."""

from __future__ import annotations

import html
import re

import nh3

LARGEST = 256 * 1024
# The cleaner's time grows with the square of how deep elements lie in each other: 50,000 took 22 s.
MOST_TAGS = 5_000
_TAGS = {"a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "pre",
         "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"}  # fmt: skip
_GONE = {"script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg", "math"}
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-4]|/blockquote|/pre)[^<>]{0,100}>")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n[ \t\n]*")


def cleaned(source: str) -> str:
    """HTML without scripts, forms, styles, pictures and anything that would be fetched when it is shown.

    HTML of more tags than anybody writes becomes its bare text.
    """
    if source.count("<") > MOST_TAGS:
        return html.escape(_ANY_TAG.sub(" ", source[:LARGEST]))
    return nh3.clean(
        source[:LARGEST], tags=_TAGS, clean_content_tags=_GONE, attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer nofollow", strip_comments=True,
    )  # fmt: skip


def plain(markup: str) -> str:
    """The text of cleaned HTML, with a line for each paragraph."""
    broken = _BREAKS.sub("\n", markup)
    bare = nh3.clean(broken, tags=set(), attributes={}, clean_content_tags=set())
    return _EMPTY_LINES.sub("\n\n", html.unescape(bare).replace("\xa0", " ")).strip()
