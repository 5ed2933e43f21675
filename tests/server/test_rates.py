"""How often one may ask, over several processes; and answers that are forgotten after two days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.server.scene import NOW, Caller, Scene
from upheld.server.api.models import AnsweredRequest, CallerRate
from upheld.server.api.rates import SharedBuckets, drawn
from upheld.server.api.work import KEPT, prune_answers
from upheld.server.jobs.lease import Lease

pytestmark = pytest.mark.django_db
MINUTE = 60


class Process:
    """One of several web processes, each with lots of its own out of the shared bucket."""

    def __init__(self, per_minute: int = MINUTE) -> None:
        self.now = NOW
        self._buckets = SharedBuckets(per_minute, lambda caller, wanted: drawn(caller, wanted, per_minute, self.now))

    def ask(self, at: datetime = NOW, caller: str = "key:1") -> int:
        """Ask once; 0, or how long to wait."""
        self.now = at
        return self._buckets.take(caller, (at - NOW).total_seconds())


def test_several_processes_share_what_one_caller_may_ask() -> None:
    one, other = Process(), Process()
    # 60 a minute in lots of 3 (60 / 20): both together let in 60, however the requests fall.
    answers = [(one if turn % 3 else other).ask() for turn in range(64)]
    assert (answers.count(0), answers.count(1), answers[-1]) == (60, 4, 1)
    assert other.ask(caller="key:2") == 0
    # A second later there is one token more, for whichever comes first.
    later = NOW + timedelta(seconds=1)
    assert [one.ask(later), other.ask(later)] == [0, 1]


def test_what_a_process_drew_and_did_not_use_is_not_kept_for_ever() -> None:
    one = Process()
    assert one.ask() == 0  # a lot of 3, of which 2 are left
    hour = NOW + timedelta(hours=1)
    assert one.ask(hour) == 0
    # The bucket was full again, and a lot of 3 was drawn from it: the former 2 are gone.
    assert CallerRate.objects.get().tokens == MINUTE - 3


def test_an_answer_is_kept_for_two_days(scene: Scene) -> None:
    caller = Caller(scene.owner)
    caller.post("/accounts", {"slug": "new", "name": "New"}, Idempotency_Key="once")
    made = AnsweredRequest.objects.get().created_at
    prune_answers(Lease(0, 0, 1, made + KEPT))
    assert AnsweredRequest.objects.count() == 1
    prune_answers(Lease(0, 0, 1, made + KEPT + timedelta(seconds=1)))
    assert AnsweredRequest.objects.count() == 0
