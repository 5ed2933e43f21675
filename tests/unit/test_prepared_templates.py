"""Templates are kept without indentation, no text changed, and with their fixed words in the language of the page."""

from __future__ import annotations

import pytest
from django.utils import translation

from upheld.server.look.prepared import filled_in, unindented


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


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("en", '<b>{% translate "Due" %}</b>', "<b>Due</b>"),
        ("de", '<b>{% translate "Due" %}</b>', "<b>Fällig</b>"),
        ("de", "<td data-label=\"{% translate 'Due' %}\">", '<td data-label="Fällig">'),
        # What is worked out with the page stays: values, words kept under a name, what stands in a message.
        ("de", "{% translate word %}", "{% translate word %}"),
        ("de", '{% translate "Due" as due %}', '{% translate "Due" as due %}'),
        ("en", '{% translate "100 % of {{ it }}" %}', '{% translate "100 % of {{ it }}" %}'),
        ("en", '{% translate "100 % of it" %}', "100 % of it"),
        (
            "en",
            """{% translate "it's" %}, {% translate "all" as b %}, {% icon "x"|upper %}{% translate 'c' %}""",
            """it's, {% translate "all" as b %}, {% icon "x"|upper %}c""",
        ),
        ("en", "{% icon each.icon %}", "{% icon each.icon %}"),
    ],
)
def test_fixed_words_stand_in_the_template_in_its_language(language: str, written: str, read: str) -> None:
    with translation.override(language):
        assert filled_in(written) == read


def test_a_fixed_icon_stands_in_the_template() -> None:
    assert filled_in('<b>{% icon "check" %}</b>').startswith('<b><svg class="icon"')
