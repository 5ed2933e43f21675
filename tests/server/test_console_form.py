"""The form that edits an agreement's file: the same text as in the other view, one value at a time."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils.translation import gettext, override

from tests.browser.people import OWNER
from tests.server.console_scene import agents_desk, signed_in
from tests.server.signing import Browser
from upheld.agreements.editing import Allowed
from upheld.agreements.schema import json_schema
from upheld.agreements.text import MAX_NODES
from upheld.library.templates import purpose_of, templates
from upheld.rules import vocabulary
from upheld.server.console.draft_fields import everything

DRAFT = "/desk/agreements/draft"
FORM = f"{DRAFT}?from=northlight-care&view=form"


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def text_in(page: str) -> str:
    """The text that a page of either view holds."""
    found = re.search(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def field(page: str, pointer: str) -> str:
    """The control of a value."""
    found = re.search(rf'<(?:input|select|textarea)(?: type="checkbox")? id="f\d+" name="v:{pointer}"[^>]*>', page)
    assert found is not None, pointer
    return unescape(found[0])


def sent(desk: Browser, text: str, **told: str) -> str:
    """The page that answers a form of fields; `do` and `view` as they are pressed."""
    answer = desk.send(FORM, DRAFT, text=text, shown="form", **{"from": "northlight-care"}, **told)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_each_value_of_the_file_is_a_field_with_its_words(desk: Browser) -> None:
    page = desk.get(FORM).content.decode()
    assert 'value="Northlight"' in field(page, "/provider")
    # Line 66 promises the response to p1 in plan gold within 30 minutes.
    within = field(page, "/support/plans/gold/targets/p1/response/within")
    assert 'value="30 minutes"' in within
    assert '<label for="f' in page
    assert ">Provider<" in page
    # What may only be one of some words is chosen from them.
    assert re.search(r'<select id="f\d+" name="v:/exclusions/force_majeure/effect"', page)
    assert text_in(page) == text_in(desk.get(f"{DRAFT}?from=northlight-care").content.decode())


@pytest.mark.django_db
def test_a_changed_field_changes_its_value_and_no_other_byte(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    told = {"v:/provider": "Northlight & Sons", "v:/support/plans/gold/targets/p1/response/within": "45 minutes"}
    page = sent(desk, text, do="check", **told)
    assert text.count("provider: Northlight\n") == 1
    lines = text.split("\n")
    lines[65] = lines[65].replace("30 minutes", "45 minutes")
    assert text_in(page) == "\n".join(lines).replace("provider: Northlight\n", "provider: Northlight & Sons\n")
    assert 'aria-pressed="true"' in page
    # The other view shows the same text, and going there loses nothing.
    other = sent(desk, text, view="text", **told)
    assert text_in(other) == text_in(page)
    assert "data-editor" in other


@pytest.mark.django_db
def test_a_fault_stands_beside_its_field(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    pointer = "/support/plans/gold/targets/p1/response/within"
    page = sent(desk, text, **{f"v:{pointer}": "soon"})
    control = field(page, pointer)
    assert 'aria-invalid="true"' in control
    number = re.search(r'id="f(\d+)"', control)
    assert number is not None
    said = re.search(rf'<span id="f{number[1]}-said"[^>]*>(.*?)</span></span>', page, re.DOTALL)
    assert said is not None
    assert "`soon` is not a length of time" in unescape(said[1])
    # It stands in its section, which is open, and in the list of all that is to mend.
    assert re.search(r'data-fault="66" data-says="[^"]*soon', page)


@pytest.mark.django_db
def test_what_is_refused_stays_in_its_field_and_the_text_as_it_was(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    page = sent(desk, text, view="text", **{"v:/provider": "North\u202elight"})
    assert "North\u202elight" in field(page, "/provider")
    assert "U+202E" in page
    assert text_in(page) == text


@pytest.mark.django_db
def test_entries_are_added_and_taken_out(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    page = sent(desk, text, add="/support/priorities", **{"v:/provider": "Northlight AG"})
    # The last of p1 to p4 was copied, the change of the same form made, and the name of the new one is to be written.
    assert "provider: Northlight AG\n" in text_in(page)
    assert re.search(r'name="k:/support/priorities/p5" value="p5"[^>]*autofocus', page)
    back = sent(desk, text_in(page), remove="/support/priorities/p5", **{"v:/provider": "Northlight"})
    assert text_in(back) == text
    # An entry that is renamed and copied in one go is found under its new name.
    both = sent(desk, text, remove="/support/priorities/p4", **{"k:/support/priorities/p4": "p9"})
    assert "/support/priorities/p9" not in both
    assert "/support/priorities/p4" not in both
    noted = sent(desk, text, term="/version", **{"t:/version": "note"})
    assert "effective: 2026-01-01, note: null}" in text_in(noted)
    assert sent(desk, text, term="/version", **{"t:/version": "x: {}\nagreement"}).count("x: {}") == 0


@pytest.mark.django_db
def test_a_text_that_cannot_be_read_is_shown_as_text(desk: Browser) -> None:
    page = desk.send(FORM, DRAFT, text="upheld: [1\nagreement: <b>", view="form", **{"v:/upheld": "2"}).content.decode()
    assert "There is no form of a text that cannot be read" in page
    assert "data-editor" in page
    assert text_in(page) == "upheld: [1\nagreement: <b>"
    assert "<b>" not in page


@pytest.mark.django_db
def test_hostile_names_and_values_are_shown_as_words(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode()) + '\n"<script>/~1\\"": {"a.b": "<img src=x onerror=y>"}\n'
    page = sent(desk, text, view="form")
    assert "<script>/" not in page
    assert "<img src=x" not in page
    pointer = '/<script>~1~01"/a.b'
    changed = sent(desk, text, **{f"v:{pointer}": "calm"})
    assert text_in(changed) == text.replace("<img src=x onerror=y>", "calm")


@pytest.mark.django_db
def test_a_long_file_keeps_its_last_sections_as_text(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    many = "\n".join(f"  word {number}: It is told." for number in range(1_000))
    assert len(many) < MAX_NODES
    page = sent(desk, f"{text.rstrip()}\ndefinitions:\n{many}\n", view="form")
    assert "The form is full" in page
    assert "v:/definitions/word 1" not in page
    assert page.count(' name="v:') + page.count(' name="k:') + page.count(' name="t:') < 2_000


@pytest.mark.django_db
def test_publishing_from_the_form_shows_the_changed_text_first(desk: Browser) -> None:  # noqa: ARG001 - its scene
    owner = signed_in(OWNER)
    text = text_in(owner.get(FORM).content.decode())
    told = {"v:/version/id": "2027-01", "v:/version/effective": "2027-01-01"}
    page = sent(owner, text, do="review", **told)
    assert 'id: "2027-01", effective: 2027-01-01' in text_in(page)
    assert '<input type="hidden" name="view" value="form">' in page


@pytest.mark.django_db
def test_the_form_speaks_german(desk: Browser) -> None:
    desk.client.cookies["language"] = "de"
    page = desk.get(FORM).content.decode()
    for each in ("Anbieter", "Prioritäten", "Zeitzone", "Noch einer wie der letzte", "Formular"):
        assert each in page, each


@pytest.mark.django_db
def test_an_empty_page_offers_beginnings(desk: Browser) -> None:
    page = desk.text(DRAFT)
    offered = re.findall(r'<a class="strong" href="(/desk/agreements/draft[?][^"]*)">', page)
    assert f"{DRAFT}?from=northlight-care&view=form" in offered
    # Four templates and the bare frame beside what is published; each is a form whose text can be read, with our name.
    from_templates = [each for each in offered if "template=" in each]
    assert len(from_templates) == 5
    for each in from_templates:
        begun = desk.text(each)
        assert 'name="v:/agreement"' in begun, each
        assert "It can be read" in begun, each
        assert re.search(r'<input [^>]*name="v:/provider" value="Northlight"', begun), each
        assert "Begin with" not in begun


@pytest.mark.django_db
def test_a_draft_from_a_template_stays_it(desk: Browser) -> None:
    blank = f"{DRAFT}?template=blank&view=form"
    text = text_in(desk.get(blank).content.decode())
    page = desk.send(blank, DRAFT, text=text, shown="form", template="blank", **{"v:/title": "Care"}).content.decode()
    assert text_in(page) == text.replace("title: Example service level agreement", "title: Care")
    assert 'data-draft="agreement-new-blank"' in page
    assert 'data-draft="agreement-new"' in desk.get(f"{DRAFT}?template=none-such").content.decode()


def test_every_remark_of_the_language_has_its_german() -> None:
    with override("de"):
        assert all(gettext(purpose_of(text)) != purpose_of(text) for text in templates().values())
        schemas = [everything().whole, *everything().whole["$defs"].values()]
        remarks = {
            part["description"]
            for each in schemas
            for name, part in each.get("properties", {}).items()
            if "description" in part and name not in {"upheld", "clause", "note"}
        }
        assert [each for each in sorted(remarks) if gettext(each) == each] == []


def test_the_schema_says_what_may_stand_where() -> None:
    top = Allowed.at_the_top(json_schema(vocabulary()))
    assert top.below("applies_to").words == ("each account", "all accounts")
    assert not top.below("applies_to").is_free
    assert top.below("calendars").names_are_free
    week = top.below("calendars").below("office").below("week")
    assert week.names == ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    assert not week.names_are_free
    assert top.below("commitments").below("uptime").below("target").is_free


@pytest.mark.django_db
def test_a_name_that_is_changed_is_changed_where_it_is_mentioned(desk: Browser) -> None:
    text = text_in(desk.get(FORM).content.decode())
    page = sent(desk, text, do="check", **{"k:/support/priorities/p1": "urgent"})
    changed = text_in(page)
    # Line 32 names it; lines 52, 65 and 86 mention it: the rule that leads to it, and the targets of two plans.
    assert [at for at, line in enumerate(changed.split("\n"), 1) if "urgent" in line] == [32, 52, 65, 86]
    assert changed.replace("urgent", "p1") == text
    assert "The new names also stand in 3 other places that mention them." in page
    assert "It can be read" in page
