"""What a statement says of a month: figures worked out on paper (see `example`), sentences and advice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.unit.statements.example import (
    BERLIN,
    CONTEXT,
    credit,
    nothing_known,
    october,
    quiet,
    statement,
    year,
)
from upheld.agreements.words import Share
from upheld.availability.result import Figure
from upheld.statements.composition import compose
from upheld.statements.statement import Commitment, Statement

MEMBERS = (
    "Taking part: send message in 57 min of the 57 min that count (100%) "
    "and receive message in 6 min of the 57 min that count (10.5%)."
)


def only(made: Statement) -> Commitment:
    [part] = made.commitments
    return part


@pytest.mark.clause("HK-07")
def test_the_verdict_is_one_sentence() -> None:
    """2,676,060 of 2,679,480 s = 99.87236...%, cut to 99.872%."""
    assert statement().sentence == "Missed: 99.872% of October 2026, promised at least 99.9%."


def test_both_figures_are_told_exactly() -> None:
    part = only(statement())
    assert part.measured is not None
    assert part.without_exclusions is not None
    assert Fraction(2_676_060, 2_679_480) == Fraction(part.measured.numerator or 0, part.measured.denominator or 1)
    assert part.measured.words == "99.872%"
    # 2,676,060 / 2,682,000 = 0.99778523...
    assert part.without_exclusions.words == "99.778%"
    assert (part.down.words, part.excluded.words, part.unknown.words) == ("57 min", "42 min", "2 h")


def test_the_allowance_is_told() -> None:
    """0.1% of 2,679,480 s are 2,679.48 s; 3,420 s of 2,679.48 s are 127.63%."""
    part = only(statement())
    assert part.allowance is not None
    assert part.allowed is not None
    assert (part.allowed.words, part.allowance.words) == ("44 min 39 s", "127.6%")


@pytest.mark.clause("AP-06")
def test_every_exclusion_is_listed_with_the_seconds_it_took_out() -> None:
    held, refused = only(statement()).exclusions
    assert (held.ruling, held.taken.seconds, held.stretch.words) == (
        "holds",
        2520,
        "4 Oct 2026, 02:00 to 02:42",
    )
    assert (held.author, held.evidence) == (
        "ops@northwind.example",
        ("https://status.northwind.example/CHG-1042",),
    )
    assert (refused.ruling, refused.taken.seconds) == ("does not hold", 0)
    assert refused.reasons == ("announced 17 Oct 2026, 12:55, but 3 business days before were needed",)


def test_an_outage_carries_its_evidence() -> None:
    """51 minutes of 120 requests each, 41 of them failed: 2,091 of 6,120 = 34.16...%."""
    outage = only(statement()).outages[1]
    assert outage.stretch.words == "17 Oct 2026, 13:08 to 13:59"
    assert outage.evidence == "51 slices down; 2,091 of 6,120 requests failed (34.1%); down: send message"
    assert outage.samples[0].at.words == "17 Oct 2026, 13:08:05.120"
    assert outage.samples[0].words == "method POST, route /v1/messages, status 503"


def test_the_working_of_the_credit_is_told_step_by_step() -> None:
    made = only(statement()).credit
    assert made is not None
    assert made.owed == "412.50 EUR"
    assert [step.clause for step in made.steps] == ["7.1", "7.2", "7.4", "7.5"]
    assert made.claim is not None
    # 30 days from 1 November, 00:00 in Berlin.
    assert made.claim.within[0][1].end.words == "1 Dec 2026, 00:00"


@pytest.mark.clause("PS-10")
def test_advice_comes_from_the_accounts_own_figures() -> None:
    told = [(found.finding, found.recommendation) for found in statement().advice]
    assert told == [
        # 3,420 s less the 2,679.48 s allowed are 740.52 s: 12 min 21 s, rounded up, since less would not do.
        (
            "127.6% of what the promise allows to fail was used.",
            "12 min 21 s less downtime would have kept it.",
        ),
        # 51 of 57 min = 89.47...%
        (
            "One outage of 3, 17 Oct 2026, 13:08 to 13:59, is 51 min of the 57 min that count (89.4%).",
            "What would have shortened this one is worth more than all the others.",
        ),
        # `receive message` took part in the 6 minutes of 25 October only: 6 of 57 = 10.52...%
        (MEMBERS, "Look at send message first."),
        # The late announcement covers 13:30 to 14:30; the outage ends at 13:59.
        (
            "29 min of downtime counts although it lies inside 1 exclusion that does not hold.",
            "Announce and record in time, with the evidence that the agreement asks for.",
        ),
        # 7,200 of 2,679,480 s = 0.268...%
        (
            "Nothing is known of 0.268% of the judged time (2 h).",
            "The figure rests on the rest; a probe at quiet times would make it known.",
        ),
    ]


@pytest.mark.clause("PS-10")
def test_a_promise_kept_by_a_hair_is_called_close() -> None:
    """Of 2,682,000 s, 99.9% allows 2,682 s; 2,400 s down are 89.48% of it and leave 282 s = 4 min 42 s."""
    figure = Figure(Fraction(2_679_600), 2_682_000, "seconds")
    month = quiet(october(), figure=figure, judged=figure.ratio)
    [found] = compose("acme", [month], [], CONTEXT).advice
    assert found.about == "close to breach"
    assert found.finding == "The promise was kept, but 89.4% of what the promise allows to fail was used."
    assert found.recommendation.startswith("4 min 42 s of downtime were left")


@pytest.mark.clause("PS-10")
def test_downtime_at_the_same_time_of_day_is_noticed() -> None:
    """On the 3rd of every month from 09:15 standard time: by the clock 10:15 in seven summer months."""
    told = [found.finding for found in statement([year()]).advice]
    # Winter: 45 min after 09:00 and 15 min after 10:00; summer: 45 min after 10:00 and 15 min after 11:00.
    # 09:00 to 11:00 holds 5 x 60 + 7 x 45 = 615 of 720 min; 10:00 to 12:00 only 5 x 15 + 7 x 60 = 495 min.
    assert "10 h 15 min of the 12 h that count (85.4%) fell between 09:00 and 11:00, on 12 days." in told


def test_a_quiet_month_needs_no_advice() -> None:
    made = statement([quiet(october())])
    assert made.sentence == "Kept: 100% of October 2026, promised at least 99.9%."
    assert made.advice == ()


def test_a_month_of_which_nothing_is_known_is_neither_kept_nor_missed() -> None:
    made = statement([nothing_known()])
    assert made.verdict == "unknown"
    assert made.sentence == "Not known: nothing could be measured in October 2026, promised at least 99.9%."
    assert {day.level for day in only(made).days} == {"unknown"}
    assert only(made).measured is None


def test_rounding_before_judging_is_said() -> None:
    """99.8962...% rounded half up to one place is 99.9%, which keeps the promise."""
    figure = Figure(Fraction(2_679_217), 2_682_000, "seconds")
    month = quiet(october(), figure=figure, judged=Fraction(999, 1000), rounding="half up to 1 place")
    assert statement([month]).sentence == (
        "Kept: 99.9% of October 2026 after rounding (99.896% before), promised at least 99.9%."
    )


def test_a_share_of_requests_is_no_share_of_time() -> None:
    figure = Figure(Fraction(999_950), 1_000_000, "requests")
    month = quiet(october(), figure=figure, judged=figure.ratio, comparison="above")
    part = only(statement([month]))
    assert part.sentence == "Kept: 99.995% of the requests of October 2026, promised more than 99.9%."
    assert part.allowed is None


def test_a_judgement_within_working_hours_says_so() -> None:
    part = only(statement([quiet(october(), during="office_hours")]))
    assert part.sentence == "Kept: 100% of October 2026 within the hours of office_hours, promised at least 99.9%."


def test_of_several_promises_one_missed_is_enough() -> None:
    kept = quiet(october(), commitment="chat", title="Chat")
    unknown = replace(nothing_known(), commitment="calls", title="Calls")
    made = statement([october(), kept, unknown])
    assert made.verdict == "missed"
    assert made.sentence == (
        "Missed: 1 of 3 promises in October 2026 (Monthly availability of the messaging API); "
        "1 of 3 could not be judged."
    )
    assert statement([kept, unknown]).verdict == "unknown"
    assert statement([kept, replace(kept, commitment="b")]).sentence == (
        "Kept: both promises were kept in October 2026."
    )


def test_no_commitment_is_no_verdict() -> None:
    assert compose("acme", [], [], CONTEXT).verdict == "unknown"


def test_the_day_on_which_clocks_go_back_has_25_rows() -> None:
    strip = only(statement()).strips[-1]
    assert (strip.label, len(strip.hours), strip.minutes) == ("Sun 25 Oct 2026", 25, 1500)
    assert strip.hours[1:5] == ("01:00", "02:00 (+02:00)", "02:00 (+01:00)", "03:00")
    # 02:30 to 02:36 of the first pass: minutes 150 to 156 of the day.
    assert [(mark.kind, mark.first, mark.minutes) for mark in strip.marks] == [("down", 150, 6)]


def test_even_a_second_of_downtime_shows() -> None:
    month = october()
    day = replace(month.days[0], up=86_399, down=1)
    bar = only(statement([quiet(month, days=(day,))])).days[0]
    assert (bar.level, bar.words) == ("short", "Thu 1 Oct 2026: 1 s down")


def test_a_target_of_all_the_time_allows_nothing() -> None:
    part = only(statement([replace(october(), target=Share(Fraction(1)))]))
    assert part.allowance is None
    assert part.promise == "at least 100%"


def test_names_from_outside_cannot_deceive() -> None:
    made = compose("acme\u202etxt.exe", [october()], [credit()], replace(CONTEXT, account_title=""))
    assert made.account == "acme<U+202E>txt.exe"


def test_the_command_can_be_pasted_whatever_the_account_is_called() -> None:
    made = compose("x; rm -rf /", [october()], [], replace(CONTEXT, command=("upheld", "statement", "x; rm -rf /")))
    assert made.origin.command == "upheld statement 'x; rm -rf /'"


def test_the_zone_of_every_time_is_named() -> None:
    assert only(statement()).zone == BERLIN


def test_silence_that_counts_as_up_is_not_called_unknown() -> None:
    """The agreement says `no_traffic: up`: nothing was seen in 2 of 745 hours, yet every second is judged."""
    month = quiet(october(), coverage=Fraction(743, 745))
    made = statement([month])
    assert only(made).unknown.seconds == 0
    assert [found.recommendation for found in made.advice] == [
        "It counts as the agreement says; a probe at quiet times would make it known."
    ]
