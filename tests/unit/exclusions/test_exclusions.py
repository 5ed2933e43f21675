"""What exclusions take out: of whom, of what, which first, and to which effect."""

from __future__ import annotations

import pytest

from tests.agreements_in_words import HEAD
from tests.unit.exclusions.scene import OCTOBER, WINDOW, Scene, instant, record, span
from upheld.problems import Refused
from upheld.timeline import Span, Spans


def cause(name: str, *more: str, effect: str = "leaves both sides") -> str:
    lines = [f"  {name}:", f"    title: The cause {name}", f"    effect: {effect}", *(f"    {line}" for line in more)]
    return "\n".join(lines) + "\n"


def exclusions(*causes: str) -> str:
    return "\nexclusions:\n" + "".join(causes)


HALF_HOUR = Span(WINDOW.start + 1800, WINDOW.start + 3600)


@pytest.mark.clause("AP-06")
def test_the_downtime_that_is_covered_and_no_other_stops_counting() -> None:
    down = Spans.of([(WINDOW.start - 600, WINDOW.start + 900), (WINDOW.end + 60, WINDOW.end + 120)])
    ruled = Scene(exclusions(cause("force_majeure")), down=down).ruled(
        record("force_majeure", id="F-1", evidence=("warning of the weather service",), reason="storm")
    )
    assert ruled.taken_out == Spans.of([(WINDOW.start, WINDOW.start + 900)])
    (one,) = ruled.ruled
    assert (one.seconds, one.span, one.holds, one.author) == (900, WINDOW, True, "Ann")
    assert (one.record, one.evidence) == ("F-1", ("warning of the weather service",))
    assert one.reasons == ("recorded because: storm", "the agreement sets no condition")


def test_the_whole_recorded_time_can_be_taken_out() -> None:
    scene = Scene(exclusions(cause("maintenance", "covers: whole time")), down=Spans.of([HALF_HOUR]))
    assert scene.ruled(record("maintenance")).taken_out == Spans.of([WINDOW])


@pytest.mark.parametrize(
    ("effect", "field"),
    [("leaves both sides", "taken_out"), ("counts as up", "as_up"), ("counts as down", "as_down")],
)
def test_each_effect_has_its_own_time(effect: str, field: str) -> None:
    ruled = Scene(exclusions(cause("maintenance", effect=effect))).ruled(record("maintenance"))
    found = {name: getattr(ruled, name) for name in ("taken_out", "as_up", "as_down")}
    assert found == {**dict.fromkeys(found, Spans()), field: Spans.of([WINDOW])}


def test_two_causes_take_the_same_second_once_the_first_of_the_agreement_first() -> None:
    scene = Scene(exclusions(cause("first", effect="counts as up"), cause("second")))
    ruled = scene.ruled(record("second"), record("first", HALF_HOUR))
    assert (ruled.as_up, ruled.taken_out) == (Spans.of([HALF_HOUR]), Spans.of([WINDOW]) - Spans.of([HALF_HOUR]))
    assert [(one.cause, one.seconds) for one in ruled.ruled] == [("first", 1800), ("second", 5400)]
    assert ruled.ruled[1].reasons[-1] == "30 min of this were taken by an exclusion before it"


def test_records_of_one_cause_that_overlap_take_a_second_once() -> None:
    ruled = Scene(exclusions(cause("storm"))).ruled(record("storm"), record("storm", HALF_HOUR, id="again"))
    assert [one.seconds for one in ruled.ruled] == [7200, 0]
    assert all(one.holds for one in ruled.ruled)


@pytest.mark.clause("AP-07")
def test_what_one_customer_caused_touches_no_other_account() -> None:
    text = exclusions(cause("customer", "scope: one account"))
    ours = record("customer", account="acme", evidence=("mail",))
    assert Scene(text).ruled(ours).taken_out.total == 7200
    other = Scene(text, account="globex").ruled(ours)
    assert (other.taken_out, other.ruled) == (Spans(), ())


def test_a_cause_of_one_account_needs_the_account() -> None:
    with pytest.raises(Refused, match="concerns one account, and the record names none"):
        Scene(exclusions(cause("customer", "scope: one account"))).ruled(record("customer"))


def test_records_that_fit_no_term_are_refused_all_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Scene(exclusions(cause("storm"))).ruled(record("strom"), record("storm", measures=("apo",)))
    said = [f"{problem.what} ({problem.help})" for problem in refused.value.problems]
    assert said == [
        "no exclusion is named `strom` (did you mean `storm`?)",
        "no measure is named `apo` (did you mean `api`?)",
    ]


def test_an_effect_left_open_is_a_question_only_where_it_is_needed() -> None:
    scene = Scene(exclusions(cause("storm", effect="unstated"), cause("known")))
    assert scene.ruled(record("known")).taken_out.total == 7200
    with pytest.raises(Refused, match=r"exclusions\.storm\.effect"):
        scene.ruled(record("storm"))


def test_records_of_other_months_are_no_concern_of_this_one() -> None:
    scene = Scene(exclusions(cause("storm", effect="unstated"), cause("known")))
    november = Span(OCTOBER.end, OCTOBER.end + 60)
    assert scene.ruled(record("known"), record("storm", november), record("strom", november)).taken_out.total == 7200


def test_time_outside_the_period_is_cut_off() -> None:
    around = span("2026-09-30T23:00+02:00", "2026-10-01T01:00+02:00")
    scene = Scene(exclusions(cause("storm")), down=Spans.of([(OCTOBER.start, OCTOBER.start + 7200)]))
    one = scene.only(record("storm", around))
    assert (one.span, one.seconds) == (Span(OCTOBER.start, instant("2026-10-01T01:00+02:00")), 3600)
    assert scene.ruled(record("storm", Span(OCTOBER.end, OCTOBER.end + 60))).ruled == ()


def test_an_exclusion_of_one_measure_leaves_others_alone() -> None:
    text = exclusions(cause("storm", "measures: [api]"))
    assert Scene(text).ruled(record("storm")).taken_out.total == 7200
    assert Scene(text).ruled(record("storm", measures=("api",))).taken_out.total == 7200


PLATFORM = """  voice:
    series: probes
    slice: 1 minute
    down: {all_failed: {}}
    no_traffic: up
  platform: {of: [api, voice], combine: {way: any}}
commitments:
"""


def test_a_record_of_one_function_does_not_excuse_the_whole_platform() -> None:
    head = HEAD.replace("commitments:\n", PLATFORM)
    platform = Scene(exclusions(cause("carrier")), head=head, measure="platform")
    one = platform.only(record("carrier", measures=("voice",)))
    assert (one.holds, one.seconds) == (False, 0)
    assert one.reasons[0] == "it is recorded for voice, and platform is combined of more than that"
    (agreed,) = (
        Scene(exclusions(cause("carrier", "measures: [voice]")), head=head, measure="platform")
        .ruled(record("carrier"))
        .ruled
    )
    assert (agreed.holds, agreed.seconds) == (False, 0)
    assert platform.only(record("carrier", measures=("platform",))).seconds == 7200
    voice = Scene(exclusions(cause("carrier")), head=head, measure="voice")
    assert voice.only(record("carrier", measures=("voice",))).seconds == 7200
    assert voice.ruled(record("carrier", measures=("api",))).ruled == ()
