"""The founding agreements' promises, as a running desk keeps them: the instants are those of `tests/clauses`."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clauses.test_api2task_support import ANSWERS
from tests.clauses.test_apifonica_support import TABLE, short
from tests.clauses.test_plivo_support import ORDER_FORM, PLIVO, expected_priority
from tests.clauses.test_production_support import CONNEX, PREMIUM
from tests.desk import AGREEMENTS, at, wall
from tests.server.founding import customer
from tests.server.scene import NOBODY, NOW, Caller, key_for
from tests.server.test_compliance import INTAKE
from upheld.library.loading import file_source
from upheld.problems import Refused
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewAccount, NewSubscription, register_account, subscribe
from upheld.server.contracts.publishing import publish
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.support.clock import Clock
from upheld.timeline.instants import utc_from_seconds

pytestmark = pytest.mark.django_db
BRUSSELS, CHICAGO = "Europe/Brussels", "America/Chicago"
CHANNELS = {"apifonica": "telephone", "api2task": "e-mail", "plivo": "api", "ignite-connex": "api"}


def opened(account: Account, agreement: str, text: str, zone: str, priority: str) -> tuple[Ticket, tuple[Clock, ...]]:
    """A ticket that was opened at an instant by the clock of a zone, and its clocks at that instant."""
    then = utc_from_seconds(at(text, zone))
    told = INTAKE if agreement == "plivo" else {}
    report = Report("It is down", channel=CHANNELS[agreement], priority=priority, intake=told)
    made = open_ticket(account, report, NOBODY, then)
    return made.ticket, made.standing.clocks


def due(clocks: tuple[Clock, ...], kind: str) -> int | None:
    (found,) = [clock for clock in clocks if clock.kind == kind and clock.replaced is None]
    return found.due


def told(number: int) -> dict[str, Any]:
    """A ticket as an agent is told of it."""
    answer: dict[str, Any] = Caller(key_for("agent")).get(f"/tickets/{number}").json()
    return answer


@pytest.mark.clause("AP-13")
@pytest.mark.parametrize("text", TABLE)
def test_all_eight_targets_of_apifonica(text: str) -> None:
    account = customer("apifonica")
    account.subscriptions.update(begins=date(2025, 1, 1))
    found = []
    for priority in ("p1", "p2", "p3", "p4"):
        ticket, clocks = opened(account, "apifonica", text, BRUSSELS, priority)
        found += [short(due(clocks, kind)) for kind in ("response", "resolution")]
        # The API tells the same instants, by the clock of the hours.
        shown = [at(clock["due_local"]) for clock in told(ticket.pk)["clocks"]]
        assert shown == [due(clocks, kind) for kind in ("response", "resolution")]
    assert tuple(found) == TABLE[text]


CET = """
upheld: 1
agreement: {name}
title: A reading of CET
provider: Apifonica
version: {{id: reading}}
include: [{{file: {file}, ranks: below}}]
decisions:
  - {{question: What is CET?, term: calendars.working_hours.zone, {chosen}by: The test, why: To see it.}}
"""


@pytest.mark.clause("AP-14")
def test_either_reading_of_cet_binds_and_none_is_not_published(tmp_path: Path) -> None:
    account = customer("apifonica")
    found = {}
    for name, zone in (("cet-local", BRUSSELS), ("cet-fixed", "+01:00")):
        file = tmp_path / f"{name}.yaml"
        chosen = f'chosen: "{zone}", '
        file.write_text(CET.format(name=name, file=AGREEMENTS / "apifonica.yaml", chosen=chosen), encoding="utf-8")
        publish(str(file), file_source().opener, NOBODY, NOW)
        subscribe(account, NewSubscription(name, "", date(2026, 1, 1)), NOBODY, NOW)
        then = utc_from_seconds(at("2026-07-14 07:30", BRUSSELS))
        report = Report("Down", channel="telephone", priority="p1", agreement=name)
        found[name] = wall(due(open_ticket(account, report, NOBODY, then).standing.clocks, "response"), BRUSSELS)
    # As in tests/clauses/test_apifonica_support.py: the fixed office opens an hour later by the clocks of a summer.
    assert found == {"cet-local": "Tue 2026-07-14 10:00 +02:00", "cet-fixed": "Tue 2026-07-14 11:00 +02:00"}
    undecided = tmp_path / "undecided.yaml"
    text = (
        (AGREEMENTS / "apifonica.yaml").read_text(encoding="utf-8").replace("agreement: apifonica", "agreement: open")
    )
    (before, after) = text.split("  - term: calendars.working_hours.zone\n")
    undecided.write_text(before + after[after.index("  - term: ") :], encoding="utf-8")
    with pytest.raises(Refused) as refused:
        publish(str(undecided), file_source().opener, NOBODY, NOW)
    assert {problem.field for problem in refused.value.problems} == {"calendars.working_hours.zone"}


@pytest.mark.clause("AT-10")
@pytest.mark.parametrize("text", ANSWERS)
def test_answers_of_api2task_skip_weekends_and_national_holidays(text: str) -> None:
    _, clocks = opened(customer("api2task"), "api2task", text, "UTC", "general")
    assert wall(due(clocks, "response"), "UTC") == ANSWERS[text]


@pytest.mark.clause("PS-05")
@pytest.mark.parametrize("text", PREMIUM)
def test_premium_acknowledges_all_five_severities(text: str) -> None:
    account = connex("premium")
    clocks = [opened(account, "ignite-connex", text, CHICAGO, severity)[1] for severity in "12345"]
    assert tuple(wall(due(each, "response"), CHICAGO) for each in clocks) == PREMIUM[text]


def connex(plan: str, slug: str = "acme") -> Account:
    """A customer of production support, with this plan since the beginning of the year."""
    account = customer("ignite-connex", slug)
    account.subscriptions.update(plan=plan)
    return account


@pytest.mark.clause("PS-04")
def test_a_raised_severity_moves_to_the_other_hours_and_keeps_the_time_spent() -> None:
    ticket, _ = opened(connex("premium"), "ignite-connex", "2026-11-06 16:00", CHICAGO, "3")
    raised = at("2026-11-07 10:00", CHICAGO)
    why = {"text": "Nobody can sign in any more."}
    fact = Fact(raised, "priority_changed", "2", why)
    made = record(ticket.pk, [fact], NOBODY, utc_from_seconds(raised))
    # Friday 16:00 to 17:00 was spent; of four hours around the clock three are left on Saturday: 13:00.
    assert wall(due(made.standing.clocks, "response"), CHICAGO) == "Sat 2026-11-07 13:00 -06:00"
    assert (made.ticket.priority, made.ticket.next_due) == ("2", at("2026-11-07 13:00", CHICAGO))
    shown = {(each["priority"], each["calendar"], each["verdict"]) for each in told(ticket.pk)["clocks"]}
    assert {(priority, calendar) for priority, calendar, _ in shown} == {
        ("3", "standard_hours"), ("2", "around_the_clock"),
    }  # fmt: skip
    lowered = at("2026-11-07 11:00", CHICAGO)
    back = record(ticket.pk, [Fact(lowered, "priority_changed", "3", why)], NOBODY, utc_from_seconds(lowered))
    # One hour on Friday, one on Saturday: of eight hours of standard hours six are left from Monday 08:00.
    assert wall(due(back.standing.clocks, "response"), CHICAGO) == "Mon 2026-11-09 14:00 -06:00"


def answers_lead(key: str, answers: dict[str, str], **more: object) -> dict[str, Any]:
    """The ticket that these answers open through the API."""
    answer = Caller(key).post("/tickets", {"subject": "It is down", "answers": answers, **more})
    assert answer.status_code == 201, answer.content
    opened_: dict[str, Any] = answer.json()
    return opened_


@pytest.mark.clause("PL-08")
def test_every_combination_of_plivos_answers_leads_to_its_priority() -> None:
    key = key_for("reporter", customer("plivo"))
    environments, effects = ("production", "staging", "development"), ("outage", "degraded", "intermittent", "none")
    for environment, effect, workaround in itertools.product(environments, effects, ("yes", "no")):
        answers = {"environment": environment, "effect": effect, "workaround": workaround}
        made = answers_lead(key, answers, intake=INTAKE)
        assert made["priority"] == expected_priority(environment, effect, workaround), answers


@pytest.mark.clause("AP-15")
def test_every_combination_of_apifonicas_answers_leads_to_its_priority() -> None:
    key = key_for("reporter", customer("apifonica"))
    by_impact = {"unavailable": "p1", "degraded": "p2", "non_critical": "p3", "general": "p4"}
    for environment, impact in itertools.product(("production", "staging", "development"), by_impact):
        made = answers_lead(key, {"environment": environment, "impact": impact})
        assert made["priority"] == (by_impact[impact] if environment == "production" else "p4")
        if environment == "production":
            continue
        # Nor can an agent raise it to one of the two, and the answer names the clause.
        path = f"/tickets/{made['number']}/events"
        for priority, clause in (("p1", "4.2, first row"), ("p2", "4.2, second row")):
            raised = Caller(key_for("agent")).post(
                path, {"event": "priority", "priority": priority, "text": "They ask."}
            )
            (fault,) = raised.json()["problems"]
            assert (raised.status_code, fault["clause"]) == (422, clause)


@pytest.mark.clause("PS-08")
def test_answers_lead_to_the_severity_and_one_that_is_not_covered_has_no_target() -> None:
    key = key_for("reporter", connex("break_fix"))
    severities = {"down": "1", "severe": "2", "partial": "3", "minor": "4", "looks": "5"}
    for impact, severity in severities.items():
        made = answers_lead(key, {"impact": impact})
        covered = severity in {"1", "2"}
        verdicts = [(clock["target"], clock["verdict"]) for clock in made["clocks"]]
        assert (made["priority"], verdicts) == (severity, [("response", "running" if covered else "no target")])
        words = f"the plan break_fix promises no time for priority {severity}: there is no deadline"
        assert (made["no_deadline"], made["next_due"] is None) == (None if covered else words, not covered)
        says = f"The plan has no response target for priority {severity}: no deadline."
        assert covered or made["clocks"][0]["says"] == says


@pytest.mark.clause("PL-09")
def test_a_plan_gives_times_per_priority_and_says_where_it_gives_none(tmp_path: Path) -> None:
    account = customer("plivo")
    file = tmp_path / "order.yaml"
    file.write_text(ORDER_FORM.format(file=PLIVO), encoding="utf-8")
    order = file.read_text(encoding="utf-8").replace("agreement: plivo", "agreement: order")
    file.write_text(order, encoding="utf-8")
    publish(str(file), file_source().opener, NOBODY, NOW)
    subscribe(account, NewSubscription("order", "premium", date(2026, 1, 1)), NOBODY, NOW)
    then = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # Friday 16:00 in Los Angeles
    found = {}
    for priority in ("p1", "p2", "p3"):
        report = Report("Down", priority=priority, intake=INTAKE, agreement="order")
        clocks = open_ticket(account, report, NOBODY, then).standing.clocks
        found[priority] = [
            f"{each.kind}: {wall(each.due, 'America/Los_Angeles') if each.promise else each.verdict}" for each in clocks
        ]
    assert found == {
        "p1": ["response: Fri 2026-11-20 16:30 -08:00", "resolution: Fri 2026-11-20 20:00 -08:00"],
        "p2": ["response: Mon 2026-11-23 10:00 -08:00", "resolution: no target"],
        "p3": ["response: no target", "resolution: no target"],
    }
    # The document itself names no times at all.
    bare = told(opened(account_of("plivo-alone"), "plivo", "2026-11-20 16:00", "UTC", "p1")[0].pk)
    assert bare["clocks"] == []
    assert bare["no_deadline"] == "the plan order_form promises no time for priority p1: there is no deadline"


def account_of(slug: str) -> Account:
    """Another account under Plivo's agreement, which is published."""
    account = register_account(NewAccount(slug, slug), NOBODY, NOW)
    subscribe(account, NewSubscription("plivo", "", date(2026, 1, 1)), NOBODY, NOW)
    return account


@pytest.mark.clause("PL-01")
def test_a_change_of_plan_takes_effect_at_its_date_and_leaves_running_tickets() -> None:
    account = connex("break_fix")
    owner = Caller(key_for("owner"))
    (held,) = owner.get("/accounts/acme").json()["subscriptions"]
    changed = owner.post(f"/accounts/acme/subscriptions/{held['id']}/plan", {"plan": "premium", "begins": "2026-11-09"})
    assert changed.status_code in {200, 201}, changed.content
    # By the clock of the agreement, which names no zone of its own: UTC. Sunday's last second, and Monday's first.
    before, clocks = opened(account, "ignite-connex", "2026-11-08 23:59:59", "UTC", "1")
    after, quick = opened(account, "ignite-connex", "2026-11-09 00:00:00", "UTC", "1")
    assert (before.plan, after.plan) == ("break_fix", "premium")
    # 24 hours of operation from Monday 08:00: 9 and 9, and 6 on Wednesday; premium: two hours around the clock.
    assert wall(due(clocks, "response"), CHICAGO) == "Wed 2026-11-11 14:00 -06:00"
    assert wall(due(quick, "response"), CHICAGO) == "Sun 2026-11-08 20:00 -06:00"
    # A week later the first is judged by its own plan still.
    (clock,) = told(before.pk)["clocks"]
    assert (told(before.pk)["plan"], at(clock["due_local"])) == ("break_fix", due(clocks, "response"))


@pytest.mark.clause("PS-01")
def test_the_licence_gives_break_fix_and_the_others_are_entitlements_with_dates() -> None:
    account = customer("ignite-connex")
    account.subscriptions.update(licence="api management")
    for plan, begins, until in (
        ("advanced", date(2026, 3, 1), date(2026, 6, 1)),
        ("premium", date(2026, 9, 1), date(2026, 10, 1)),
    ):
        subscribe(account, NewSubscription("ignite-connex", plan, begins, until), NOBODY, NOW)
    plans = {
        day: opened(account, "ignite-connex", f"2026-{day} 12:00", "UTC", "1")[0].plan
        for day in ("02-28", "03-01", "05-31", "06-01", "09-01", "09-30", "10-01")
    }
    assert plans == {
        "02-28": "break_fix", "03-01": "advanced", "05-31": "advanced", "06-01": "break_fix", "09-01": "premium",
        "09-30": "premium", "10-01": "break_fix",
    }  # fmt: skip


OWN = """
upheld: 1
agreement: connex-acme
title: Service level agreement with Acme
provider: Ignite Connex
version: {{id: acme}}
include: [{{file: {file}, ranks: below}}]
support:
  plans:
    premium:
      targets:
        "1":
          response: {{within: 30 minutes, clause: Acme 3}}
accounts:
  acme-emea:
    plan: premium
    terms:
      support.plans.premium.targets.2.response.within: 90 minutes
"""


@pytest.mark.clause("PS-09")
def test_an_accounts_own_agreement_rules_and_each_deadline_names_its_document(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(file=CONNEX), encoding="utf-8")
    publish(str(file), file_source().opener, NOBODY, NOW)
    for slug in ("acme-us", "acme-emea"):
        account = register_account(NewAccount(slug, slug), NOBODY, NOW)
        subscribe(account, NewSubscription("connex-acme", "premium", date(2026, 1, 1)), NOBODY, NOW)

    def shown(severity: str, slug: str) -> tuple[str, str, str | None]:
        account = Account.objects.get(slug=slug)
        ticket, _ = opened(account, "ignite-connex", "2026-11-06 15:00", CHICAGO, severity)
        (response,) = told(ticket.pk)["clocks"]
        return response["due_local"], response["source"]["document"], response["source"]["clause"]

    own, standard = "Service level agreement with Acme", "Production Support Level Details"
    assert shown("1", "acme-us") == ("2026-11-06T15:30:00-06:00", own, "Acme 3")
    assert shown("2", "acme-emea")[:2] == ("2026-11-06T16:30:00-06:00", "terms of account acme-emea")
    assert shown("2", "acme-us")[:2] == ("2026-11-06T19:00:00-06:00", standard)
    assert shown("3", "acme-us")[:2] == ("2026-11-09T14:00:00-06:00", standard)


@pytest.mark.clause("AP-10")
def test_nothing_that_stays_in_the_house_answers_a_customer() -> None:
    customer("apifonica")
    agent = Caller(key_for("agent"))
    report = {"subject": "Calls fail", "account": "acme", "channel": "telephone", "priority": "p1"}
    number = agent.post("/tickets", report).json()["number"]
    house: tuple[dict[str, object], ...] = (
        {"event": "take"},
        {"event": "note", "text": "Looking."},
        {"event": "assign", "queue": "network"},
        {"event": "message", "how": "internal", "text": "Look at this."},
        {"event": "link", "to": "incident/1"},
        {"event": "wait", "state": "waiting_on_third_party"},
        {"event": "priority", "priority": "p2", "text": "Less."},
        # In the portal it may be read, or not; the agreement asks for an e-mail or a call.
        {"event": "message", "how": "portal", "text": "We look into it."},
    )
    for act in house:
        made = agent.post(f"/tickets/{number}/events", act)
        assert made.status_code == 201, (act, made.content)
        assert [each["stopped"] for each in made.json()["clocks"] if each["target"] == "response"][-1] is None
    call = agent.post(f"/tickets/{number}/events", {"event": "acknowledge", "how": "call logged"}).json()
    answered = [(each["verdict"], each["how"]) for each in call["clocks"] if each["target"] == "response"]
    assert answered[-1] == ("kept", "call logged")
