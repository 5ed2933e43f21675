"""Pages under the provider's colour and logo: readable in any colour, safe with any file, there without a database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.browser.people import AGENT, OWNER
from tests.server.console_scene import agents_desk, signed_in
from tests.server.scene import NOBODY, NOW, Caller, Scene
from tests.server.signing import Browser
from tests.server.status_scene import Reader
from upheld.problems import Refused
from upheld.server.accounts.logo import LARGEST, remove_logo, set_logo, type_of
from upheld.server.accounts.models import Provider
from upheld.server.accounts.telling import ProviderFacts, provider_facts, set_provider
from upheld.server.audit.models import AuditEntry
from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.look.assets import asset
from upheld.server.look.brand import shades_of, sheet_of
from upheld.server.look.contrast import contrast, luminance, mixed

YELLOW, BLACK, WHITE = "#fff7b0", "#000000", "#ffffff"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = b'<?xml version="1.0"?>\n<!-- ours -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CONFINED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.fixture
def desk(db: None) -> Browser:  # noqa: ARG001 - the database that it stands in
    """The owner at a desk with a day of tickets."""
    agents_desk()
    return signed_in(OWNER)


def tokens(side: int) -> dict[str, str]:
    """The colours of our own pages, light (0) or dark (1)."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", asset("tokens.css").body.decode())
    return {name: colours[side] for name, *colours in pairs}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BLACK, WHITE, "21.0000"),  # (1 + 0.05) / (0 + 0.05)
        ("#ff0000", WHITE, "3.9985"),  # red weighs 0.2126: 1.05 / 0.2626
        (WHITE, "#0000ff", "8.5925"),  # blue weighs 0.0722: 1.05 / 0.1222
        ("#808080", WHITE, "3.9494"),  # 128/255 = 0.501961; ((0.501961 + 0.055) / 1.055)^2.4 = 0.215861
        ("#0a0a0a", BLACK, "1.0607"),  # below the bend: 10/255 / 12.92 = 0.0030353
        (YELLOW, YELLOW, "1.0000"),
    ],
)
def test_the_contrast_of_two_colours_is_that_of_the_guidelines(one: str, other: str, expected: str) -> None:
    assert round(contrast(one, other), 4) == round(contrast(other, one), 4) == Decimal(expected)


def test_colours_are_mixed_in_hundredths() -> None:
    # 255 x 0.75 = 191.25 and 128 x 0.75 = 96
    assert mixed("#ff8000", BLACK, 25) == "#bf6000"
    assert (mixed("#123456", WHITE, 0), mixed("#123456", WHITE, 100)) == ("#123456", WHITE)
    assert (luminance(BLACK), luminance(WHITE)) == (Decimal(0), Decimal(1))


@pytest.mark.parametrize(
    ("colour", "light", "dark"),
    [
        # On light pages #fde8e8 (luminance 0.8442) asks for at most 0.8942 / 4.5 - 0.05 = 0.1487, which is grey 107.58
        # of 255; in hundredths of white 0.42 x 255 = 107.1 is the first below, and 107 is 6b.
        (WHITE, "#6b6b6b", WHITE),
        # On dark pages #262c37 (0.0249) asks for at least 4.5 x 0.0749 - 0.05 = 0.2870, which is grey 145.9: 0.57 x 255
        # is 145, 0.58 x 255 is 147, and 147 is 93.
        (BLACK, BLACK, "#939393"),
    ],
)
def test_a_colour_is_made_darker_or_lighter_until_it_is_read(colour: str, light: str, dark: str) -> None:
    assert [each.accent for each in shades_of(colour)] == [light, dark]


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_every_colour_is_read_on_every_ground_and_leaves_every_ink_readable(colour: str) -> None:
    for side, shade in enumerate(shades_of(colour)):
        own = tokens(side)
        grounds = [own[name] for name in own if name.endswith("-soft") and name not in {"ink-soft", "accent-soft"}]
        grounds += [own[name] for name in ("ground", "paper", "raised", "sunken")]
        inks = [own[name] for name in ("ink", "ink-soft", "ink-faint", "good", "warn", "bad", "wait", "none")]
        pairs = [(each, ground) for each in (shade.accent, shade.strong) for ground in (*grounds, shade.soft)]
        pairs += [(ink, shade.soft) for ink in inks]
        pairs += [(own["on-accent"], each) for each in (shade.accent, shade.strong)]
        assert [(pair, side) for pair in pairs if contrast(*pair) < Decimal("4.5")] == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "png"), (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"), (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"), (SVG, "svg"),
        (b"\xef\xbb\xbf  <svg/>", "svg"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg >', "svg"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>', ""),
        (b"<svg><!ENTITY", ""), (b"<html><svg></svg></html>", ""), (b"<svgs>", ""), (b"GIF89a", ""), (b"", ""),
        (b"RIFF\x10\0\0\0WAVEfmt ", ""), (b"%PDF-1.7", ""), (b"<!--" * 25_000, ""), (b" " * 100_000, ""),
        (b"<!-- -->" * 12_000, ""),
    ],
)  # fmt: skip
def test_a_picture_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert type_of(content) == kind


def test_the_sheet_of_a_colour_is_served_for_ever_without_any_row(
    db: None,  # noqa: ARG001 - so that a query would be counted
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sheet = sheet_of(YELLOW)
    assert re.fullmatch(r"/brand/fff7b0\.[0-9a-f]{12}\.css", sheet.path)
    with django_assert_num_queries(0):
        answer = Client().get(sheet.path)
    assert (answer.content, answer["Content-Type"]) == (sheet.body, "text/css; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    for name in ("fff7b0.000000000000.css", "fff7b1" + sheet.path[13:], "fff7b0.css"):
        assert Client().get(f"/brand/{name}").status_code == 404


def test_pages_load_the_colour_and_the_logo_once_there_are_some(desk: Browser) -> None:
    for text in (desk.text("/desk/"), Browser().text("/sign-in")):
        assert "/brand/" not in text
    set_provider(ProviderFacts("Northlight", "1", accent=" #FFF7B0 "), NOBODY, NOW)
    name = set_logo(SVG, NOBODY, NOW)
    assert provider_facts() == ProviderFacts("Northlight", "1", accent=YELLOW, logo=name)
    for text in (desk.text("/desk/"), Browser().text("/sign-in")):
        # Behind our own colours, of which it replaces some.
        assert text.index("/static/tokens.") < text.index(f'<link rel="stylesheet" href="{sheet_of(YELLOW).path}">')
        assert f'<img src="/brand/{name}" alt="" width="28" height="28">' in text
    remove_logo(NOBODY, NOW)
    assert "/static/mark." in desk.text("/desk/")


def test_a_drawing_is_served_so_that_it_can_do_nothing(db: None) -> None:  # noqa: ARG001 - the row of the provider
    Provider.objects.create(name="Northlight")
    name = set_logo(SVG, NOBODY, NOW)
    assert name == f"{hashlib.sha256(SVG).hexdigest()}.svg"
    answer = Client().get(f"/brand/{name}")
    assert (answer.content, answer["Content-Type"]) == (SVG, "image/svg+xml")
    assert (answer["Content-Security-Policy"], answer["Content-Disposition"]) == (CONFINED, "inline")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_other_file_that_is_kept_is_had_as_a_logo(db: None) -> None:  # noqa: ARG001 - the row of the provider
    Provider.objects.create(name="Northlight")
    secret = keep(installation().data_dir, PNG + b"of a customer's ticket")
    set_logo(PNG, NOBODY, NOW)
    for name in (f"{secret}.png", secret, "..", f"{hashlib.sha256(PNG).hexdigest()}.svg"):
        assert Client().get(f"/brand/{name}").status_code == 404


def test_the_status_page_carries_them_so_that_it_stands_without_the_database(
    page: Reader, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "/brand/" not in page.written(NOW).get("/status/").text
    set_provider(ProviderFacts("Northlight", "1", accent=YELLOW), NOBODY, NOW)
    name = set_logo(SVG, NOBODY, NOW)
    page.written(NOW)
    with django_assert_num_queries(0):
        for path in ("/status/", "/status/history"):
            text = page.get(path).text
            assert f'href="{sheet_of(YELLOW).path}"' in text
            assert f'src="/brand/{name}"' in text
        sheet, logo = page.get(sheet_of(YELLOW).path), page.get(f"/brand/{name}")
    assert (sheet.body, logo.body) == (sheet_of(YELLOW).body, SVG)
    assert (sheet.headers["Content-Type"], logo.headers["Content-Type"]) == ("text/css; charset=utf-8", "image/svg+xml")
    assert {each.headers["Cache-Control"] for each in (sheet, logo)} == {"public, max-age=31536000, immutable"}
    assert logo.headers["Content-Security-Policy"] == CONFINED


def test_a_logo_that_is_gone_takes_no_page_with_it(page: Reader) -> None:
    Provider.objects.update(logo=f"{'0' * 64}.png")
    assert page.written(NOW).get("/status/").status == 200
    assert Client().get(f"/brand/{'0' * 64}.png").status_code == 404


def test_an_owner_sets_the_colour_and_is_told_of_a_fault_beside_the_field(desk: Browser) -> None:
    told = {"name": "Northlight", "phone": "1", "zone": "Europe/Berlin", "language": "en"}
    assert desk.send("/desk/settings", **told, accent=YELLOW).status_code == 303
    text = desk.text("/desk/settings")
    assert f'value="{YELLOW}"' in text
    assert 'fill="#706c4d"' in text
    wrong = desk.send("/desk/settings", **told, accent="red;}*{")
    assert wrong.status_code == 422
    assert 'id="accent-error"' in wrong.content.decode()
    assert 'value="red;}*{"' in wrong.content.decode()
    assert provider_facts().accent == YELLOW
    assert desk.send("/desk/settings", **told, accent="").status_code == 303
    assert provider_facts().accent == ""


def test_an_owner_shows_a_logo_and_takes_it_away(desk: Browser) -> None:
    sent = uploads(desk)
    assert sent(SimpleUploadedFile("whatever.exe", PNG)).status_code == 303
    assert provider_facts().logo == f"{hashlib.sha256(PNG).hexdigest()}.png"
    assert "The logo that is shown now" in desk.text("/desk/settings")
    for content in (b"GIF89a", PNG + b"\0" * LARGEST, b""):
        answer = sent(SimpleUploadedFile("logo.png", content))
        assert (answer.status_code, b'id="logo-error"' in answer.content) == (422, True)
    assert provider_facts().logo
    assert desk.send("/desk/settings", "/desk/settings/logo", do="remove").status_code == 303
    assert provider_facts().logo == ""
    entries = AuditEntry.objects.filter(action="provider.logo")
    assert [entry.actor for entry in entries] == [entries[0].actor] * 2
    assert entries[0].actor.startswith("person:")


def test_an_agent_sees_them_and_changes_nothing(desk: Browser) -> None:  # noqa: ARG001 - the scene
    agent = signed_in(AGENT)
    assert "Another logo" not in agent.text("/desk/settings")
    for path in ("/desk/settings", "/desk/settings/logo"):
        assert agent.send("/desk/agreements/draft", path, do="remove", accent=BLACK).status_code == 403


def uploads(desk: Browser) -> Callable[[SimpleUploadedFile], Any]:
    """Sends a file as the form of the settings does."""

    def send(file: SimpleUploadedFile) -> Any:
        return desk.send("/desk/settings", "/desk/settings/logo", logo=file)  # type: ignore[arg-type]  # a file's field

    return send


def test_the_logo_waits_for_a_provider(db: None) -> None:  # noqa: ARG001 - an empty database
    with pytest.raises(Refused, match="nobody has said yet"):
        set_logo(PNG, NOBODY, NOW)


def test_programs_set_the_colour_too(scene: Scene) -> None:
    owner = Caller(scene.owner)
    told = {"name": "Desk", "support_phone": "1"}
    assert owner.post("/provider", {**told, "accent": "#E20074"}).json()["accent"] == "#e20074"
    assert owner.get("/provider").json()["accent"] == "#e20074"
    assert owner.post("/provider", {**told, "accent": "pink"}).status_code == 422
