"""An agreement that was made for one customer: its promises are on their page, not on the public one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS
from tests.server.founding import customer
from tests.server.scene import NOBODY, NOW
from tests.server.status_scene import Reader
from upheld.library.loading import file_source
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.contracts.publishing import publish
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.models import Component

OWN = """
upheld: 1
agreement: acme-own
title: What was agreed with Acme alone
provider: Apifonica
version: {{id: signed}}
include: [{{file: {file}, ranks: below}}]
"""


@pytest.mark.django_db
def test_components_of_an_agreement_that_takes_another_over_are_for_who_has_it(page: Reader, tmp_path: Path) -> None:
    account = customer("apifonica")
    file = tmp_path / "acme-own.yaml"
    file.write_text(OWN.format(file=AGREEMENTS / "apifonica.yaml"), encoding="utf-8")
    publish(str(file), file_source().opener, NOBODY, NOW)
    subscribe(account, NewSubscription("acme-own", "", date(2026, 1, 1)), NOBODY, NOW)
    adopt_components(NOW)
    seen = {(row.agreement, row.visibility) for row in Component.objects.all()}
    assert seen == {("apifonica", "public"), ("acme-own", "customers")}
    # The standard agreement's four functions and their group; not a second time for Acme.
    assert len(page.written(NOW).get("/api/v2/components.json").json["components"]) == 5
