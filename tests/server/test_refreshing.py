"""A page that keeps itself current: while nothing is done in the service, it is not made again."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.server.scene import NOBODY, Scene
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.present import present


def asked(scene: Scene, mark: str = "") -> tuple[int, str, int]:
    """The queue as `live.js` asks for it: the status, the mark, and how many queries it took."""
    headers = {"authorization": f"Bearer {scene.agent}", "x-refresh": "queue", "if-none-match": mark}
    with CaptureQueriesContext(connection) as caught:
        answer = Client().get("/desk/queue", headers=headers)
    return answer.status_code, answer.headers.get("ETag", ""), len(caught)


def unchanged(scene: Scene) -> tuple[int, int]:
    """Asked twice in a row; again where a new half minute began between the two."""
    for _ in range(3):
        _status, mark, whole = asked(scene)
        status, _mark, short = asked(scene, mark)
        if status == 304:
            return whole, short
    raise AssertionError("never 304")


def test_nothing_is_sent_until_something_is_done(scene: Scene) -> None:
    open_ticket(scene.acme, Report("Calls fail", priority="1"), NOBODY, present())
    unchanged(scene)  # what is read once is read
    whole, short = unchanged(scene)
    assert short < whole
    assert short <= 3  # whose key it is, and the latest act
    _status, mark, _queries = asked(scene)
    open_ticket(scene.acme, Report("Again", priority="1"), NOBODY, present())
    status, new, _queries = asked(scene, mark)
    assert (status, new != mark) == (200, True)


def test_a_page_that_is_opened_is_always_made(scene: Scene) -> None:
    _status, mark, _queries = asked(scene)
    headers = {"authorization": f"Bearer {scene.agent}", "if-none-match": mark}
    answer = Client().get("/desk/queue", headers=headers)
    assert (answer.status_code, "ETag" in answer.headers) == (200, False)
    stranger = Client().get("/desk/queue", headers={"x-refresh": "queue", "if-none-match": mark})
    assert stranger.status_code == 302
