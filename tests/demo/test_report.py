"""What the demo says of itself: good only when everything is, and in two languages."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from actors.ledger.status import Status
from cluster.demo.bonds import opening
from cluster.demo.coupon import Paid
from cluster.demo.report import CustodyMove, Report, yuan
from cluster.demo.screen import Screen
from cluster.demo.table import bond_name, grouped, reason, table
from cluster.demo.tally import Tally
from cluster.demo.trading import Death
from cluster.demo.words import Words
from cluster.language import LANGUAGES

OUTCOMES = (
    Status.SETTLED,
    Status.SECURITIES_SHORT,
    Status.CASH_SHORT,
    Status.RESERVE_SHORT,
    Status.CANCELLED,
    Status.EXPIRED,
)


def good() -> Report:
    """A report of a week in which all went well."""
    tally = Tally(latencies=[(10.0, 98), (50.0, 1), (900.0, 1)], elapsed_s=2.0)
    tally.count([int(status) for status in OUTCOMES])
    return Report(
        "local",
        tally=tally,
        tap_cny="1.00",
        death=Death(recovered_s=1.0),
        custody=CustodyMove("2025-24", "200000000.00", "CCDC", "CSDC", "SETTLED", 5.0),
        coupon=Paid(120_450_000_000, 168, True, ()),
        receipts_verified=3,
        results_equal=True,
        issued={"2024-T6": 11_000_000_000_000},
    )


def test_a_week_in_which_all_went_well_is_good() -> None:
    assert good().good
    assert good().facts()["coupon"] == {"gross_cny": "1204500000.00", "holders": 168, "exact": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("results_equal", False),
        ("breaks", ["node-ccdc: a break"]),
        ("failures", ["node-pbc: the disk is full"]),
        ("receipts_verified", 0),
        ("receipts_wrong", 1),
        ("coupon", Paid(1, 1, False, ())),
        ("coupon", None),
        ("custody", None),
        ("custody", CustodyMove("b", "1", "A", "B", "OWNER_DIFFERS", 1.0)),
        ("death", Death()),
        ("tally", Tally()),
    ],
)
def test_anything_that_went_wrong_makes_it_bad(name: str, value: object) -> None:
    report = good()
    setattr(report, name, value)
    assert not report.good
    assert report.facts()["good"] is False


def test_percentiles_count_trades_not_batches() -> None:
    tally = good().tally
    assert [tally.percentile(one) for one in (50, 99, 100)] == [10.0, 50.0, 900.0]
    assert tally.per_second == 0.5
    assert Tally().percentile(50) == Tally().per_second == 0.0


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'fr'"):
        Words("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_shows_the_numbers_in_both_languages(language: str) -> None:
    out = io.StringIO()
    words = Words(language)
    screen = Screen(Console(file=out, width=200), words, quiet=True)
    with screen:
        screen.stage("trading", 10)
        screen.advance(4, "")
        screen.complete()
    screen.show(good())
    text = out.getvalue()
    assert "¥1,204,500,000.00" in text
    assert words("good") in text
    assert reason("RESERVE_SHORT", words) in text
    bad = good()
    bad.failures.append("the disk is full")
    bad.failures.append("the validators did not come to stand at the same commit")
    screen.show(bad)
    assert ("各验证节点未到达同一提交" in out.getvalue()) == (language == "zh")
    assert "the disk is full" in out.getvalue()
    assert words("bad") in out.getvalue()


def test_amounts_are_exact() -> None:
    assert yuan(9_958_290_055) == "99582900.55"
    assert grouped(9_958_290_055) == "¥99,582,900.55"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_fits_eighty_columns_without_breaking_a_figure(language: str) -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(table(good(), Words(language)))
    assert "¥110,000,000,000.00" in out.getvalue()
    assert max(cell_len(line) for line in out.getvalue().splitlines()) <= 80


def test_a_bond_is_named_as_a_desk_names_it() -> None:
    terms = opening()[0].terms
    assert bond_name("2024-T6", terms, Words("en")) == "30-year 2.19%, 2024-T6"
    assert bond_name("2024-T6", terms, Words("zh")) == "30年期 2.19%，2024-T6"
    assert bond_name("X", None, Words("en")) == "X"


def test_a_reason_to_fail_is_told_in_a_few_words() -> None:
    assert reason("CASH_SHORT", Words("en")) == "the buyer had too little money"
    assert reason("CASH_SHORT", Words("zh")) == "买方资金不足"
    assert reason("NO_MANDATE", Words("zh")) == Status.NO_MANDATE.zh
