"""Tickets found through the API: by how they stand, by time, and by words; nobody finds what they may not read."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.server.founding import customer
from tests.server.scene import NOBODY, NOW, Caller, Scene, key_for
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewAccount, register_account
from upheld.server.copying.rows import clear, lines, put
from upheld.server.desk.models import Ticket, TicketEvent, TicketWords
from upheld.server.desk.words import keep_words
from upheld.timeline.instants import instant_from_text, instant_text


@pytest.fixture
def agent(scene: Scene) -> Caller:
    """Somebody at the desk."""
    return Caller(scene.agent)


def opened(caller: Caller, subject: str, **said: str) -> int:
    """A ticket of acme's that was just opened."""
    told = caller.post("/tickets", {"subject": subject, "account": "acme", "priority": "1", **said})
    assert told.status_code == 201, told.content
    number: int = told.json()["number"]
    return number


def found(caller: Caller, query: str) -> list[int]:
    """The numbers that a query finds, the newest first."""
    told = caller.get(f"/tickets?{query}")
    assert told.status_code == 200, told.content
    return [each["number"] for each in told.json()["items"]]


def test_by_how_they_stand(agent: Caller) -> None:
    high = opened(agent, "one", channel="telephone")
    low = opened(agent, "two", priority="3", environment="staging")
    assert found(agent, "priority=3") == [low]
    assert found(agent, "channel=telephone") == [high]
    assert found(agent, "environment=staging") == [low]
    assert found(agent, "environment=staging&priority=1") == []


def test_by_time(agent: Caller) -> None:
    number = opened(agent, "one")
    told = agent.get(f"/tickets/{number}").json()
    moment = told["opened"]
    later = instant_text(instant_from_text(moment) + 1)
    assert found(agent, f"opened_after={moment}&opened_before={later}") == [number]
    assert found(agent, f"opened_before={moment}") == found(agent, f"opened_after={later}") == []
    due = told["next_due"]
    assert found(agent, f"due_after={due}") == [number]
    assert found(agent, f"due_before={due}") == []


def test_by_words_in_the_subject_in_messages_and_by_number(agent: Caller) -> None:
    first, second = opened(agent, "Größe falsch"), opened(agent, "x", description="Calls to BERLIN fail")
    agent.post(f"/tickets/{first}/events", {"event": "message", "text": "See invoice 4711/b", "how": "call logged"})
    assert found(agent, "q=falsch") == [first]
    assert found(agent, "q=berlin") == [second]
    assert found(agent, "q=4711/B") == [first]
    assert second in found(agent, f"q={second}")
    # As it stands in the subject of a mail; a ticket in which that is written is found as well.
    assert found(agent, f"q=%5BTicket+{second}%5D+berlin") == [second]
    assert found(agent, f"q=Re:+%5BTicket+{second}%5D+Action+Required:+x") == [second]
    agent.post(f"/tickets/{first}/events", {"event": "note", "text": f"As in [Ticket {second}] Update: x"})
    assert found(agent, f"q=%5BTicket+{second}%5D") == [second, first]
    assert found(agent, "q=%25") == []  # a sign of the database's own means itself
    assert found(agent, "q=" + "9" * 30) == []


def test_by_the_identifier_of_a_transaction(scene: Scene) -> None:  # noqa: ARG001 - the agent's key
    customer("plivo", "callers")
    owner = Caller(key_for("owner"))
    intake = {"failure": "no audio", "transaction_ids": "uuid-77, uuid-78", "began_at": "2026-11-02T08:00Z"}
    needed = {"reporter": "Ann", "service": "voice", "ongoing": "yes"}
    told = owner.post("/tickets", {"subject": "x", "account": "callers", "channel": "web form", "priority": "P1",
                                   "intake": {**intake, **needed}})  # fmt: skip
    assert told.status_code == 201, told.content
    assert found(owner, "q=UUID-78") == [told.json()["number"]]


def test_a_customer_finds_nothing_in_what_stays_in_the_house(agent: Caller, scene: Scene) -> None:
    number = opened(agent, "one")
    agent.post(f"/tickets/{number}/events", {"event": "note", "text": "They owe us money"})
    other = agent.post("/tickets", {"subject": "money", "account": "other", "priority": "1"}).json()["number"]
    assert found(agent, "q=money") == [other, number]
    assert found(Caller(key_for("admin", scene.acme)), "q=money") == []


def test_every_word_is_looked_for_by_itself_in_the_whole_ticket(agent: Caller) -> None:
    number, other = opened(agent, "Calls to Berlin fail"), opened(agent, "Calls to Paris fail")
    agent.post(f"/tickets/{number}/events", {"event": "message", "text": "Trace 77 is attached", "how": "call logged"})
    assert found(agent, "q=calls") == [other, number]
    assert found(agent, "q=attached+calls") == [number]
    assert found(agent, "q=attached+paris") == []
    assert found(agent, f"q=berlin+%23{number}") == [number]
    assert found(agent, "q=rli") == [number]  # part of a word
    assert found(agent, "q=") == [other, number]


def test_letters_are_compared_as_readers_compare_them(agent: Caller) -> None:
    first, second = opened(agent, "GRÖSSE und Straße"), opened(agent, "東京の電話")
    decomposed = "gro\u0308sse"  # o and two dots, as some keyboards write it
    assert [found(agent, f"q={quote(word)}") for word in (decomposed, "STRASSE", "straße")] == [[first]] * 3
    assert found(agent, f"q={quote('京の')}") == found(agent, f"q={quote('東京の電')}") == [second]


@pytest.mark.parametrize(
    "sign",
    ['"', "'", "*", "fail*", '"fail"', "a:b", "NEAR(x)", "(", "-", "^c", "a AND", "100%", "_", "\\", "{}", "';--"],
)
def test_no_sign_is_an_operator(agent: Caller, sign: str) -> None:
    opened(agent, "Calls fail")
    assert found(agent, f"q={quote(sign)}") == []
    number = opened(agent, f"It says {sign} there")
    assert found(agent, f"q={quote(sign)}") == [number]


def test_many_and_long_words_are_looked_for_too(agent: Caller) -> None:
    number = opened(agent, "a b c d e f g h i j " + "k" * 150)
    assert found(agent, "q=a+b+c+d+e+f+g+h+i+j") == [number]
    assert found(agent, "q=a+b+c+d+e+f+g+h+j+i") == []  # from the eighth on as they stand there
    assert found(agent, f"q={'k' * 150}") == [number]
    assert found(agent, f"q={'k' * 151}") == []


def test_by_the_name_of_the_account(agent: Caller) -> None:
    register_account(NewAccount("hafen", "Größe am Hafen"), NOBODY, NOW)
    number = opened(agent, "one")
    Ticket.objects.filter(pk=number).update(account=Account.objects.get(slug="hafen"))
    assert found(agent, f"q={quote('GRÖSSE one')}") == [number]


def test_a_word_that_thousands_have(agent: Caller, scene: Scene) -> None:
    """More than are held by number: 3,001 messages of one ticket; and one of another account's."""
    number, rare = opened(agent, "one"), opened(agent, "two again")
    row = Ticket.objects.get(pk=number)
    events = TicketEvent.objects.bulk_create(
        TicketEvent(ticket=row, sequence=each, at=0, recorded_at=NOW, kind="customer_message", actor="test",
                    data={"text": f"again {each}"}) for each in range(2, 3003)
    )  # fmt: skip
    keep_words(row, events)
    other = agent.post("/tickets", {"subject": "again", "account": "other", "priority": "1"}).json()["number"]
    assert found(agent, "q=again") == [other, rare, number]
    assert found(agent, "q=again+two") == [rare]
    assert found(agent, "q=again&account=other") == [other]
    assert found(Caller(key_for("admin", scene.acme)), "q=again") == [rare, number]
    assert found(Caller(key_for("admin", scene.other)), "q=again") == [other]


def test_words_that_were_put_back_are_found_again(agent: Caller) -> None:
    """As a restored backup puts them: past everything that records events."""
    number = opened(agent, "Calls fail")
    kept = list(lines(TicketWords, "default"))
    clear([TicketWords], "default")
    assert found(agent, "q=calls") == []
    put(TicketWords, kept, "default")
    assert found(agent, "q=calls") == [number]
