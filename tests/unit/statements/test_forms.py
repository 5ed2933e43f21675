"""The printed forms: the same figures as the JSON, safe with hostile text, asking nothing from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.statements.example import (
    CONTEXT,
    EXCLUSIONS,
    credit,
    nothing_known,
    october,
    quiet,
    statement,
    year,
)
from upheld.availability.result import Judgement
from upheld.cli.statement_files import write_forms
from upheld.statements.canonical import to_json
from upheld.statements.composition import compose
from upheld.statements.html_page import to_html
from upheld.statements.naming import file_stem
from upheld.statements.pdf import to_pdf
from upheld.statements.statement import Statement
from upheld.statements.terminal import to_text

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;]]>--> #panic(1) [*x*] ${7*7} \u202e\x1b[31m"
PDFTOTEXT = shutil.which("pdftotext") or ""
FIGURE = re.compile(r"\d[\d,.]*\d|\d")
MONTHS: list[list[Judgement]] = [
    [october()],
    [year()],
    [nothing_known()],
    [quiet(october())],
    [october(), year()],
]


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def hostile() -> Statement:
    """Every text that comes from outside is an attack."""
    month = october()
    ruled = replace(
        EXCLUSIONS[0], title=HOSTILE, reasons=(HOSTILE,), record=HOSTILE, author=HOSTILE, evidence=(HOSTILE,)
    )
    outage = replace(month.downtime[1], members=(HOSTILE,))
    month = replace(month, title=HOSTILE, exclusions=(ruled,), downtime=(outage,), notes=(HOSTILE,), clause=HOSTILE)
    context = replace(CONTEXT, provider=HOSTILE, agreement_title=HOSTILE, account_title=HOSTILE, command=(HOSTILE,))
    return compose(HOSTILE, [month], [replace(credit(), reason=HOSTILE)], context)


def figures(text: str) -> set[str]:
    """Every number of a text, without the commas between thousands."""
    return {found.replace(",", "").rstrip(".") for found in FIGURE.findall(text)}


def printed_by_layout(made: Statement) -> set[str]:
    """Numbers that are no figures: places in a list, counts of rows left out, labels of axes."""
    counts = range(max(100, *(len(part.outages) for part in made.commitments)) + 1)
    return {str(number) for number in counts} | {f"{number:02}" for number in range(60)}


@pytest.mark.parametrize("judgements", MONTHS)
def test_every_figure_on_the_page_is_one_of_the_json(judgements: list[Judgement]) -> None:
    made = statement(judgements)
    known = figures(to_json(made)) | printed_by_layout(made)
    assert figures(Page(to_html(made)).text) - known == set()


@pytest.mark.parametrize("judgements", MONTHS)
def test_every_figure_in_the_terminal_is_one_of_the_json(judgements: list[Judgement]) -> None:
    made = statement(judgements)
    known = figures(to_json(made)) | printed_by_layout(made)
    # Wide enough that no figure is broken over two lines.
    assert figures(to_text(made, width=400)) - known == set()


@pytest.mark.skipif(not PDFTOTEXT, reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("judgements", MONTHS)
def test_every_figure_on_paper_is_one_of_the_json(judgements: list[Judgement], tmp_path: Path) -> None:
    made = statement(judgements)
    (tmp_path / "a.pdf").write_bytes(to_pdf(made))
    done = subprocess.run([PDFTOTEXT, "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True, text=True)
    digits = re.sub(r"\s", "", to_json(made))
    lost = figures(done.stdout) - figures(to_json(made)) - printed_by_layout(made)
    # A digest that is broken over two lines is found in pieces.
    assert {piece for piece in lost if piece not in digits} == set()
    assert made.commitments[0].title in " ".join(done.stdout.split())


def test_the_main_words_are_in_every_form() -> None:
    made = statement()
    page, text = Page(to_html(made)).text, to_text(made, width=400)
    wanted = (
        made.sentence,
        "99.778%",
        "57 min",
        "412.50 EUR",
        "does not hold",
        made.fingerprint,
        "9f2c" * 16,
    )
    assert [words for words in wanted if words not in page or words not in text] == []


def test_a_page_asks_for_nothing_from_outside() -> None:
    page = Page(to_html(statement()))
    asking = {"src", "href", "srcset", "action", "data", "poster", "style"}
    assert [entry for entry in page.elements if asking & set(entry[1])] == []
    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert "@import" not in to_html(statement())
    policy = next(found["content"] for _, found in page.elements if "http-equiv" in found)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_hostile_text_stays_text_on_the_page() -> None:
    page = Page(to_html(hostile()))
    assert {tag for tag, _ in page.elements} & {"script", "img"} == set()
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text
    assert "\x1b" not in page.text


def test_hostile_text_stays_text_on_paper_and_in_the_terminal() -> None:
    assert to_pdf(hostile()).startswith(b"%PDF-")
    text = to_text(hostile())
    assert "\x1b" not in text
    assert "#panic(1) [*x*] ${7*7}" in to_text(hostile(), width=400)


def test_headings_form_a_tree() -> None:
    levels = [int(tag[1]) for tag, _ in Page(to_html(statement())).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_drawing_has_words() -> None:
    """31 days and three bad days; a bar's words are its title."""
    page = Page(to_html(statement()))
    drawings = [found for tag, found in page.elements if tag == "svg" and found.get("aria-hidden") != "true"]
    assert len(drawings) == 4
    assert all(found["aria-label"] for found in drawings)
    assert "Sat 17 Oct 2026: 51 min down" in page.text
    assert "Thu 29 Oct 2026: 2 h unknown" in page.text


def test_unknown_days_look_different_from_good_ones() -> None:
    good, unknown = (to_html(statement([month])) for month in (quiet(october()), nothing_known()))
    assert good.count('<rect class="clear" x="') == 31 + 1  # and one in the legend
    assert unknown.count('<rect class="clear"') == 0
    assert unknown.count('<rect class="unknown" x="') == 31 + 1


def test_paper_is_tagged_and_claims_its_standard() -> None:
    pdf = to_pdf(statement())
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_paper_in_a_script_that_the_font_lacks_is_still_made() -> None:
    pdf = to_pdf(compose("株式会社", [october()], [], replace(CONTEXT, account_title="")))
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" not in pdf


def test_a_long_list_is_cut_on_paper_and_whole_in_json() -> None:
    month = october()
    many = compose("acme", [replace(month, downtime=month.downtime * 100)], [], CONTEXT)
    assert "100 more are in the JSON." in to_html(many)
    assert len(many.commitments[0].outages) == 300


@pytest.mark.parametrize(
    ("account", "stem"),
    [
        ("acme", "northwind-gold-acme-2026-10"),
        # The first 8 digits that `printf %s ../../etc/passwd | sha256sum` prints.
        ("../../etc/passwd", "northwind-gold-etc-passwd-3754d6cb-2026-10"),
        ("Acme", "northwind-gold-acme-37036cd8-2026-10"),
    ],
)
def test_files_are_named_safely(account: str, stem: str) -> None:
    assert file_stem(compose(account, [october()], [], CONTEXT)) == stem


def test_files_are_written_whole(tmp_path: Path) -> None:
    made = statement()
    written = write_forms(made, tmp_path / "out")
    assert [path.name for path in written] == [
        f"northwind-gold-acme-2026-10.{form}" for form in ("json", "html", "pdf")
    ]
    assert written[0].read_text(encoding="utf-8") == to_json(made)
    assert written[2].read_bytes() == to_pdf(made)
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(written)
