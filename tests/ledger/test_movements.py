"""The history of a ledger, row by row, gives every position as it was after every commit."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger import commands, records
from actors.ledger.layout import Rows
from actors.ledger.ledger import Ledger
from actors.ledger.movements import CLOSED, COUPON, MERGED, MOVEMENT, OPENED, movements_of, paths_of, seen_by
from actors.ledger.records import Kind
from actors.ledger.status import Status
from tests.ledger import play
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    ICBC,
    NOMINEE,
    PBC,
    RESERVE,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TAP,
    TREASURY,
    Desk,
    opened,
    trade,
)

Positions = dict[tuple[int, int], tuple[int, int]]


class Replay:
    """Executes a desk's log once more and adds up what its history says."""

    def __init__(self, desk: Desk) -> None:
        """Compare after every commit of ``desk``."""
        self.found: list[Rows] = []
        self.kinds: set[tuple[int, int]] = set()
        held: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        ledger = Ledger(desk.ledger.roster)
        for commit, batches in desk.log:
            rows = ledger.apply(commit, batches).trades
            movements = movements_of(rows, paths_of(ledger.state))
            for one in movements:
                held[int(one["account"]), int(one["asset"])][0] += int(one["available"])
                held[int(one["account"]), int(one["asset"])][1] += int(one["earmarked"])
            self.kinds |= set(zip(rows["kind"].tolist(), rows["status"].tolist(), strict=True))
            self.found.append(movements)
            replayed = {key: (free, marked) for key, (free, marked) in held.items() if free or marked}
            assert replayed == live(ledger), f"after commit {commit.number}"


def live(ledger: Ledger) -> Positions:
    """What the ledger holds."""
    return {
        (int(one["account"]), int(one["asset"])): (int(one["available"]), int(one["earmarked"]))
        for one in ledger.holdings()
    }


def settled() -> Desk:
    """The market after one trade from the seller at CCDC to the buyer at CSDC."""
    desk = opened()
    halves = trade()
    desk.commit(desk.bulk(CCDC, halves["deliver"]), desk.bulk(CSDC, halves["receive"]))
    return desk


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_history_adds_up_to_the_holdings_after_every_commit_whatever_is_sent(seed: int) -> None:
    desk = opened()
    play.play(seed, 60, desk)
    Replay(desk)


def everything() -> Desk:
    """A market in which each sort of movement happened."""
    desk = settled()
    desk.one(PBC, records.issue(TREASURY, CNY, 10_000_000))
    desk.send(CCDC, records.issue(SELLER, TAP, 50), records.earmark(SELLER, BUYER, TAP, 20, 3))
    desk.do(CCDC, commands.MergeAsset(TAP, BOND))
    desk.one(CCDC, records.settle(3))
    desk.one(CCDC, records.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 30))
    desk.one(CSDC, records.transfer(SELLER_AT_CSDC, BUYER, BOND, 10))
    desk.one(CCB, records.payment(BUYER_CASH, SELLER_CASH, CNY, 700))
    desk.one(CCDC, records.redeem(SELLER, BOND, 70))
    desk.one(CSDC, records.earmark(BUYER, SELLER, BOND, 600, 7))
    desk.one(CSDC, records.release(7))
    desk.one(CSDC, records.earmark(BUYER, SELLER, BOND, 600, 8, desk.now_s + 5))
    halves = trade(2, quantity=2_000_000)
    desk.commit(desk.bulk(CCDC, halves["deliver"]), desk.bulk(CSDC, halves["receive"]), after_ms=10_000)
    pay_coupon(desk)
    return desk


def pay_coupon(desk: Desk) -> None:
    """Declare a coupon, fix it, pay it through the nominee."""
    assert desk.do(CFETS, commands.OpenDate(20260324)) == [Status.DONE]
    desk.do(CCDC, commands.DeclareCoupon(BOND, 20260324, 20260325, 7, 1, CNY, TREASURY))
    desk.do(CFETS, commands.CloseDate(20260324))
    desk.do(CFETS, commands.OpenDate(20260325))
    assert desk.do(CCDC, commands.PayCoupon(BOND, 20260324)) == [Status.SETTLED]
    assert desk.do(CSDC, commands.PayCoupon(BOND, 20260324)) == [Status.SETTLED]


def test_every_sort_of_movement_is_in_the_history() -> None:
    kinds = Replay(everything()).kinds
    assert kinds >= {
        (Kind.ISSUE, Status.SETTLED),
        (Kind.REDEEM, Status.SETTLED),
        (Kind.DELIVER, Status.SETTLED),
        (Kind.DELIVER, Status.SECURITIES_SHORT),
        (Kind.TRANSFER, Status.SETTLED),
        (Kind.PAYMENT, Status.SETTLED),
        (Kind.CUSTODY_TRANSFER, Status.SETTLED),
        (Kind.EARMARK, Status.EARMARKED),
        (Kind.SETTLE, Status.SETTLED),
        (Kind.RELEASE, Status.RELEASED),
        (Kind.RELEASE, Status.EXPIRED),
        (MERGED, Status.DONE),
        (OPENED, Status.DONE),
        (CLOSED, Status.DONE),
        (COUPON, Status.SETTLED),
    }


def test_a_trade_moves_its_whole_path() -> None:
    """The table of docs/spec/postings.md."""
    movements = Replay(settled()).found[-1]
    assert [(int(one["account"]), int(one["asset"]), int(one["available"])) for one in movements] == [
        (SELLER, BOND, -1_000),
        (NOMINEE[CSDC], BOND, 1_000),
        (BUYER, BOND, 1_000),
        (BUYER_CASH, CNY, -9_958_290),
        (RESERVE[CCB], CNY, -9_958_290),
        (RESERVE[ICBC], CNY, 9_958_290),
        (SELLER_CASH, CNY, 9_958_290),
    ]
    assert not movements["earmarked"].any()
    assert set(movements["row"].tolist()) == {0}


def test_an_earmark_that_is_settled_in_part_returns_the_rest() -> None:
    desk = settled()
    desk.one(CSDC, records.earmark(BUYER, SELLER, BOND, 600, 7))
    desk.one(CSDC, records.settle(7, 400))
    _, marked, moved = Replay(desk).found[-3:]
    changes = [(int(one["account"]), int(one["available"]), int(one["earmarked"])) for one in marked]
    assert changes == [(BUYER, -600, 600), (NOMINEE[CSDC], -600, 600)]
    changes = [(int(one["account"]), int(one["available"]), int(one["earmarked"])) for one in moved]
    assert sorted(changes) == sorted(
        [
            (BUYER, 0, -400),
            (NOMINEE[CSDC], 0, -400),
            (SELLER, 400, 0),
            (BUYER, 200, -200),
            (NOMINEE[CSDC], 200, -200),
        ]
    )


def test_earmarks_that_expire_together_leave_a_row_each() -> None:
    desk = opened()
    marks = [records.earmark(SELLER, BUYER, BOND, 1, at + 1, desk.now_s + 5) for at in range(100)]
    assert set(desk.send(CCDC, *marks)) == {Status.EARMARKED}
    applied = desk.commit(after_ms=10_000)
    assert applied.trades["status"].tolist() == [Status.EXPIRED] * 100
    Replay(desk)


def test_a_merger_of_tranches_is_in_the_history_position_by_position() -> None:
    desk = opened()
    desk.send(CCDC, records.issue(SELLER, TAP, 50), records.earmark(SELLER, BUYER, TAP, 20, 3))
    desk.do(CCDC, commands.MergeAsset(TAP, BOND))
    desk.one(CCDC, records.settle(3))
    merged = Replay(desk).found[-2]
    changes = [(int(one["asset"]), int(one["available"]), int(one["earmarked"])) for one in merged]
    assert changes == [(TAP, -30, -20), (BOND, 30, 20)]


def test_a_coupon_paid_through_a_nominee_is_in_the_history() -> None:
    desk = settled()
    desk.one(PBC, records.issue(TREASURY, CNY, 10_000_000))
    pay_coupon(desk)
    replay = Replay(desk)
    paid = replay.found[-1]
    assert paid[paid["account"] == BUYER_CASH]["available"].tolist() == [7_000]
    dates = np.concatenate(replay.found)
    dates = dates[dates["account"] == 0]
    assert list(zip(dates["kind"].tolist(), dates["reference"].tolist(), strict=True)) == [
        (OPENED, 20260324),
        (CLOSED, 20260324),
        (OPENED, 20260325),
    ]


@pytest.mark.parametrize("keeper", [PBC, CCDC, CSDC, ICBC, CCB])
def test_a_keeper_sees_every_movement_of_its_accounts_and_of_no_other(keeper: int) -> None:
    whole = np.concatenate(Replay(everything()).found)
    seen = seen_by(whole, keeper)
    accounts = seen[seen["account"] != 0]
    assert set((accounts["account"] >> np.uint64(48)).tolist()) == {keeper}
    mine = whole[(whole["account"] >> np.uint64(48)) == keeper]
    assert mine.size
    assert np.array_equal(accounts["available"], mine["available"])


def test_who_stands_behind_another_institution_is_not_told() -> None:
    movements = Replay(settled()).found[-1]
    at_ccdc = seen_by(movements, CCDC)
    assert sorted(at_ccdc["account"].tolist()) == sorted([SELLER, NOMINEE[CSDC]])
    sold = at_ccdc[at_ccdc["account"] == SELLER][0]
    assert int(sold["contra"]) == CSDC << 48
    at_bank = seen_by(movements, CCB)
    assert at_bank["account"].tolist() == [BUYER_CASH]
    assert int(at_bank["contra"][0]) == ICBC << 48


def test_who_orders_a_transfer_knows_where_it_goes_and_the_receiver_only_from_which_gateway() -> None:
    desk = opened()
    desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 10))
    movements = Replay(desk).found[-1]
    assert seen_by(movements, CCDC)["contra"].tolist() == [BUYER, SELLER]
    assert seen_by(movements, CSDC)["contra"].tolist() == [CCDC << 48]


def test_a_movement_has_no_padding_that_could_hold_anything() -> None:
    assert MOVEMENT.itemsize == 72
    desk, chance = opened(), Random(3)
    for _ in range(20):
        play.step(chance, desk)
    assert not np.concatenate(Replay(desk).found)["zero"].any()
