"""The pages of the rules say what the rules themselves say."""

from __future__ import annotations

from tools.rule_pages import PUBLISHED, pages


def test_each_rule_has_its_page_as_it_stands_today() -> None:
    """To mend it: `python tools/rule_pages.py`, and delete the page of a rule that is gone."""
    published = {
        path.relative_to(PUBLISHED).as_posix(): path.read_text(encoding="utf-8") for path in PUBLISHED.rglob("*.md")
    }
    assert published == dict(pages())
    assert "`over: 5%` is strictly more" in published["downtime/error_share.md"]
