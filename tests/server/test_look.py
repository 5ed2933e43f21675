"""The look: files named by their content, colours and language as chosen, refusals as pages, nothing inline."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import upheld.server
from tests.server.scene import Scene, key_for
from tools.catalogues import LANGUAGES, compiled, missing, read_catalogue, rooms, source_of
from upheld.server.look.assets import UnknownAsset, address_of, asset, every_asset
from upheld.server.look.bars import bar_of
from upheld.server.look.errors import error_page
from upheld.server.look.moments import away_text, length_text, moment_text

SERVER = Path(upheld.server.__file__).parent
# 2026-11-22 10:00:00 UTC, worked out with `date -u -d`.
AT = 1795341600


def templates() -> Iterator[Path]:
    """Every template of every room."""
    yield from sorted(SERVER.glob("*/templates/**/*.html"))


def test_a_file_is_served_for_ever_under_the_name_of_its_content() -> None:
    address = address_of("look.css")
    assert re.fullmatch(r"/static/look\.[0-9a-f]{12}\.css", address)
    plain, packed = (Client().get(address, headers={"Accept-Encoding": way}) for way in ("identity", "gzip, br"))
    assert plain.content == asset("look.css").body
    assert (packed["Content-Encoding"], len(packed.content) < len(plain.content)) == ("gzip", True)
    for answer in (plain, packed):
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Content-Type"] == "text/css; charset=utf-8"


def test_a_file_that_is_known_is_not_sent_again() -> None:
    address = address_of("look.css")
    tag = Client().get(address)["ETag"]
    known, other = (Client().get(address, headers={"If-None-Match": each}) for each in (tag, '"look.0.css"'))
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


@pytest.mark.django_db
def test_pages_go_packed_to_whoever_takes_them_so_and_are_kept_by_nobody() -> None:
    plain, packed = (Client().get("/sign-in", headers={"Accept-Encoding": way}) for way in ("identity", "gzip, br"))
    assert "Content-Encoding" not in plain
    assert (packed["Content-Encoding"], b"<h1" in gzip.decompress(packed.content)) == ("gzip", True)
    for answer in (plain, packed):
        assert answer["Cache-Control"] == "no-store"
        assert "Accept-Encoding" in answer["Vary"]
    # What programs read stays as it is.
    assert "Content-Encoding" not in Client().get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})


def test_a_file_under_another_name_is_not_there() -> None:
    for name in ("look.css", "look.000000000000.css", "inter-OFL.txt"):
        assert Client().get(f"/static/{name}").status_code == 404
    with pytest.raises(UnknownAsset):
        address_of("nothing.css")


def test_a_style_sheet_names_its_font_by_content() -> None:
    assert address_of("inter-latin.woff2").removeprefix("/static/") in asset("tokens.css").body.decode()


def test_the_first_load_of_a_page_is_below_150_kilobytes() -> None:
    loaded = ("tokens.css", "look.css", "parts.css", "console.css", "theme.js", "moments.js", "keys.js", "live.js")
    files = sum(len(asset(name).packed or asset(name).body) for name in (*loaded, "inter-latin.woff2", "mark.svg"))
    assert files < 100_000
    # A name in Polish, Turkish or Vietnamese brings a second font, which is small too.
    assert files + len(asset("inter-latin-ext.woff2").body) < 120_000
    assert len({each.served for each in every_asset()}) == len(every_asset())


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    assert [str(path) for path in templates() if inline.search(path.read_text("utf-8"))] == []


def test_every_word_of_the_look_and_the_desk_is_told_in_german() -> None:
    own = [room for room in rooms() if room.name in {"look", "console"}]
    assert {room.name: missing(room, language) for room in own for language in LANGUAGES} == {"look": [], "console": []}


def test_the_compiled_catalogues_are_those_of_their_sources() -> None:
    for room in rooms():
        source = source_of(room, "de")
        if source.exists():
            assert source.with_suffix(".mo").read_bytes() == compiled(read_catalogue(source.read_text("utf-8")))


@pytest.mark.django_db
def test_colours_and_language_are_kept_without_a_script() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/choose", {"theme": "dark", "language": "de", "next": "/sign-in"})
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in")
    page = client.get("/sign-in").content.decode()
    assert 'lang="de"' in page
    assert 'data-theme="dark"' in page
    assert "Zum Inhalt springen" in page


@pytest.mark.django_db
def test_a_choice_leads_nowhere_else_and_keeps_nothing_unknown() -> None:
    answer = Client().post("/choose", {"theme": "pink", "next": "https://elsewhere.example/"})
    assert (answer["Location"], list(answer.cookies)) == ("/", [])


@pytest.mark.django_db
def test_the_language_of_the_browser_is_spoken_where_nobody_chose() -> None:
    page = Client().get("/sign-in", headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert (page["Content-Language"], b'lang="de' in page.content) == ("de", True)


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_our_look() -> None:
    answer = Client().get("/nothing/here")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_our_own_faults_are_told_without_the_database() -> None:
    # No mark: the test may not touch the database, and the page does not.
    for status in (500, 503):
        answer = error_page(None, status)
        assert (answer.status_code, b"<h1>" in answer.content) == (status, True)


def test_a_role_that_may_not_is_told_so_on_a_page(scene: Scene) -> None:
    headers = {"Authorization": f"Bearer {key_for('reporter', scene.acme)}"}
    answer = Client().get("/desk/queue", headers=headers)
    assert (answer.status_code, "This is not open to you" in answer.content.decode()) == (403, True)


def test_times_are_told_with_their_zone() -> None:
    assert moment_text(AT, "Europe/Berlin") == "22 Nov 2026, 11:00 CET"
    assert moment_text(AT, "Asia/Dubai", year=False) == "22 Nov, 14:00 UTC+04"
    with translation.override("de"):
        assert moment_text(AT + 30 * 86400, "UTC") == "22. Dez. 2026, 10:00 UTC"


@pytest.mark.parametrize(
    ("seconds", "said"), [(40, "40 s"), (1500, "25 min"), (5100, "1 h 25 min"), (7200, "2 h"), (187_200, "2 d 4 h")]
)
def test_lengths_are_told_in_two_units(seconds: int, said: str) -> None:
    assert length_text(seconds) == said
    assert away_text(AT + seconds, AT) == ("now" if seconds < 60 else f"in {said}")
    assert away_text(AT - seconds, AT) == ("now" if seconds < 60 else f"{said} ago")


def test_a_bar_shows_each_part_by_its_share_and_what_is_short_too() -> None:
    # 900 of 3600 seconds are a quarter of 1000; one second would be nothing, and is drawn all the same.
    drawn = bar_of(((900, "good"), (1, "wait")), "", 3600)
    assert [(piece.begin, piece.length, piece.tone) for piece in drawn.pieces] == [(0, 250, "good"), (250, 4, "wait")]
