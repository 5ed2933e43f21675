"""Files of fees, and which of them a credit is a share of."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.exclusions.scene import ZONE
from tests.unit.remedies.month import fees
from upheld.agreements.terms.commitment import BaseFee
from upheld.remedies.base_fee import base_fee
from upheld.remedies.fees import Fees, read_fees
from upheld.timeline import BillingMonth, ContractPeriod, EveryMonths, Month, Quarter, Week, period_named


def october() -> ContractPeriod:
    return period_named(Month(), "2026-10", ZONE)


def found(paid: Fees, which: BaseFee, period: ContractPeriod) -> str:
    """The base fee of acme in words, or what is wrong."""
    base, problems = base_fee(paid, "acme", which, period)
    return f"{base.amount}: {base.words}" if base else "; ".join(problem.what for problem in problems)


def test_lines_of_every_month_add_up_without_one_time_fees() -> None:
    paid = fees(
        "account,amount,currency,line,one_time\n"
        "acme,100.00,EUR,plan,\n"
        "acme,19.90,EUR,numbers,no\n"
        "acme,500,EUR,setup,yes\n"
        "globex,7.00,USD,plan,\n"
    )
    assert found(paid, "fee of the period", october()) == (
        "119.90 EUR: the fee of 2026-10 (plan, numbers), without one-time fees (setup)"
    )
    quarter = period_named(Quarter(), "2026-Q4", ZONE)
    assert found(paid, "fee of the period", quarter).startswith(
        "359.70 EUR: the fee of 2026-Q4 (plan, numbers), 3 months"
    )


MONTHLY = "account,amount,period\nacme,100 EUR,2026-09\nacme,110 EUR,2026-10\nacme,120 EUR,2026-11\n"


@pytest.mark.parametrize(
    ("which", "base"),
    [
        ("fee of the period", "110 EUR: the fee of 2026-10"),
        ("fee of the month", "110 EUR: the fee of 2026-10"),
        ("fee of the previous month", "100 EUR: the fee of 2026-09"),
    ],
)
def test_each_month_has_its_own_fee(which: BaseFee, base: str) -> None:
    assert found(fees(MONTHLY), which, october()) == base


def test_a_missing_month_is_a_problem() -> None:
    quarter = period_named(Quarter(), "2026-Q4", ZONE)
    assert "the fee of acme for 2026-12 is not known" in found(fees(MONTHLY), "fee of the period", quarter)
    december = fees(MONTHLY + "acme,130 EUR,2026-12\n")
    assert found(december, "fee of the period", quarter) == "360 EUR: the fee of the months of 2026-Q4"
    by_quarter = fees("account,amount,period\nacme,350 EUR,2026-Q4\n")
    assert found(by_quarter, "fee of the period", quarter) == "350 EUR: the fee of 2026-Q4"
    assert "the fee of acme for 2026-10 is not known" in found(by_quarter, "fee of the month", october())


def test_billing_months_go_by_the_day_on_which_they_start() -> None:
    paid = fees("account,amount,period\nacme,90 EUR,2026-09-15\nacme,95 EUR,2026-10-15\n")
    billed = period_named(BillingMonth(15), "2026-10-15", ZONE)
    assert found(paid, "fee of the month", billed) == "95 EUR: the fee of 2026-10-15"
    assert found(paid, "fee of the previous month", billed) == "90 EUR: the fee of 2026-09-15"


def test_a_contract_year_has_twelve_months_of_its_own() -> None:
    year = period_named(EveryMonths(12, date(2025, 7, 15)), "2026-07-15", ZONE)
    assert found(fees(), "fee of the period", year) == "1200.00 EUR: the fee of 2026-07-15, 12 months"
    # Fees that differ go by the day on which each of its months starts.
    months = [f"2026-{month:02}-15" for month in range(7, 13)] + [f"2027-{month:02}-15" for month in range(1, 7)]
    rows = "".join(f"acme,{10 if label[:4] == '2026' else 20} EUR,{label}\n" for label in months)
    paid = fees(f"account,amount,period\n{rows}")
    assert found(paid, "fee of the period", year).startswith("180 EUR: ")  # 6 x 10 + 6 x 20
    calendar = period_named(EveryMonths(12, date(2025, 7, 1)), "2026-07-01", ZONE)
    assert found(fees("account,amount,period\nacme,10 EUR,2026-07\n"), "fee of the period", calendar).startswith(
        "the fee of acme for 2026-08 is not known"
    )


def test_a_fee_of_every_month_says_nothing_of_a_week() -> None:
    week = period_named(Week(), "2026-W42", ZONE)
    assert "is not known" in found(fees(), "fee of the period", week)
    assert found(fees(), "fee of the month", week) == "100.00 EUR: the fee of 2026-10"


def test_yaml_holds_the_same() -> None:
    paid = fees("fees:\n  - {account: acme, amount: 100.00 EUR, period: 2026-10}\n", "fees.yaml")
    assert found(paid, "fee of the period", october()) == "100.00 EUR: the fee of 2026-10"


def test_every_fault_is_told_at_once_with_its_place() -> None:
    text = (
        "account,amount,period,one_time\n"
        "acme,100.00,2026-10,\n"
        'acme,"1,000.00 EUR",2026-10,\n'
        "acme,-5 EUR,10/2026,\n"
        "acme,NaN EUR,2026-10,maybe\n"
        ",1e400 EUR,,\n"
    )
    made, problems = read_fees(text, "fees.csv")
    assert made is None
    said = [(str(problem.place), problem.field) for problem in problems]
    assert said == [
        ("fees.csv:2:6", "amount"),
        ("fees.csv:3:6", "amount"),
        ("fees.csv:4:6", "amount"),
        ("fees.csv:4:13", "period"),
        ("fees.csv:5:22", "one_time"),
        ("fees.csv:6:1", "account"),
    ]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("acme,1 EUR,,\nacme,2 USD,,x", "acme pays USD here and EUR in f.csv:2:1"),
        ("acme,1 EUR,,\nacme,1 EUR,,", "stands in f.csv:2:1 already"),
        ("acme,1 EUR,,\nacme,2 EUR,2026-10,", "fees for every month and fees for single periods"),
    ],
)
def test_fees_that_contradict_each_other_are_refused(rows: str, what: str) -> None:
    _, problems = read_fees(f"account,amount,period,line\n{rows}\n", "f.csv")
    assert any(what in problem.what for problem in problems), problems
