"""What monitoring finds becomes a ticket, once: measured breaches, and alerts of Prometheus Alertmanager."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.measured import minute, steady
from tests.server.founding import customer
from tests.server.measured_scene import MEASURES, measured_scene, november, october, store
from tests.server.scene import AGREEMENT, NOW, Caller, key_for
from tests.server.sinks import MailSink, mail_server
from tests.server.telling import CUSTOMER, add_customer, deliver, furnish, with_mail
from upheld.server.accounts.models import Account, Provider
from upheld.server.configuration import Alerts
from upheld.server.desk.models import Ticket
from upheld.server.figures.breaches import open_breaches
from upheld.server.figures.looking import Look, look
from upheld.server.figures.models import Breach
from upheld.server.figures.telemetry import folder_of
from upheld.server.installed import installation

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = """
notices:
  found: {title: What we found, about: An issue that monitoring found, channel: [e-mail], kinds: [Initial]}
"""


@pytest.fixture
def telemetry(transactional_db: None, tmp_path: Path) -> Iterator[Path]:  # noqa: ARG001 - the database beside it
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    yield tmp_path
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def subjects(account: Account) -> list[str]:
    return list(Ticket.objects.filter(account=account).order_by("pk").values_list("subject", flat=True))


@pytest.mark.clause("PL-04")
def test_a_measured_breach_opens_one_ticket_and_the_customer_is_told(telemetry: Path, settings: Settings) -> None:
    scene = measured_scene(AGREEMENT + MEASURES + TOLD)
    furnish(scene)
    store([*october(), *november()], telemetry)
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        look(Look("desk", NOW))
        assert (open_breaches("desk", NOW), open_breaches("desk", NOW)) == (2, 0)
        deliver()
        told = sorted(sink.subjects(CUSTOMER))
    # October was missed, and the calls do not work now; other's promises are kept.
    assert sorted(subjects(scene.acme)) == ["Down: The platform", "Promise missed: Uptime, 2026-10"]
    assert subjects(scene.other) == []
    assert (len(told), all("Initial" in each for each in told)) == (2, True)
    down = Ticket.objects.get(subject__startswith="Down")
    assert (down.channel, down.priority, down.events.get().actor) == ("monitoring", "1", "system:figures")
    assert "since 2 Nov 2026, 09:50" in down.events.get().data["description"]
    # It goes on for a minute, and then works again: nothing more is opened.
    store(minute("2026-11-02T09:00:00", 0, 1, route="/calls"), telemetry)
    later = NOW + timedelta(minutes=1)
    look(Look("desk", later))
    assert open_breaches("desk", later) == 0
    store(steady("2026-11-02T09:01:00", 5, route="/calls"), telemetry)
    look(Look("desk", NOW + timedelta(minutes=6)))
    assert open_breaches("desk", NOW + timedelta(minutes=6)) == 0
    # Then it fails again, which is another occurrence.
    store(minute("2026-11-02T09:06:00", 0, 1, route="/calls"), telemetry)
    look(Look("desk", NOW + timedelta(minutes=7)))
    assert open_breaches("desk", NOW + timedelta(minutes=7)) == 1


def test_a_promise_that_cannot_be_kept_any_more_is_a_breach_before_the_period_ends(telemetry: Path) -> None:
    scene = measured_scene()
    # 43 minutes of November are 2,580 s of the 2,592 s allowed: it can still be kept. One more, and it cannot.
    rows = [row for part in range(43) for row in minute(f"2026-11-01T10:{part:02}:00", 0, 1, route="/calls")]
    store([*rows, *steady("2026-11-02T08:00:00", 1, route="/messages")], telemetry)
    look(Look("desk", NOW))
    assert (open_breaches("desk", NOW), subjects(scene.acme)) == (0, [])
    store(minute("2026-11-01T10:43:00", 0, 1, route="/calls"), telemetry)
    look(Look("desk", NOW))
    assert (open_breaches("desk", NOW), subjects(scene.acme)) == (1, ["Promise missed: Uptime, 2026-11"])
    # The agreement says nothing of telling customers what monitoring found.
    assert Ticket.objects.get().events.get().data["untold"] is True


def test_a_breach_for_which_no_ticket_may_be_opened_is_on_record_with_the_reason(telemetry: Path) -> None:
    scene = measured_scene(AGREEMENT.replace("  plans:", "  intake: {channels: [e-mail]}\n  plans:") + MEASURES)
    store(november(), telemetry)
    look(Look("desk", NOW))
    assert (open_breaches("desk", NOW), subjects(scene.acme)) == (0, [])
    assert Breach.objects.get().refused == "a report by monitoring is no case under this agreement"


def alert(status: str = "firing", fingerprint: str = "c0ffee", **labels: str) -> dict[str, Any]:
    """One alert as Alertmanager 0.25 sends it."""
    return {
        "status": status,
        "labels": {"alertname": "HighErrorRate", "severity": "critical", "account": "acme"} | labels,
        "annotations": {"summary": "Too many calls fail", "description": "12% of calls fail."},
        "startsAt": "2026-11-02T08:50:00.000Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": fingerprint,
    }


def message(*alerts: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing", "receiver": "upheld",
        "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://alerts.example",
        "alerts": list(alerts),
    }  # fmt: skip


@pytest.mark.clause("PL-04")
def test_an_alert_opens_one_ticket_under_the_agreement_and_notifies_the_customer(
    transactional_db: None,  # noqa: ARG001 - where it is written
    settings: Settings,
) -> None:
    account = customer("plivo")
    with_terms(settings, priorities={"critical": "p1"})
    Provider.objects.create(name="Plivo", support_phone="+1 555 0100")
    add_customer(account)
    agent = Caller(key_for("agent"))
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        first = agent.post("/alerts", message(alert(environment="production")))
        again = agent.post("/alerts", message(alert(environment="production")))
        deliver()
        assert len(sink.subjects(CUSTOMER)) == 1
        assert "Initial" in sink.subjects(CUSTOMER)[0]
    (taken,), (known,) = first.json()["alerts"], again.json()["alerts"]
    assert (taken["did"], known["did"], known["ticket"]) == ("opened", "known", taken["ticket"])
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.priority, ticket.subject) == ("monitoring", "p1", "Too many calls fail")
    assert "12% of calls fail." in ticket.events.get(kind="opened").data["description"]


def with_terms(settings: Settings, **told: Any) -> None:
    settings.UPHELD = installation().model_copy(update={"alerts": Alerts(**told)})


def test_an_alert_that_ends_and_fires_again_is_said_in_the_ticket(scene: Any) -> None:
    agent = Caller(key_for("agent"))
    number = agent.post("/alerts", message(alert(severity="1"))).json()["alerts"][0]["ticket"]
    for _ in range(2):
        agent.post("/alerts", message(alert("resolved", severity="1")))
    later = {**alert(severity="1"), "startsAt": "2026-11-02T09:30:00Z"}
    assert agent.post("/alerts", message(later)).json()["alerts"][0]["did"] == "added"
    notes = Ticket.objects.get(pk=number).events.filter(kind="note").order_by("sequence")
    assert [each.data["text"].partition("\n")[0] for each in notes] == [
        "12% of calls fail.", "The alert fires no more.", "Fires again since 2026-11-02T09:30:00Z.",
    ]  # fmt: skip
    # The machines that it is about are for who works on it; the customer reads what was written to be read.
    assert "http://prometheus.example/graph" in notes[0].data["text"]
    read = Caller(key_for("reporter", scene.acme)).get(f"/tickets/{number}/events").content.decode()
    assert ("12% of calls fail." in read, "prometheus" in read, "HighErrorRate" in read) == (True, False, False)
    # Once people are done with it, it is another issue.
    agent.post(f"/tickets/{number}/events", {"event": "resolve", "how": "portal"})
    next_one = {**alert(severity="1"), "startsAt": "2026-11-02T11:00:00Z"}
    assert agent.post("/alerts", message(next_one)).json()["alerts"][0]["did"] == "opened"


def test_one_alert_that_is_refused_holds_up_no_other(scene: Any, settings: Settings) -> None:  # noqa: ARG001
    agent = Caller(key_for("agent"))
    stranger, own = alert(fingerprint="a", account="nobody"), alert(fingerprint="b")
    found = agent.post("/alerts", message(stranger, own)).json()["alerts"]
    assert [each["did"] for each in found] == ["refused", "opened"]
    assert found[0]["problems"][0]["what"] == "there is no account `nobody`"
    # A priority that the agreement does not know is that of what nobody graded.
    assert Ticket.objects.get().priority == "3"
    assert agent.post("/alerts", message(stranger)).status_code == 422
    nameless = alert(fingerprint="c")
    del nameless["labels"]["account"]
    assert agent.post("/alerts", message(nameless)).status_code == 422
    with_terms(settings, account="other")
    assert agent.post("/alerts", message(nameless)).json()["alerts"][0]["did"] == "opened"


def test_customers_do_not_send_alerts(scene: Any) -> None:
    answer = Caller(key_for("admin", scene.acme)).post("/alerts", message(alert()))
    assert (answer.status_code, Ticket.objects.count(), connection.in_atomic_block) == (403, 0, False)
