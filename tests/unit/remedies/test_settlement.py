"""Base, rule, caps, minimum, rounding, claim: each step in its order, and nothing where nothing is owed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.agreements_in_words import HEAD, agreement, problems_of
from tests.unit.exclusions.scene import instant, span
from tests.unit.remedies.month import (
    WITH_REMEDY,
    amount,
    fees,
    judgement,
    nothing_known,
    remedy,
    remedy_text,
    settled,
    unpaid,
)
from upheld.agreements.words import Money
from upheld.problems import Refused
from upheld.remedies.caps import Books
from upheld.remedies.granted import Granted, read_granted
from upheld.remedies.settlement import VersionInForce, settle

TEN_PERCENT = """
base: fee of the month
credit:
  tiers: {table: [{below: 99.9%, credit: 10%}]}
"""
CENTS = "rounding: {places: 2, mode: half up}"


def test_every_step_is_told_in_its_order() -> None:
    terms = f"""
{TEN_PERCENT}
{CENTS}
caps: [{{amount: 8.00 EUR}}]
minimum: 1.00 EUR
clause:
  base: "5.1"
  credit: "5.2"
  caps: "5.3"
  minimum: "5.4"
  rounding: "5.5"
"""
    credit = settled(terms, judgement(7200))
    assert [(step.words, step.value, step.clause) for step in credit.steps] == [
        ("base: the fee of 2026-10", "100.00 EUR", "5.1"),
        # 7,200 s of 2,682,000 s are 4/1490 of the month; 1486/1490 = 99.73154362...%
        ("an uptime of 99.73154362...% is below 99.9%: 10% of the base", "10 EUR", "5.2"),
        ("at most 8 EUR per 2026-10 (8.00 EUR)", "8 EUR", "5.3"),
        ("not below the minimum of 1.00 EUR", "8 EUR", "5.4"),
        ("rounded half up to 2 decimal places", "8.00 EUR", "5.5"),
    ]
    # 99.9% - 99.73154362...% = 0.16845637...%
    assert credit.reason == (
        "The promise was missed by 0.16845637...%, and 8.00 EUR is owed for it; "
        "the text does not say whether it must be claimed."
    )


def test_a_kept_promise_and_an_unknown_one_give_no_credit() -> None:
    kept = settled(TEN_PERCENT + CENTS, judgement(60))
    assert (kept.amount, kept.steps, kept.claim) == (None, (), None)
    assert "was kept" in kept.reason
    unknown = settled(TEN_PERCENT + CENTS, nothing_known())
    assert unknown.amount is None
    assert "Nothing is known" in unknown.reason


@pytest.mark.clause("AP-18")
@pytest.mark.parametrize(("named", "said"), [("", "names no remedy"), ("    remedy: none\n", "no remedy is promised")])
def test_without_a_remedy_the_shortfall_is_reported_and_no_credit_computed(named: str, said: str) -> None:
    # 26,820 s are one hundredth of October's 2,682,000 s: 99% against 99.9%, missed by 0.9%.
    without = VersionInForce(Fraction(1), agreement(named, HEAD))
    credit = settle(replace(judgement(26820), remedy=None), [without], Books())
    assert (credit.amount, credit.service_seconds, credit.steps) == (None, None, ())
    assert credit.reason.startswith("The promise was missed by 0.9%")
    assert said in credit.reason


def test_a_share_without_its_fee_is_a_problem_and_never_zero() -> None:
    for paid in (unpaid(), fees("account,amount\nglobex,100.00 EUR\n")):
        with pytest.raises(Refused, match="the fee of acme"):
            settled(TEN_PERCENT + CENTS, judgement(7200), paid)


def test_what_the_remedy_leaves_open_is_asked_all_at_once() -> None:
    terms = """
base: unstated
credit:
  linear: {credit: 2%, per: 0.1%}
caps: [{share: 30%, per: year}]
claim: {within: 30 days, from: end of downtime}
"""
    with pytest.raises(Refused) as refused:
        settled(terms, judgement(7200))
    assert sorted(problem.field for problem in refused.value.problems) == [
        "remedies.credits.base",
        "remedies.credits.caps.0.of",
        "remedies.credits.claim.ends",
        "remedies.credits.credit.linear.steps",
        "remedies.credits.rounding",
    ]


@pytest.mark.parametrize(
    ("mode", "paid"), [("half up", "0.13 EUR"), ("half even", "0.12 EUR"), ("down", "0.12 EUR"), ("up", "0.13 EUR")]
)
def test_rounding_has_its_mode(mode: str, paid: str) -> None:
    # 10% of 1.25 EUR are 0.125 EUR, just between two cents.
    terms = f"{TEN_PERCENT}\nrounding: {{places: 2, mode: {mode}}}"
    assert amount(settled(terms, judgement(7200), fees("account,amount\nacme,1.25 EUR\n"))) == paid


def test_half_even_goes_to_the_even_cent_above_as_well() -> None:
    # 10% of 1.35 EUR are 0.135 EUR: 13 is odd, so that half a cent goes up.
    terms = f"{TEN_PERCENT}\nrounding: {{places: 2, mode: half even}}"
    assert amount(settled(terms, judgement(7200), fees("account,amount\nacme,1.35 EUR\n"))) == "0.14 EUR"


def test_a_credit_without_end_must_be_rounded() -> None:
    thirds = "base: fee of the month\nrounding: none\ncredit:\n  pro_rata: {times: 1}"
    # 26,820 s are exactly one hundredth of October; 26,821 s are not a decimal share of it.
    assert amount(settled(thirds, judgement(26820))) == "1 EUR"
    with pytest.raises(Refused, match="must be rounded, and no rounding is stated"):
        settled(thirds, judgement(26821))
    half_seconds = "form: service time\ncredit:\n  service_time: {times: 1.5}"
    with pytest.raises(Refused, match="must be rounded"):
        settled(half_seconds, judgement(7201))
    whole = half_seconds + "\nrounding: {places: 0, mode: up}"
    assert settled(whole, judgement(7201)).service_seconds == 10802


def test_a_minimum_is_all_or_nothing_and_comes_before_rounding() -> None:
    terms = f"{TEN_PERCENT}\n{CENTS}\nminimum: 5.00 EUR"
    paid = settled(terms, judgement(7200), fees("account,amount\nacme,50.00 EUR\n"))
    assert amount(paid) == "5.00 EUR"
    # 10% of 49.96 EUR are 4.996 EUR, which would round to 5.00 EUR.
    unpaid_credit = settled(terms, judgement(7200), fees("account,amount\nacme,49.96 EUR\n"))
    assert amount(unpaid_credit) == "0.00 EUR"
    assert "nothing is owed" in unpaid_credit.reason


def earlier(period: tuple[str, str], paid: int, account: str = "acme") -> Granted:
    return Granted(account, "credits", "uptime", span(*period), Fraction(paid), "EUR")


SEPTEMBER = ("2026-09-01T00:00+02:00", "2026-10-01T00:00+02:00")
JANUARY = ("2026-01-01T00:00+01:00", "2026-02-01T00:00+01:00")
OCTOBER = ("2026-10-01T00:00+02:00", "2026-11-01T00:00+01:00")


@pytest.mark.parametrize(
    ("cap", "granted", "paid"),
    [
        ("{share: 5%}", (), "5.00 EUR"),
        ("{share: 20%}", (), "10.00 EUR"),
        # Credits of the year so far use up a cap of the year: 12 - 3 - 4 = 5.
        ("{amount: 12 EUR, per: year}", (earlier(SEPTEMBER, 3), earlier(JANUARY, 4)), "5.00 EUR"),
        ("{amount: 12 EUR, per: year}", (earlier(SEPTEMBER, 13),), "0.00 EUR"),
        # September is in another quarter, another account's credits are its own.
        ("{amount: 12 EUR, per: quarter}", (earlier(SEPTEMBER, 9),), "10.00 EUR"),
        ("{amount: 12 EUR, per: year}", (earlier(SEPTEMBER, 9, "globex"),), "10.00 EUR"),
        # Settling the same month again does not count what was granted for it.
        ("{amount: 12 EUR, per: year}", (earlier(OCTOBER, 9),), "10.00 EUR"),
        # Half of the base fee once, or of twelve months of it.
        ("{share: 15%, per: year, of: base fee}", (earlier(SEPTEMBER, 9),), "6.00 EUR"),
        ("{share: 1.5%, per: year, of: fees over the cap's period}", (earlier(SEPTEMBER, 9),), "9.00 EUR"),
    ],
)
def test_caps_count_what_was_granted_before(cap: str, granted: tuple[Granted, ...], paid: str) -> None:
    credit = settled(f"{TEN_PERCENT}\n{CENTS}\ncaps: [{cap}]", judgement(7200), granted=granted)
    assert amount(credit) == paid


def test_credits_granted_before_come_from_a_file() -> None:
    terms = f"{TEN_PERCENT}\n{CENTS}\ncaps: [{{amount: 12 EUR, per: year}}]"
    file = "account,commitment,period,amount\nacme,uptime,2026-09,9.00 EUR\nglobex,uptime,2026-09,12.00 EUR\n"
    granted, problems = read_granted(file, "granted.csv", remedy(terms))
    assert (problems, granted[0]) == ((), earlier(SEPTEMBER, 9))
    credit = settled(terms, judgement(7200), granted=granted)
    assert amount(credit) == "3.00 EUR"
    assert credit.steps[2].words == "at most 12 EUR per year (2026) (12 EUR), of which 9 EUR were granted before"
    # Nobody handed anything in: the working says so.
    alone = settle(judgement(7200), [VersionInForce(Fraction(1), remedy(terms))], Books(fees()))
    assert "since no earlier credits were handed in" in alone.steps[2].words
    faulty = (
        "account,commitment,period,amount\nacme,uptim,2026-09,9 EUR\nacme,uptime,Sep,9 EUR\nacme,uptime,2026-09,9%\n"
    )
    none, problems = read_granted(faulty, "g.csv", remedy(terms))
    assert none == ()
    assert [(str(problem.place), problem.field) for problem in problems] == [
        ("g.csv:2:6", "commitment"), ("g.csv:3:13", "period"), ("g.csv:4:21", "amount"),
    ]  # fmt: skip


def test_a_cap_over_the_term_needs_the_term() -> None:
    terms = f"{TEN_PERCENT}\n{CENTS}\ncaps: [{{amount: 12 EUR, per: term}}]"
    with pytest.raises(Refused, match="the account's term"):
        settled(terms, judgement(7200))
    known = remedy_text(terms) + "accounts:\n  acme: {from: 2026-02-01, until: 2027-02-01}\n"
    books = Books(fees(), (earlier(SEPTEMBER, 8), earlier(JANUARY, 4)))
    credit = settle(judgement(7200), [VersionInForce(Fraction(1), agreement(known, WITH_REMEDY))], books)
    assert amount(credit) == "4.00 EUR"  # January was before the term


@pytest.mark.parametrize(
    ("claim", "until"),
    [
        # The day of the event is not counted, the last day counts whole.
        ("{within: 30 days}", "2026-12-01T00:00+01:00"),
        ("{within: 1 month}", "2026-12-01T00:00+01:00"),
        ("{within: 48 hours}", "2026-11-03T00:00+01:00"),
        # Monday 2 to Friday 6 November.
        ("{within: 5 business days, calendar: office}", "2026-11-07T00:00+01:00"),
        # The outage was on 1 October, 12:00 to 14:00 in Berlin.
        ("{within: 7 days, from: end of downtime, ends: end of the day}", "2026-10-09T00:00+02:00"),
        ("{within: 7 days, from: end of downtime, ends: same time of day}", "2026-10-08T14:00+02:00"),
        ("{within: 30 days, from: start of downtime, ends: same time of day}", "2026-10-31T12:00+01:00"),
        ("{within: 24 hours, from: start of downtime}", "2026-10-02T12:00+02:00"),
    ],
)
def test_until_when_a_credit_can_be_claimed(claim: str, until: str) -> None:
    terms = settled(f"{TEN_PERCENT}\n{CENTS}\nclaim: {claim}", judgement(7200)).claim
    assert terms is not None
    (deadline,) = terms.deadlines
    assert deadline.until == instant(until)


@pytest.mark.clause("AT-05")
def test_how_a_credit_is_claimed_is_said_in_words() -> None:
    claim = "claim: {within: 30 days, channel: support, evidence: [the period of downtime], clause: '7'}"
    terms = settled(f"{TEN_PERCENT}\n{CENTS}\n{claim}", judgement(7200)).claim
    assert terms is not None
    assert terms.words == (
        "The customer must claim the credit to support before 2026-12-01 00:00 Europe/Berlin "
        "(30 days from the end of 2026-10), with the period of downtime."
    )
    assert (terms.required, terms.clause) == (True, "7")
    automatic = settled(f"{TEN_PERCENT}\n{CENTS}\nclaim: none", judgement(7200)).claim
    assert automatic is not None
    assert not automatic.required


def test_each_version_counts_by_its_share_of_the_days() -> None:
    ten, twenty = (remedy(TEN_PERCENT.replace("10%", share) + CENTS) for share in ("10%", "20%"))
    # 10 EUR for 12 of 31 days and 20 EUR for 19: (120 + 380) / 31 = 16.129... EUR
    versions = [VersionInForce(Fraction(12, 31), ten), VersionInForce(Fraction(19, 31), twenty)]
    credit = settle(judgement(7200), versions, Books(fees()))
    assert amount(credit) == "16.13 EUR"
    assert [step.words for step in credit.steps if "in force" in step.words] == [
        "version 1: in force on 12/31 of the days",
        "version 1: in force on 19/31 of the days",
    ]
    # A version whose own target was met, or that promises nothing, adds nothing: 19/31 of 20 EUR.
    lower = agreement(remedy_text(TEN_PERCENT.replace("99.9%", "99%") + CENTS), WITH_REMEDY.replace("99.9%", "99%"))
    for other in (lower, agreement("", HEAD)):
        versions = [VersionInForce(Fraction(12, 31), other), VersionInForce(Fraction(19, 31), twenty)]
        assert amount(settle(judgement(7200), versions, Books(fees()))) == "12.26 EUR"


def test_amounts_in_another_currency_than_the_fee_are_refused() -> None:
    dollars = f"{TEN_PERCENT}\n{CENTS}\ncaps: [{{amount: 8.00 USD}}]"
    with pytest.raises(Refused, match="the remedy is in USD, and acme pays EUR"):
        settled(dollars, judgement(7200))


def test_an_amount_keeps_its_currency() -> None:
    yen = "rounding: {places: 0, mode: half up}\ncredit:\n  fixed: {credit: 500 JPY, per: breach}"
    assert settled(yen, judgement(7200)).amount == Money.parse("500 JPY")


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("[{below: 99.9%, at_least: 99%, credit: 10%}, {below: 98%, credit: 20%}]", "lies a gap"),
        ("[{below: 99.9%, above: 99%, credit: 10%}, {below: 99%, credit: 20%}]", "lies a gap"),
        ("[{below: 99.9%, at_least: 98%, credit: 10%}, {below: 99%, credit: 20%}]", "overlap"),
        ("[{below: 99.9%, at_least: 99%, credit: 10%}, {at_most: 99%, credit: 20%}]", "overlap"),
        ("[{at_most: 99.9%, credit: 10%}]", "while the target of 99.9% is met"),
        ("[{below: 99.95%, credit: 10%}]", "while the target of 99.9% is met"),
        ("[{at_least: 0%, credit: 10%}]", "while the target of 99.9% is met"),
        ("[{below: 99.5%, credit: 10%}]", "earns nothing"),
        ("[{below: 99.9%, at_least: 90%, credit: 10%}]", "nothing is said of uptime before the tier"),
        ("[{below: 99.9%, at_least: 99%, credit: 20%}, {below: 99%, credit: 10%}]", "better service earns more"),
        ("[{below: 99.9%, at_least: 99%, credit: 10%}, {below: 99%, credit: 10 EUR}]", "must be of one kind"),
        ("[{below: 4 hours, credit: 10%}]", "is no edge for uptime"),
        ("[{below: 99%, at_least: 99.5%, credit: 10%}]", "no value lies"),
        ("[{credit: 10%}]", "a tier needs an edge"),
        ("[{below: 99.9%, credit: -10%}]", "would be paid by the customer"),
        ("[]", "needs at least one entry"),
    ],
)
def test_tables_that_cannot_stand_are_found_at_check(table: str, what: str) -> None:
    terms = f"base: fee of the month\ncredit:\n  tiers: {{table: {table}}}"
    found = problems_of(remedy_text(terms), WITH_REMEDY)
    assert any(what in problem for problem in found), found


def test_a_promise_of_more_than_the_target_holds_the_target_in_its_tiers() -> None:
    above = WITH_REMEDY.replace("comparison: at least", "comparison: above")
    table = "base: fee of the month\ncredit:\n  tiers: {{table: [{{{}: 99.9%, credit: 10%}}]}}"
    assert problems_of(remedy_text(table.format("at_most")), above) == []
    (problem,) = problems_of(remedy_text(table.format("below")), above)
    assert "earns nothing" in problem


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        ("credit:\n  pro_rata: {times: 1}", "`base` is required"),
        ("credit:\n  service_time: {times: 1}", "the form is credit"),
        ("form: service time\ncredit:\n  fixed: {credit: 5 EUR, per: breach}", "the form is service time"),
        ("credit:\n  fixed: {credit: 5 EUR, per: breach}\ncaps: [{}]", "a cap is exactly one of"),
        ("credit:\n  fixed: {credit: 5 EUR, per: breach}\ncaps: [{share: 5%}]", "needs the remedy's `base`"),
        ("credit:\n  fixed: {credit: 5 EUR, per: breach}\ncaps: [{service_time: 5 days}]", "cannot be compared"),
        ("credit:\n  fixed: {credit: 5 EUR, per: breach}\nminimum: 1 USD", "several currencies"),
        ("credit:\n  fixed: {credit: 0.00 EUR, per: breach}", "a fixed credit of nothing"),
        ("credit:\n  service_time: {}", "exactly one of `times`"),
        ("credit:\n  linear: {credit: 1 EUR, per: 3}", "`per` is a share"),
        ("credit:\n  linear: {credit: 1 EUR, per: 0.1%, from: 99.95%, steps: full}", "above the target"),
        ("credit:\n  linear: {credit: 1 EUR, per: 0.1%, from: 4 hours}", "of the same kind as `per`"),
        ("credit:\n  fixed: {credit: 5 EUR, per: breach}\nclaim: {within: 5 business days}", "`calendar` is required"),
        (
            "credit:\n  highest_of: {of: [{fixed: {credit: 5 EUR, per: breach}}, {service_time: {times: 1}}]}",
            "some of these rules give money",
        ),
        (
            "credit:\n  sum_of:\n    of:\n      - fixed: {credit: 5 EUR, per: breach}\n      - fixd: {}",
            "no rule is named `fixd`",
        ),
    ],
)
def test_remedies_that_cannot_stand_are_found_at_check(terms: str, what: str) -> None:
    found = problems_of(remedy_text(terms), WITH_REMEDY)
    assert any(what in problem for problem in found), found


def test_a_fee_of_the_month_is_no_base_for_a_quarter() -> None:
    quarterly = WITH_REMEDY.replace("period: calendar month", "period: quarter")
    found = problems_of(remedy_text(TEN_PERCENT), quarterly)
    assert any("a quarter has several months" in problem for problem in found), found


def test_the_fee_of_the_affected_service_alone_may_be_the_base() -> None:
    """Paid are 60 EUR for messaging, 25 EUR for its archive and 40 EUR for voice: a tenth of 85 EUR is 8.50 EUR."""
    paid = fees("account,amount,line\nacme,60 EUR,Messaging\nacme,25 EUR,Archive\nacme,40 EUR,Voice\n")
    terms = f"{TEN_PERCENT}{CENTS}\nclaim: none\n"
    assert amount(settled(terms, judgement(7200), paid)) == "12.50 EUR"
    some = terms.replace("base:", "base_lines: [Messaging, Archive]\nbase:")
    credit = settled(some, judgement(7200), paid)
    assert amount(credit) == "8.50 EUR"
    assert credit.steps[0].words == "base: the fee of 2026-10 (Messaging, Archive)"


def test_a_base_of_lines_that_an_account_does_not_pay_is_no_fee_of_zero() -> None:
    with pytest.raises(Refused) as refused:
        settled(
            f"base_lines: [Fax]{TEN_PERCENT}{CENTS}\nclaim: none\n",
            judgement(7200),
            fees("account,amount,line\nacme,60 EUR,Voice\n"),
        )
    [problem] = refused.value.problems
    assert problem.what.startswith("the fee of acme is not known")
    assert problem.what.endswith("; of its fees only those of Fax count")


def test_lines_of_a_fee_need_a_base() -> None:
    terms = "base_lines: [Voice]\ncredit: {fixed: {credit: 5.00 EUR, per: breach}}\n"
    assert any("lines of a fee are named, and no `base`" in str(problem) for problem in problems_of(remedy_text(terms)))
