"""The snapshot of the status page: signed, swapped at one stroke, packed and tagged, and honest about its age."""

from __future__ import annotations

import base64
import itertools
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.server.scene import NOBODY, NOW
from tests.server.status_scene import Reader
from upheld.server.copying.writing import STATUS_PAGE
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.posting import NewIncident, open_incident
from upheld.server.incidents.taking_place import go_on
from upheld.server.present import present
from upheld.server.statuspage.answering import ASKING
from upheld.server.statuspage.snapshot import CURRENT, FILES, FOLDER, KEPT

pytestmark = pytest.mark.django_db
DESCRIBED = Path(__file__).parents[2] / "docs" / "server" / "status.md"


def test_the_snapshot_bears_a_signature_that_anybody_can_check(page: Reader) -> None:
    page.written(NOW)
    key = load_pem_public_key(page.get("/status/key").body)
    assert isinstance(key, Ed25519PublicKey)
    manifest = page.get("/status/manifest.json")
    key.verify(base64.b64decode(page.get("/status/manifest.sig").body), manifest.body)
    assert manifest.json["written_at"] == "2026-11-02T09:00:00.000Z"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the commands that are described need OpenSSL")
def test_the_commands_that_are_described_check_it(page: Reader, tmp_path: Path) -> None:
    page.written(NOW)
    block = re.search(r"\n((?:    (?:curl|openssl|grep) .*\n)+)", DESCRIBED.read_text(encoding="utf-8"))
    assert block is not None
    for number, path in enumerate(re.findall(r"https://\.\.\.(\S+)", block[1])):
        (tmp_path / str(number)).write_bytes(page.get(path).body)
    taken = itertools.count()
    commands = re.sub(r"curl -s \S+", lambda _: f"cat {next(taken)}", block[1])
    ran = subprocess.run(["/bin/bash", "-ec", commands], cwd=tmp_path, capture_output=True, text=True, check=True)
    listed, found = re.findall(r"\b[0-9a-f]{64}\b", ran.stdout)
    assert ("Signature Verified Successfully" in ran.stdout, listed) == (True, found)


def test_a_snapshot_that_somebody_changed_is_not_served(page: Reader) -> None:
    page.written(NOW)
    before = page.get("/api/v2/status.json").body
    place = page.data_dir / FOLDER / CURRENT / FILES / "api" / "v2" / "status.json"
    place.unlink()
    place.write_bytes(before.replace(b"All Systems", b"No System"))
    fresh = Reader(page.data_dir)
    unwritten = fresh.get("/api/v2/status.json")
    assert (unwritten.status, unwritten.headers["Retry-After"]) == (503, "5")
    # What was loaded before stays.
    assert page.get("/api/v2/status.json").body == before


def test_snapshots_take_each_others_place_and_old_ones_go(page: Reader) -> None:
    for minute in range(KEPT + 2):
        page.written(NOW + timedelta(minutes=minute))
    folders = sorted(each.name for each in (page.data_dir / FOLDER).iterdir() if each.name.isdecimal())
    assert folders == ["3", "4", "5"]
    assert (page.data_dir / FOLDER / CURRENT).readlink().name == "5"
    same = [(page.data_dir / FOLDER / each / FILES / "status" / "key").stat().st_ino for each in folders]
    assert len(set(same)) == 1  # what did not change is linked, and not written again


def test_a_backup_leaves_the_snapshot_out_for_it_is_written_each_minute() -> None:
    assert STATUS_PAGE == FOLDER


def test_answers_are_tagged_packed_and_cached(page: Reader) -> None:
    page.written(NOW)
    plain, packed = page.get("/status/"), page.get("/status/", accept_encoding="gzip, br")
    assert plain.body == packed.body
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (
        "gzip", "Accept-Encoding, Accept-Language, Cookie",
    )  # fmt: skip
    known = page.get("/status/", accept_encoding="gzip", if_none_match=packed.headers["ETag"])
    assert (known.status, known.body, page.get("/status/", if_none_match='"other"').status) == (304, b"", 200)
    assert page.get("/status/", method="HEAD").body == b""
    assert int(plain.headers["Upheld-Snapshot-Age"]) >= 0
    assert plain.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.get("/api/v2/status.json").headers["Access-Control-Allow-Origin"] == "*"
    assert page.get("/status/", accept_encoding="br, gzip;q=0").headers.get("Content-Encoding") is None
    assert page.get("/status/", method="POST").status == 599


def test_what_the_page_does_not_have_is_told_without_the_service_behind(page: Reader) -> None:
    page.written(NOW)
    gone = page.get("/status/nothing", accept_language="de")
    assert (gone.status, "Hier ist nichts" in gone.text, 'href="/status/"' in gone.text) == (404, True, True)
    assert page.get("/status/404").status == 404
    # A second look is no 304 of what is not there.
    assert page.get("/status/nothing", accept_language="de", if_none_match=gone.headers["ETag"]).status == 404
    moved = page.get("/status/history/")
    assert (moved.status, moved.headers["Location"]) == (301, "/status/history")
    # What asks the database is asked of the service behind.
    for path in ("/status/own", "/status/subscribe", "/status/confirm", "/status/unsubscribe", "/status/own/"):
        assert page.get(path).status == 599


def test_no_link_of_the_page_leads_nowhere(page: Reader) -> None:
    voice = add_component(Shown("Voice"), NOBODY, NOW)
    for at in (NOW - timedelta(days=70), NOW):
        open_incident(NewIncident("Calls fail", "We look.", components={voice.code: "major_outage"}), NOBODY, at)
    begins = NOW + timedelta(days=40)
    new = NewMaintenance("Cables", "Short.", begins, begins + timedelta(hours=1), components=(voice.code,))
    # What is called off long before its month stands in the history of none.
    code = schedule(new, NOBODY, NOW).incident.code
    go_on(code, "cancelled", "Not needed.", NOW, (NOBODY, NOW))
    page.written(NOW)
    seen, waiting = {"/status/"}, ["/status/", f"/status/incidents/{code}"]
    while waiting:
        told = page.get(waiting.pop())
        assert told.status == 200
        found = set(re.findall(r'(?:href|src)="((?:/status/|/history|/api/v2|/static/)[^"#?]*)', told.text))
        new_ones = {path for path in found - seen if path.rstrip("/") not in ASKING}
        assert {path for path in new_ones if page.get(path).status != 200} == set()
        seen |= new_ones
        waiting += [path for path in new_ones if page.get(path).headers["Content-Type"].startswith("text/html")]
    assert {"/status/history/2026-08", f"/status/components/{voice.code}"} <= seen


def test_a_page_that_is_old_says_so(page: Reader) -> None:
    warning = "data-stale-page>"
    # The clock is that of the machine: a snapshot of three weeks ago is old, one of now is not.
    assert f" hidden {warning}" not in page.written(NOW).get("/status/").text
    fresh = page.written(present()).get("/status/")
    assert f" hidden {warning}" in fresh.text
    assert int(fresh.headers["Upheld-Snapshot-Age"]) < 60
