"""The running service against its own description: whatever is sent, every answer is one that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup

from tests.server.installation import Installation, new_installation, stop
from tests.server.routes import description
from tests.server.test_serving import REPORT, furnished

EXAMPLES = 12
# What has the form of a request may still be refused by the agreement, be for customers alone, or speak of an older
# state or of a cursor that we never gave.
TAKEN = ["2xx", "400", "403", "404", "409", "412", "422"]
# What is too large is refused before anybody looks at its form.
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "413", "422", "428", "429", "5xx"]
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": TAKEN},
    "negative_data_rejection": {"expected-statuses": REFUSED},
}
CONFIG = schemathesis.Config.from_dict({"checks": CHECKS})
api = schemathesis.openapi.from_dict(dict(description()), config=CONFIG)


@dataclass
class Caller:
    """Who calls a service: with an owner's key, and a new one where the last was revoked by a request of the test."""

    installation: Installation
    key: str

    def send(self, case: Any, role: str) -> None:
        """Send a request, and look at its answer; a key that has gone gives way to a new one of the role."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = case.call(base_url=f"http://127.0.0.1:{self.installation.port}", headers=headers)
        try:
            case.validate_response(answer)
        except FailureGroup as found:
            if not all(
                isinstance(each, AcceptedNegativeData) and is_sound(each, case, answer) for each in found.exceptions
            ):
                raise
        if case.path.endswith("/revoke") and self.installation.call("GET", "/api/v1/provider", self.key).status == 401:
            self.key = self.installation.run("key", "add", "again", "--role", role).stdout.strip()


def is_sound(found: AcceptedNegativeData, case: Any, answer: Any) -> bool:
    """Whether a request that was meant to be unsound is sound as it was sent.

    A parameter that is not known vanishes on the way where its value is an empty list, and the key is always sent.
    """
    told = str(found.message).partition("Invalid component")[2]
    meant = [line.strip(" -:") for line in told.partition(":")[2].splitlines() if line.strip()]
    known = {each.name for each in case.operation.query}
    sent = set(parse_qs(urlsplit(answer.request.url).query, keep_blank_values=True))
    return bool(meant) and all(
        (line == "query: violates `additionalProperties`" and sent <= known) or "(was Authorization)" in line
        for line in meant
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A service with a ticket, which lets its caller ask as often as it likes; and an owner's key."""
    place = tmp_path_factory.mktemp("described")
    installation = new_installation(place)
    config = place / "upheld.toml"
    config.write_text("requests_per_minute = 1000000\n", encoding="utf-8")
    with installation.started("serve", "--config", str(config)) as process:
        key = furnished(installation, place)
        assert installation.call("POST", "/api/v1/tickets", key, REPORT).status == 201
        yield Caller(installation, key)
        assert stop(process) == 0


# A parameter of our own brings the request's method and path into the name that a test is known by. Without one, all
# of them have the same, and of those the runs with several processes would take the first alone.
@api.parametrize()
@pytest.mark.parametrize("role", ["owner"])
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_every_answer_is_described(case: Any, role: str, running: Caller) -> None:
    running.send(case, role)


def test_a_filter_that_is_written_wrongly_is_refused(running: Caller) -> None:
    told = running.installation.call("GET", "/api/v1/tickets?stat=open", running.key)
    assert (told.status, [fault["field"] for fault in told.body["problems"]]) == (422, ["query.stat"])
