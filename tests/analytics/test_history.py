"""Positions at any moment, and what a moment is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger import commands
from actors.ledger.layout import ACCOUNT, TRADE
from actors.ledger.ledger import Ledger
from actors.ledger.movements import MOVEMENT
from cluster.analytics.history import HELD, History
from cluster.analytics.moments import MARKET_ZONE, Moment, business_dates, end_of, start_of
from cluster.analytics.problems import UnknownHolder, UnknownMoment
from tests.analytics.past import history_of
from tests.ledger import play
from tests.ledger.market import BOND, BUYER, CCDC, CFETS, CSDC, SELLER, START_MS, Desk, opened, trade
from tests.ledger.test_movements import everything

NOW_MS = START_MS + 86_400_000


def positions(history: History, moment: Moment) -> list[tuple[int, ...]]:
    """(account, asset, available, earmarked) at a moment."""
    rows = history.positions(end_of(history, moment, NOW_MS).index)
    return [tuple(int(one[name]) for name in ("account", "asset", "available", "earmarked")) for one in rows]


def live(ledger: Ledger) -> list[tuple[int, ...]]:
    """The same of a ledger as it is."""
    rows = ledger.holdings()
    return [tuple(int(one[name]) for name in ("account", "asset", "available", "earmarked")) for one in rows]


@settings(max_examples=5)
@given(st.integers(0, 2**32))
def test_positions_as_of_each_commit_are_those_the_ledger_held_then(seed: int) -> None:
    desk = opened()
    play.play(seed, 40, desk)
    history, ledger = history_of(desk), Ledger(desk.ledger.roster)
    for commit, batches in desk.log:
        ledger.apply(commit, batches)
        assert positions(history, commit.number) == live(ledger)


def test_a_history_that_was_cut_gives_the_same_positions_as_far_as_it_reaches() -> None:
    desk = everything()
    whole, short = history_of(desk), history_of(desk, since=12)
    for commit in range(12, desk.ledger.number + 1):
        assert positions(short, commit) == positions(whole, commit)
    with pytest.raises(UnknownMoment, match="begins after commit 12") as problem:
        positions(short, 11)
    assert "早于各节点保留的历史" in problem.value.zh


def dated() -> Desk:
    """Business on two dates, a trade of 1,000 units in each, and one overnight."""
    desk = opened()
    for at, (day, reference) in enumerate([(20260323, 1), (20260324, 3)]):
        assert str(desk.do(CFETS, commands.OpenDate(day))[0].name) == "DONE"
        for number in range(reference, reference + 2 - at):
            if number == 2:
                desk.do(CFETS, commands.CloseDate(day))
            halves = trade(number)
            desk.commit(
                desk.bulk(CCDC, halves["deliver"]), desk.bulk(CSDC, halves["receive"]), after_ms=60_000
            )
    return desk


def bought(history: History, moment: Moment) -> int:
    """What the buyer held of the bond."""
    return next((row[2] for row in positions(history, moment) if row[:2] == (BUYER, BOND)), 0)


def test_a_business_date_ends_with_its_close_and_an_open_one_is_now() -> None:
    history = history_of(dated())
    assert bought(history, "2026-03-23") == 1_000
    assert bought(history, date(2026, 3, 24)) == 3_000
    assert bought(history, None) == 3_000


def test_a_date_begins_after_the_close_before_it() -> None:
    history = history_of(dated())
    begins = start_of(history, "2026-03-24", NOW_MS)
    assert begins.index == end_of(history, "2026-03-23", NOW_MS).index
    assert start_of(history, "2026-03-23", NOW_MS).index == 0


def test_a_time_counts_all_up_to_it() -> None:
    history = history_of(dated())
    first = datetime.fromtimestamp(START_MS / 1_000, UTC) + timedelta(seconds=60)
    assert bought(history, first - timedelta(milliseconds=1)) == 0
    assert bought(history, first) == 1_000
    text = first.astimezone(MARKET_ZONE).replace(tzinfo=None).isoformat()
    assert bought(history, text) == 1_000


def test_a_market_without_business_dates_has_calendar_days() -> None:
    desk = opened()
    desk.commit(after_ms=1)
    history = history_of(desk)
    today = datetime.fromtimestamp(START_MS / 1_000, MARKET_ZONE).date()
    assert positions(history, today) == live(desk.ledger)
    with pytest.raises(UnknownMoment, match="before the market began"):
        positions(history, today - timedelta(days=1))
    with pytest.raises(UnknownMoment, match="lies in the future"):
        positions(history, today + timedelta(days=3))


def test_each_movement_knows_its_business_date() -> None:
    history = history_of(dated())
    at = np.flatnonzero((history.movements["account"] == BUYER) & (history.movements["asset"] == BOND))
    assert business_dates(history, at) == ["2026-03-23", "2026-03-23", "2026-03-24"]


@pytest.mark.parametrize(
    ("moment", "text", "zh"),
    [
        ("yesterday", "'yesterday' is no moment", "不是时点"),
        ("2026-02-30", "'2026-02-30' is no moment", "不是时点"),
        (True, "True is no moment", "不是时点"),
        (1.5, "1.5 is no moment", "不是时点"),
        (999, "commit 999 has not happened yet; the newest is", "尚未发生"),
        (0, "commit 0 is before the market began", "早于市场开始"),
        ("2026-03-25", "the newest business date is 2026-03-24", "最新营业日"),
        ("2026-03-22", "before the first business date, 2026-03-23", "早于第一个营业日"),
        ("2031-01-01T00:00", "lies in the future", "在未来"),
        ("2020-01-01T00:00", "is before the market began", "早于市场开始"),
    ],
)
def test_what_is_no_moment_of_the_past_is_refused_in_both_languages(
    moment: Moment, text: str, zh: str
) -> None:
    history = history_of(dated())
    with pytest.raises(UnknownMoment, match=text) as problem:
        end_of(history, moment, NOW_MS)
    assert zh in problem.value.zh


@pytest.mark.parametrize("account", [12345, 0, -1, "SELLER", 1 << 70])
def test_an_unknown_account_is_refused_in_both_languages(account: object) -> None:
    with pytest.raises(UnknownHolder, match="is known here") as problem:
        history_of(opened()).account(account)  # type: ignore[arg-type]
    assert "此处没有账户" in problem.value.zh


def test_an_unknown_asset_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownHolder, match="no asset 'X' is registered; registered are CNY") as problem:
        history_of(opened()).asset("X")
    assert "没有登记资产" in problem.value.zh


def test_a_million_movements_are_added_up_in_a_second_or_two() -> None:
    count, holders = 1_000_000, 50_000
    chance = np.random.default_rng(7)
    accounts = np.zeros(holders, ACCOUNT)
    accounts["number"] = (2 << 48) + 1 + np.arange(holders)
    movements = np.zeros(count, MOVEMENT)
    movements["account"] = accounts["number"][chance.integers(0, holders, count)]
    movements["asset"], movements["available"] = BOND, chance.integers(1, 100, count)
    movements["commit"] = 1 + np.arange(count) // 1_000
    history = replace(history_of(opened()), accounts=accounts, movements=movements, commit=1_000)
    sums = np.zeros(holders, np.int64)
    np.add.at(sums, (movements["account"] - accounts["number"][0]).astype(np.int64), movements["available"])
    now = np.zeros(holders, HELD)
    now["account"], now["asset"], now["available"] = accounts["number"], BOND, sums
    history = replace(history, live=now, trades=np.zeros(0, TRADE))
    began = perf_counter()
    half = history.positions(end_of(history, 500, NOW_MS).index)
    assert perf_counter() - began < 5
    assert int(half["available"].sum()) == int(movements["available"][: count // 2].sum())
    assert history.positions(0).size == 0


def test_the_seller_held_all_before_it_sold() -> None:
    history = history_of(dated())
    first = int(history.movements["commit"][np.flatnonzero(history.movements["account"] == BUYER)[0]])
    assert (SELLER, BOND, 1_000_000, 0) in positions(history, first - 1)
