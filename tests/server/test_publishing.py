"""Published versions: kept word for word, with the holidays of their day, binding whom they bind and when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.desk import AGREEMENTS
from tests.server.scene import AGREEMENT, NOBODY, NOW, Scene, text_source
from upheld.library.loading import file_source
from upheld.problems import Refused
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.contracts.binding import binding
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.publishing import publish
from upheld.server.contracts.stored import Known, stored
from upheld.timeline.hours import WorkingHours

NAMED = AGREEMENT.replace("holidays: [2026-01-06]", "holidays: DE-BE")


def version(id: str, effective: str, text: str = AGREEMENT) -> str:  # noqa: A002 - the agreement's word
    """The agreement as another version, from a day on."""
    return text.replace('version: {id: "1"}', f'version: {{id: "{id}", effective: {effective}}}')


@pytest.mark.django_db
def test_the_same_text_is_published_once_and_another_needs_a_new_id() -> None:
    first, second = (publish("desk.yaml", text_source(AGREEMENT), NOBODY, NOW) for _ in range(2))
    assert first.pk == second.pk
    with pytest.raises(Refused, match="published with another text"):
        publish("desk.yaml", text_source(AGREEMENT.replace("4 hours", "5 hours")), NOBODY, NOW)
    assert PublishedVersion.objects.count() == 1


@pytest.mark.django_db
def test_named_holidays_are_kept_as_the_dates_that_they_were() -> None:
    made = publish("desk.yaml", text_source(NAMED), NOBODY, NOW)
    # Women's day is a holiday in Berlin since 2019; Reformation day is none there.
    assert {"2027-03-08", "2026-12-25"} <= set(made.holidays["DE-BE"])
    assert "2026-10-31" not in made.holidays["DE-BE"]
    # What is read back rests on the kept dates and on no list that may have changed since.
    row = PublishedVersion.objects.get()
    PublishedVersion.objects.bulk_create(
        [PublishedVersion(
            agreement="desk", version="kept", digest=row.digest, files=row.files, holidays={"DE-BE": ["2026-11-03"]},
            published_at=NOW,
        )]
    )  # fmt: skip
    kept = PublishedVersion.objects.get(version="kept")
    hours = stored(Known(kept.pk, kept.digest)).calendars["office"]
    tuesday, christmas = date(2026, 11, 3), date(2026, 12, 25)
    assert (hours.on(tuesday), bool(hours.on(christmas))) == ([], True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plivo", "apifonica", "haptik", "api2task", "ignite-connex"])
def test_the_founding_agreements_are_read_back_as_they_were(name: str) -> None:
    source, file = file_source(), str(AGREEMENTS / f"{name}.yaml")
    made = publish(file, source.opener, NOBODY, NOW)
    back = stored(Known(made.pk, made.digest))
    assert (back.digest, back.text.version.id) == (made.digest, made.version)
    assert all(isinstance(hours, WorkingHours) for hours in back.calendars.values())


def test_a_ticket_is_bound_by_the_version_in_force_when_it_is_opened(scene: Scene) -> None:
    publish("two.yaml", text_source(version("2", "2027-01-01")), NOBODY, NOW)
    # Midnight in Berlin, the agreement's zone, is 23:00 in UTC.
    before, after = (datetime(2026, 12, 31, hour, 30, tzinfo=UTC) for hour in (22, 23))
    assert [binding(scene.acme, at).agreement.text.version.id for at in (before, after)] == ["1", "2"]


def test_a_change_of_plan_holds_from_its_day(scene: Scene) -> None:
    text = AGREEMENT + "    silver:\n      title: Silver\n      calendar: office\n      targets: {}\n"
    publish("other.yaml", text_source(text.replace("agreement: desk", "agreement: both")), NOBODY, NOW)
    scene.acme.subscriptions.update(agreement="both")
    subscribe(scene.acme, NewSubscription("both", "silver", date(2027, 3, 1)), NOBODY, NOW)
    days = (datetime(2027, 2, 28, 12, tzinfo=UTC), datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert [binding(scene.acme, at).plan for at in days] == ["gold", "silver"]


def test_who_has_nothing_is_told_so(scene: Scene) -> None:
    scene.acme.subscriptions.all().delete()
    with pytest.raises(Refused, match="acme has no subscription"):
        binding(scene.acme, NOW)


@pytest.mark.django_db
def test_a_plan_with_an_open_question_is_not_published() -> None:
    open_question = AGREEMENT.replace("{within: 1 hour, counted: elapsed time}", "{within: 1 hour}")
    with pytest.raises(Refused, match="In what time do the 1 hour"):
        publish("desk.yaml", text_source(open_question), NOBODY, NOW)
