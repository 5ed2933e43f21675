"""The running service against its own description: whatever is sent, every answer is one that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from tests.server.installation import Installation, new_installation, stop
from tests.server.routes import description
from tests.server.test_serving import REPORT, furnished

EXAMPLES = 12
# What has the form of a request may still be refused by the agreement, be for customers alone, or speak of an older
# state or of a cursor that we never gave.
TAKEN = ["2xx", "400", "403", "404", "409", "412", "422"]
CONFIG = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": TAKEN}}})
api = schemathesis.openapi.from_dict(dict(description()), config=CONFIG)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """A service with a ticket, which lets its caller ask as often as it likes; and an owner's key."""
    place = tmp_path_factory.mktemp("described")
    installation = new_installation(place)
    config = place / "upheld.toml"
    config.write_text("requests_per_minute = 1000000\n", encoding="utf-8")
    with installation.started("serve", "--config", str(config)) as process:
        key = furnished(installation, place)
        assert installation.call("POST", "/api/v1/tickets", key, REPORT).status == 201
        yield installation, key
        assert stop(process) == 0


@api.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_every_answer_is_described(case: Any, running: tuple[Installation, str]) -> None:
    installation, key = running
    headers = {"Authorization": f"Bearer {key}"}
    case.call_and_validate(base_url=f"http://127.0.0.1:{installation.port}", headers=headers)


def test_a_filter_that_is_written_wrongly_is_refused(running: tuple[Installation, str]) -> None:
    installation, key = running
    told = installation.call("GET", "/api/v1/tickets?stat=open", key)
    assert (told.status, [fault["field"] for fault in told.body["problems"]]) == (422, ["query.stat"])
