"""The compliance report: kept, missed and left out, by target and reason, each account for itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.server.founding import customer
from tests.server.scene import NOBODY, NOW, Caller, Scene, key_for
from upheld.server.access.actor import Actor, system
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.desk.compliance import Kept, Span, compliance
from upheld.server.desk.facts import Fact
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.timeline.instants import epoch_seconds

AT = epoch_seconds(NOW)
MINUTE, HOUR, DAY = 60, 3600, 86400
EVERYBODY = system("test")
MONTH = Span(AT - 10 * DAY, AT + 20 * DAY)


def answered(account: Account, after: int, **said: str) -> int:
    """A ticket that was opened at NOW and answered so many seconds later."""
    report = Report(**{"subject": "It is down", "priority": "1", **said})  # type: ignore[arg-type]  # words alone
    ticket = open_ticket(account, report, NOBODY, NOW).ticket.pk
    later = NOW + timedelta(seconds=after)
    record(ticket, [Fact(AT + after, "acknowledged", "call logged")], NOBODY, later)
    return ticket


def row(targets: tuple[Kept, ...], priority: str, target: str) -> Kept:
    (found,) = [each for each in targets if (each.priority, each.target) == (priority, target)]
    return found


def test_kept_missed_and_open_by_target(scene: Scene) -> None:
    # Priority 1 is answered within one hour of elapsed time, and solved within four of the office's.
    answered(scene.acme, HOUR)
    late = answered(scene.acme, HOUR + 7)
    answered(scene.acme, 5 * MINUTE, priority="2")
    answered(scene.other, 5 * MINUTE)
    (report,) = compliance(MONTH, EVERYBODY, AT + 2 * HOUR)
    assert (report.agreement, report.title, report.tickets, report.left) == ("desk", "Desk agreement", 4, ())
    counts = row(report.targets, "1", "response").counts
    assert counts is not None
    assert (counts.kept, counts.missed, counts.worst, str(counts.share)) == (2, 1, (str(late), 7), "2/3")
    open_ = row(report.targets, "1", "resolution").counts
    assert open_ is not None
    assert (open_.kept, open_.open) == (0, 3)
    # Five hours later nobody has solved them: the four hours of the office ended at 14:00.
    (later,) = compliance(MONTH, EVERYBODY, AT + 5 * HOUR)
    missed = row(later.targets, "1", "resolution").counts
    assert missed is not None
    assert (missed.missed, missed.open) == (3, 0)


def test_only_tickets_of_the_time_of_the_account_and_of_the_plan(scene: Scene) -> None:
    answered(scene.acme, HOUR)
    answered(scene.other, HOUR)
    spans = (
        (MONTH, 2), (Span(AT, AT + 1), 2), (Span(AT - DAY, AT), 0), (Span(AT + 1, AT + DAY), 0),
        (Span(AT, AT + 1, "acme"), 1), (Span(AT, AT + 1, "", "gold"), 2), (Span(AT, AT + 1, "", "silver"), 0),
    )  # fmt: skip
    for span, count in spans:
        assert sum(report.tickets for report in compliance(span, EVERYBODY, AT + HOUR)) == count
    customer_of_acme = Actor("key:1", frozenset(), scene.acme.pk)
    assert [report.tickets for report in compliance(MONTH, customer_of_acme, AT + HOUR)] == [1]


def report(caller: Caller, query: str = "from=2026-01-01&to=2030-01-01") -> Any:
    answer = caller.get(f"/reports/compliance?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


INTAKE = {
    "reporter": "Ann", "service": "Voice", "began_at": "2026-11-02T08:30:00Z", "ongoing": "yes", "failure": "No calls.",
}  # fmt: skip


def exclude(agent: Caller, number: int, cause: str, text: str = "") -> Any:
    told = {"text": text} if text else {}
    return agent.post(f"/tickets/{number}/events", {"event": "exclude", "cause": cause, **told})


@pytest.mark.clause("PL-10")
@pytest.mark.django_db
def test_each_named_cause_takes_its_tickets_out_and_is_counted() -> None:
    acme = customer("plivo")
    agent, ann = Caller(key_for("agent")), Caller(key_for("reporter", acme))
    causes = {
        "customer_equipment": "B.5 (a), (I)", "wrong_use": "B.5 (b)", "unauthorised_changes": "B.5 (c)",
        "internet_at_large": "B.5 (d)", "force_majeure": "B.5 (e)", "carriers": "B.5 (f)",
        "third_party_services": "B.5 (g)",
    }  # fmt: skip
    told = {"subject": "Calls fail", "priority": "p1", "intake": INTAKE}
    numbers = [ann.post("/tickets", told).json()["number"] for _ in range(len(causes) + 2)]
    for number, cause in zip(numbers, causes, strict=False):
        assert exclude(agent, number, cause, "Shown by the carrier's own notice 4711.").status_code == 201
    exclude(agent, numbers[-2], "carriers", "Notice 4712.")
    found = report(agent)
    (agreement,) = found["agreements"]
    assert agreement["tickets"] == 9
    left = {each["reason"]: (each["clause"], each["tickets"]) for each in agreement["left_out"]}
    assert left == {cause: (clause, 1 + (cause == "carriers")) for cause, clause in causes.items()}
    # What the agreement does not name excuses nothing, nor does a cause without what shows it.
    refused = exclude(agent, numbers[-1], "carrier", "It was them.").json()["problems"]
    assert [(each["what"], each["help"]) for each in refused] == [
        ("the agreement names no cause `carrier`", "did you mean `carriers`?")
    ]
    bare = exclude(agent, numbers[-1], "carriers").json()["problems"]
    assert [(each["field"], each["clause"]) for each in bare] == [("text", "B.5 (f)")]


@pytest.mark.django_db
def test_an_excluded_ticket_is_counted_under_its_target_and_of_its_account_alone() -> None:
    acme, other = customer("apifonica"), customer("apifonica", "other")
    agent = Caller(key_for("agent"))
    told = {"subject": "Calls fail", "priority": "p1", "channel": "telephone"}
    (one, two), theirs = (
        [agent.post("/tickets", {**told, "account": name}).json()["number"] for name in ("acme", "acme")],
        agent.post("/tickets", {**told, "account": "other"}).json()["number"],
    )
    exclude(agent, one, "information_withheld", "Asked twice for the log, see the messages of Monday.")
    agent.post(f"/tickets/{two}/events", {"event": "merge", "into": str(one)})
    agent.post(f"/tickets/{theirs}/events", {"event": "acknowledge", "how": "call logged"})
    ours = report(agent, "from=2026-01-01&to=2030-01-01&account=acme")["agreements"][0]
    response = next(each for each in ours["targets"] if each["target"] == "response")
    assert (response["kept"], response["missed"], response["share_kept"]) == (0, 0, None)
    title = "The customer did not give information that was asked for"
    reasons = {each["reason"]: (each["title"], each["clause"], each["tickets"]) for each in response["excluded"]}
    assert reasons == {
        "information_withheld": (title, '3, "SLA Exceptions" (e)(i)', 1), "merged": ("Merged", None, 1),
    }  # fmt: skip
    # The other account's ticket is kept, for them and for nobody else.
    for caller, query in ((agent, "&account=other"), (Caller(key_for("admin", other)), "")):
        (theirs_alone,) = report(caller, f"from=2026-01-01&to=2030-01-01{query}")["agreements"]
        assert [
            (each["kept"], each["excluded"]) for each in theirs_alone["targets"] if each["target"] == "response"
        ] == [(1, [])]
    assert Caller(key_for("admin", acme)).get("/reports/compliance?from=2026-01-01&to=2030-01-01&account=other"
                                              ).status_code == 404  # fmt: skip


@pytest.mark.django_db
def test_an_exclusion_is_taken_back_by_another_fact() -> None:
    customer("apifonica")
    agent = Caller(key_for("agent"))
    told = {"subject": "Calls fail", "priority": "p1", "channel": "telephone", "account": "acme"}
    number = agent.post("/tickets", told).json()["number"]
    exclude(agent, number, "force_majeure", "Flood at the data centre.")
    assert report(agent)["agreements"][0]["left_out"][0]["reason"] == "force_majeure"
    back = agent.post(f"/tickets/{number}/events", {"event": "include", "text": "It was another building."})
    assert (back.status_code, report(agent)["agreements"][0]["left_out"]) == (201, [])
    events = [each["event"] for each in agent.get(f"/tickets/{number}/events").json()["items"]]
    assert events == ["opened", "excluded", "included"]


@pytest.mark.django_db
def test_what_support_is_not_owed_for_is_counted_apart() -> None:
    acme = customer("plivo", until=date(2026, 10, 1))
    subscribe(acme, NewSubscription("api2task", "", date(2026, 1, 1)), NOBODY, NOW)
    ann = Caller(key_for("reporter", acme))
    customer("api2task", "other")
    ann.post("/tickets", {"subject": "Calls fail", "agreement": "plivo", "intake": INTAKE})
    other = Caller(key_for("agent"))
    asked = {"subject": "A method of our own", "account": "other", "channel": "e-mail", "kind": "change request"}
    assert other.post("/tickets", asked).status_code == 201
    left = {each["agreement"]: each["left_out"] for each in report(other)["agreements"]}
    assert [(name, rows[0]["reason"], rows[0]["tickets"]) for name, rows in left.items()] == [
        ("api2task", "change request", 1), ("plivo", "not entitled", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-02-01&to=2026-02-01", "query.to"),
        ("from=2026-02-01&to=2026-03-01&zone=Mars/Base", "query.zone"),
        ("from=0001-01-01&to=9999-12-31", "query.from"),
        ("from=2026-02-01&to=2026-03-01&first=2026-02-01", "query.first"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(scene: Scene, query: str, field: str) -> None:
    answer = Caller(scene.agent).get(f"/reports/compliance?{query}")
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["problems"]]


def test_days_begin_by_the_clock_of_the_zone(scene: Scene) -> None:
    found = report(Caller(scene.agent), "from=2026-03-29&to=2026-03-30&zone=Europe/Berlin")
    # The day of 23 hours: clocks go forward.
    assert (found["first"], found["last"]) == ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")
