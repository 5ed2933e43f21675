"""Every route, by every role, for an object of one's own, of somebody else and of nobody: no answer tells of another's.

The rows come from the router and from the table of roles, so that a new route or role is among them by itself. A route
whose path names a new kind of object is told here what one's own and another's is (`things.py`); until then it fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from tests.server.routes import Route, routes
from tests.server.scene import Scene, key_for
from tests.server.things import NOWHERE, things_of
from upheld.server.access.actor import CUSTOMER_ROLES, MAY, PROVIDER_ROLES, Role

# Fields of a body or a query that name an account.
NAMING = ("account",)


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes

    @property
    def refused(self) -> bool:
        """Whether it says that one may not, or that there is no such thing."""
        return self.status in {401, 403, 404}


@dataclass(frozen=True)
class Setting:
    """What every row of the matrix is asked in: a key for each role, objects of the account `acme` and of `other`."""

    keys: Mapping[Role, str]
    own: Mapping[str, str]
    others: Mapping[str, str]

    @property
    def absent(self) -> Mapping[str, str]:
        """Keys that nothing has."""
        return dict.fromkeys(self.own, NOWHERE)

    def ask(self, route: Route, key: str, things: Mapping[str, str], account: str = "") -> Answer:
        """Ask a route about things; whatever it changes is undone."""
        path = route.filled(things)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        body = dict(route.body) if route.body is not None else None
        named = {name: account for name in NAMING if account}
        query = "&".join(f"{name}={value}" for name, value in named.items() if name in route.query)
        if body is not None:
            body |= {name: value for name, value in named.items() if name in route.fields}
        with transaction.atomic():
            answer = Client().generic(
                route.method, f"{path}?{query}" if query else path, json.dumps(body) if body is not None else "",
                content_type="application/json", headers=headers,
            )  # fmt: skip
            transaction.set_rollback(True)
        return Answer(answer.status_code, b"" if answer.streaming else answer.content)


@pytest.fixture
def setting(scene: Scene) -> Setting:
    """Two accounts with the same things, and a key for every role; customers' are of the account `acme`."""
    keys = {role: key_for(role) for role in PROVIDER_ROLES}
    keys |= {role: key_for(role, scene.acme) for role in CUSTOMER_ROLES}
    return Setting(keys, things_of(scene.acme), things_of(scene.other))


def rows(setting: Setting) -> Iterator[tuple[Route, Role]]:
    """Every route that asks for an action, with every role."""
    for route in routes():
        if route.action:
            unknown = set(route.kinds) - set(setting.own)
            assert not unknown, f"{route}: say in `things_of` what one of {unknown} is"
            yield from ((route, role) for role in MAY)


def failures(found: Iterator[str]) -> list[str]:
    """What is wrong, all of it at once."""
    return list(found)


def test_the_matrix_holds_every_route_and_every_role(setting: Setting) -> None:
    found = list(rows(setting))
    assert {role for _, role in found} == set(MAY)
    assert len({route.path for route, _ in found}) > 5


def test_without_a_key_every_route_answers_the_same(setting: Setting) -> None:
    def wrong() -> Iterator[str]:
        for route in routes():
            told = {setting.ask(route, "", things) for things in (setting.own, setting.absent)}
            if route.action and ({each.status for each in told} - {401, 302} or len({each.body for each in told}) != 1):
                yield f"{route}: {told}"

    assert failures(wrong()) == []


def test_a_role_is_let_in_where_it_may_and_nowhere_else(setting: Setting) -> None:
    sides: dict[str, dict[bool, set[bool]]] = {}

    def wrong() -> Iterator[str]:
        for route, role in rows(setting):
            answer = setting.ask(route, setting.keys[role], setting.own, "acme")
            if route.action not in MAY[role]:
                if answer.status != 403:
                    yield f"{route} as {role}: {answer}"
                continue
            let_in = not answer.refused or asks_for_more(route, answer)
            sides.setdefault(str(route), {}).setdefault(role in CUSTOMER_ROLES, set()).add(let_in)
            if answer.status >= 500 or answer.status == 401:
                yield f"{route} as {role}: {answer}"

    assert failures(wrong()) == []
    # A route may be for one side alone, and is then so for every role of it that may do the action.
    assert {name for name, side in sides.items() if any(len(each) > 1 for each in side.values())} == set()
    assert {name for name, side in sides.items() if not any(True in each for each in side.values())} == set()


def test_who_may_not_is_told_the_same_whatever_is_there(setting: Setting) -> None:
    def wrong() -> Iterator[str]:
        for route, role in rows(setting):
            if route.action not in MAY[role]:
                told = {
                    setting.ask(route, setting.keys[role], each)
                    for each in (setting.own, setting.others, setting.absent)
                }
                if len(told) != 1:
                    yield f"{route} as {role}: {told}"

    assert failures(wrong()) == []


def test_what_is_anothers_is_as_if_it_were_not_there(setting: Setting) -> None:
    def wrong() -> Iterator[str]:
        for route, role in rows(setting):
            if role not in CUSTOMER_ROLES or route.action not in MAY[role] or not route.kinds:
                continue
            # Another's in each place of the path, also behind what is one's own.
            for kind in route.kinds:
                theirs = setting.ask(route, setting.keys[role], {**setting.own, kind: setting.others[kind]})
                nobodys = setting.ask(route, setting.keys[role], {**setting.own, kind: setting.absent[kind]})
                if theirs != nobodys or theirs.status != 404:
                    yield f"{route} as {role}: another's of {kind}: {theirs}, and of nobody {nobodys}"

    assert failures(wrong()) == []


def test_an_account_that_is_named_and_not_ones_own_is_as_if_it_were_not_there(setting: Setting) -> None:
    def wrong() -> Iterator[str]:
        for route, role in rows(setting):
            if role not in CUSTOMER_ROLES or not {*route.fields, *route.query} & set(NAMING):
                continue
            key = setting.keys[role]
            theirs, nobodys = (setting.ask(route, key, setting.own, name) for name in ("other", "nobody"))
            if theirs != nobodys:
                yield f"{route} as {role}: {theirs}, and of nobody {nobodys}"

    assert failures(wrong()) == []


def test_what_is_not_there_is_said_not_to_be_there(setting: Setting) -> None:
    def wrong() -> Iterator[str]:
        for route, role in rows(setting):
            if role in PROVIDER_ROLES and route.action in MAY[role] and route.kinds:
                answer = setting.ask(route, setting.keys[role], setting.absent)
                if answer.status != 404:
                    yield f"{route} as {role}: {answer}"

    assert failures(wrong()) == []


def asks_for_more(route: Route, answer: Answer) -> bool:
    """Whether an operation that does several things asks for a further action for the one in its sample."""
    return "event" in route.fields and answer.status == 403 and b"ticket.work" in answer.body
