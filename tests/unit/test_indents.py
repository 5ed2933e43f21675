"""The indentation of templates is for their writers: no page carries it, and no text changes."""

from __future__ import annotations

import pytest

from upheld.server.look.indents import unindented


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<ul>\n  <li>a</li>\n</ul>\n", "<ul>\n<li>a</li>\n</ul>\n"),
        # A line of tags that show nothing leaves one break, which still keeps the words around it apart.
        ("<b>a</b>\n  {% if x %}\n    <b>b</b>\n  {% endif %}\n", "<b>a</b>{% if x %}\n<b>b</b>{% endif %}\n"),
        # A line that shows something keeps its break, whatever tags it begins and ends with.
        ("<b>a</b>\n  {% if x %}{{ x }}{% endif %}\n", "<b>a</b>\n{% if x %}{{ x }}{% endif %}\n"),
        ("a\n  {% empty \"inbox\" title %}\n", "a\n{% empty \"inbox\" title %}\n"),
        ("<pre>\n  a\n    b</pre>\n  c", "<pre>\n  a\n    b</pre>\nc"),
        ("<textarea>\n  {{ kept }}</textarea>", "<textarea>\n  {{ kept }}</textarea>"),
        ("{% blocktranslate %}a\n  b{% endblocktranslate %}", "{% blocktranslate %}a\n  b{% endblocktranslate %}"),
    ],
)  # fmt: skip
def test_only_space_at_the_beginning_of_a_line_is_taken_out(written: str, read: str) -> None:
    assert unindented(written) == read
