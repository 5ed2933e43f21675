"""Agreements on the desk: text and reading lead to each other, holidays by name, differences, and publishing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest

from tests.browser.people import OWNER
from tests.server.console_scene import agents_desk, signed_in
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.console.differences import DiffLine, difference_of
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.publishing import publish
from upheld.server.present import present
from upheld.timeline.named_holidays import holiday_names

PAGE = "/desk/agreements/northlight-care/versions/2026-01"
DRAFT = "/desk/agreements/draft?from=northlight-care"


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def text_of(browser: Browser) -> str:
    """The text in the editor."""
    page = browser.get(DRAFT).content.decode()
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def only(text: str) -> Callable[[str, str | None], tuple[str, str]]:
    """An opener that has this one text."""
    return lambda _file, _by: ("care.yaml", text)


def newer(text: str) -> str:
    """The text as the version of 2027, which leaves a day more for the questions of p4."""
    dated = text.replace('id: "2026-01", effective: 2026-01-01', 'id: "2027-01", effective: 2027-01-01')
    return dated.replace("response: {within: 1 day,", "response: {within: 2 days,")


@pytest.mark.django_db
def test_an_agreement_without_a_version_leads_to_the_one_published_last(desk: Browser) -> None:
    assert desk.get("/desk/agreements/northlight-care")["Location"] == PAGE
    publish("care.yaml", only(newer(text_of(desk))), NOBODY, present())
    assert desk.get("/desk/agreements/northlight-care")["Location"] == PAGE.replace("2026-01", "2027-01")
    assert desk.get("/desk/agreements/nothing").status_code == 404


@pytest.mark.django_db
def test_a_sentence_leads_to_its_line_and_the_line_to_its_sentences(desk: Browser) -> None:
    page = desk.text(PAGE)
    # The response to p1 within 30 minutes stands in line 66 of the file.
    found = re.search(r'<li id="(r\d+)" data-line="(L\d+)"[^>]*>\s*<p>\s*Response to priority p1 in plan `gold`', page)
    assert found is not None
    assert found[2] == "L66"
    assert re.search(rf'<li id="L66" data-sentence="r\d+">\s*<a class="ln" href="#{found[1]}"', page)


@pytest.mark.django_db
def test_a_question_stands_at_the_line_that_it_is_about(desk: Browser) -> None:
    # Line 25 excludes force majeure, and says nothing of what must be shown.
    page = re.sub(r"<svg.*?</svg>", "", desk.text(PAGE))
    line = r'<li id="L25"[^>]*>.*?<code>  force_majeure:</code>\s*</li>\s*<li class="asked open">\s*'
    assert re.search(line + r"<span>\s*<strong>What must be shown for this to be excluded\?", page)


@pytest.mark.django_db
def test_holidays_are_named_in_the_readers_language(desk: Browser) -> None:
    text = text_of(desk).replace("holidays: [2026-12-24, 2026-12-25, 2026-12-31, 2027-01-01]", "holidays: DE-BE")
    text = text.replace('id: "2026-01", effective: 2026-01-01', 'id: "2025-01", effective: 2025-01-01')
    publish("care.yaml", only(text), NOBODY, present())
    path = "/desk/agreements/northlight-care/versions/2025-01"
    assert re.search(r"3 Oct</span> <span>(Day of )?German Unity( Day)?<", desk.text(path))
    desk.client.cookies["language"] = "de"
    assert "<span>Tag der Deutschen Einheit</span>" in desk.text(path)


def test_the_feasts_of_berlin_have_names() -> None:
    # 8 March has been closed in Berlin since 2019, and is open in the rest of Germany but Mecklenburg.
    assert date(2026, 3, 8) in holiday_names("DE-BE", 2026)
    assert holiday_names("DE-BE", 2026, "de")[date(2026, 3, 8)] == "Frauentag"
    assert date(2026, 3, 8) not in holiday_names("DE", 2026)


def test_a_difference_shows_what_went_and_came_with_three_lines_around() -> None:
    before = "\n".join("abcdefghij")
    made = difference_of(before, before.replace("f", "F"))
    # Ten lines; the sixth changed. Lines 3 to 5 and 7 to 9 stand around it, 1 and 2 before, 10 behind.
    (hunk,) = made.hunks
    assert (hunk.skipped, made.rest, made.new, made.gone) == (2, 1, 1, 1)
    assert hunk.lines == (
        DiffLine("same", 3, 3, "c"), DiffLine("same", 4, 4, "d"), DiffLine("same", 5, 5, "e"),
        DiffLine("gone", 6, None, "f"), DiffLine("new", None, 6, "F"),
        DiffLine("same", 7, 7, "g"), DiffLine("same", 8, 8, "h"), DiffLine("same", 9, 9, "i"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "new", "gone", "rest"),
    [("a\nb", "a\nb", 0, 0, 2), ("", "a\nb", 2, 0, 0), ("a\nb", "", 0, 2, 0), ("", "", 0, 0, 0)],
)
def test_equal_and_empty_texts_differ_as_they_should(before: str, after: str, new: int, gone: int, rest: int) -> None:
    made = difference_of(before, after)
    assert (made.new, made.gone, made.rest) == (new, gone, rest)


@pytest.mark.django_db
def test_two_versions_are_compared_line_by_line(desk: Browser) -> None:
    assert "This is the first version" in desk.text(f"{PAGE}/changes")
    publish("care.yaml", only(newer(text_of(desk))), NOBODY, present())
    page = desk.text("/desk/agreements/northlight-care/versions/2027-01/changes")
    gone, new = (re.findall(rf'<li class="{kind}">.*?<code>(.*?)</code>', page) for kind in ("gone", "new"))
    assert [line.strip() for line in gone] == [
        'version: {id: "2026-01", effective: 2026-01-01}',
        "response: {within: 1 day, counted: elapsed time, clause: 4.3.1}",
    ]
    assert [line.strip() for line in new] == [
        'version: {id: "2027-01", effective: 2027-01-01}',
        "response: {within: 2 days, counted: elapsed time, clause: 4.3.1}",
    ]
    # And the other way round, when it is asked.
    assert '<code>version: {id: "2027-01"' in desk.text(f"{PAGE}/changes?since=2027-01")
    assert desk.get(f"{PAGE}/changes?since=1999").status_code == 404


@pytest.mark.django_db
def test_publishing_says_what_it_does_before_it_does_it(desk: Browser) -> None:
    text = newer(text_of(desk))
    assert desk.send(DRAFT, "/desk/agreements/draft", text=text, do="review").status_code == 403
    owner = signed_in(OWNER)
    answer = owner.send(DRAFT, "/desk/agreements/draft", text=text, do="review")
    page = unescape(answer.content.decode())
    for told in ("Publish northlight-care 2027-01", "1 Jan 2027", "2 lines new", "kiri", "Publish it"):
        assert told in page
    assert not PublishedVersion.objects.filter(version="2027-01").exists()
    done = owner.send(DRAFT, "/desk/agreements/draft", text=text, do="publish", **{"from": "northlight-care"})
    assert done["Location"] == "/desk/agreements/northlight-care/versions/2027-01"
    assert owner.client.cookies["taken"].value == "agreement-northlight-care"


@pytest.mark.django_db
def test_a_fault_shows_the_line_that_it_is_about_without_any_script(desk: Browser) -> None:
    text = text_of(desk).replace("provider: Northlight", "provder: Northlight")
    page = unescape(desk.send(DRAFT, "/desk/agreements/draft", text=text, do="check").content.decode())
    # Line 5 names the provider.
    assert re.search(r'data-fault="5" data-says="[^"]*did you mean', page)
    assert '<p class="excerpt">provder: Northlight</p>' in page


@pytest.mark.django_db
def test_who_asks_for_a_check_begins_at_what_is_to_mend(desk: Browser) -> None:
    faulty = text_of(desk).replace("provider: Northlight", "provder: Northlight")
    page = desk.send(DRAFT, "/desk/agreements/draft", text=faulty, do="check").content.decode()
    assert re.search(r'<section id="checked"[^>]*aria-live="polite" tabindex="-1" autofocus>', page)
    fine = desk.send(DRAFT, "/desk/agreements/draft", text=text_of(desk), do="check").content.decode()
    assert "autofocus" not in fine + desk.get(DRAFT).content.decode()
