"""The working of a clock on a page: its instants are drawn as all times of the page, and its words stay."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.translation import override

from upheld.support.wording import local_text
from upheld.wording import say

# 2026-11-22 21:28:03 UTC.
AT = 1_795_382_883


def drawn(language: str, zone: str, page_zone: str) -> str:
    text = say("The clock starts {moment}.", moment=local_text(AT, zone))
    template = Template("{% load look %}{% worked text|told text %}")
    with override(language):
        return template.render(Context({"text": text, "zone": page_zone}))


def test_an_instant_of_a_working_is_told_as_the_times_of_the_page() -> None:
    time = '<time datetime="2026-11-22T21:28:03Z" title="2026-11-22 21:28 UTC" data-as="exact">{}</time>'
    assert drawn("en", "UTC", "Europe/Berlin") == f"The clock starts {time.format('22 Nov 2026, 22:28:03 CET')}."
    assert drawn("de", "UTC", "Europe/Berlin") == f"Die Uhr beginnt am {time.format('22. Nov. 2026, 22:28:03 CET')}."
    # Kabul is four and a half hours ahead: its clock shows 01:58 of the day after, which is the same instant.
    assert drawn("de", "Asia/Kabul", "UTC") == f"Die Uhr beginnt am {time.format('22. Nov. 2026, 21:28:03 UTC')}."


def test_two_instants_in_one_line_are_both_drawn() -> None:
    text = f"It was {local_text(AT, 'UTC')}, then {local_text(AT, 'UTC')}: <b>"
    page = Template("{% load look %}{% worked text text %}").render(Context({"text": text, "zone": "UTC"}))
    assert page.count("<time ") == 2
    assert "+00:00" not in page
    assert page.endswith(": &lt;b&gt;")
