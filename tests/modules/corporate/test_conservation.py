"""Whatever is done in whatever order, nothing is lost: random lives of bonds, and a bond with ten thousand holders."""

from __future__ import annotations

import random

import numpy as np
import pytest

from actors.base.canonical import Canonical
from actors.ledger import records as r
from actors.ledger.movements import MOVEMENT, movements_of, paths_of
from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.commands import Option, Right
from actors.modules.corporate.state import Pays, Standing
from actors.modules.middle_platform import ledger_from_image, new_ledger
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCDC,
    CNY,
    CSDC,
    ICBC,
    OWNER_BUYER,
    OWNER_SELLER,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    TREASURY,
    acc,
)
from tests.modules.corporate.town import Town, spread_out

PUT_ACCOUNTS = {SELLER: acc(CCDC, 41), BUYER: acc(CSDC, 42)}
DATES = (
    20260501, 20260506, 20260512, 20260513, 20260514, 20260515, 20260610, 20260612, 20260615, 20260616,
    20260618, 20260622, 20260914, 20260915, 20260916, 20261214, 20261215, 20261216, 20261225,
)  # fmt: skip


def living(draw: random.Random) -> Town:
    """An odd issue that repays a part, may be put, called and reset, and matures on 2026-12-15."""
    town = Town(20260429)
    town.terms(20251215, 20261215, draw.randrange(1, 99_999), 4)
    town.arrange(
        repayments=(com.Repayment(20260615, 100_000 * draw.randrange(1, 6)),),
        options=(
            Option(Right.PUT, 20260615, 1_000_000 + draw.randrange(0, 999), 20260506, 20260515),
            Option(Right.RESET, 20260615),
            Option(Right.CALL, 20260915, 1_003_000, notice_days=30),
        ),
    )
    town.send(CCDC, r.open_account(PUT_ACCOUNTS[SELLER], OWNER_SELLER, cash_account=SELLER_CASH))
    town.send(CSDC, r.open_account(PUT_ACCOUNTS[BUYER], OWNER_BUYER, cash_account=BUYER_CASH))
    town.send(CCDC, r.issue(SELLER, BOND, draw.randrange(1, 1_000)))
    spread_out(town, draw.randrange(1, 9_999), draw.randrange(1, 9_999))
    return town


def random_command(town: Town, draw: random.Random) -> tuple[int, Canonical]:
    """Something that somebody might ask for, sensible or not."""
    event = draw.choice(town.events()).number
    account = draw.choice((SELLER, BUYER))
    put, units = PUT_ACCOUNTS[account], draw.randrange(1, 2_000)
    keeper = CCDC if account == SELLER else CSDC
    choices: list[tuple[int, Canonical]] = [
        (draw.choice((CCDC, CSDC, SHCH)), com.PayEvent(BOND, event)),
        (keeper, com.ElectPut(BOND, town.event(Pays.PUT, 20260615).number, account, put, units)),
        (keeper, com.WithdrawPut(BOND, town.event(Pays.PUT, 20260615).number, put, units)),
        (PBC, com.ResetRate(BOND, 20260615, draw.randrange(1, 99_999))),
    ]
    if draw.random() < 0.02:
        choices.append((PBC, com.AnnounceCall(BOND, 20260915)))
    return draw.choice(choices)


def move_about(town: Town) -> None:
    """A unit to each of two other accounts, if the seller has them."""
    if town.free(SELLER) > 1:
        spread_out(town, 1, 1)


def settle_all(town: Town) -> None:
    """Everybody pays everything that is due."""
    for event in town.events():
        if event.standing == Standing.FIXED:
            for one in (CCDC, CSDC):
                if not town.why(one, com.PayEvent(BOND, event.number)):
                    town.desk.do(one, com.PayEvent(BOND, event.number))


@pytest.mark.parametrize("seed", range(8))
def test_random_lives_conserve_and_end_with_no_bond(seed: int) -> None:
    draw = random.Random(seed)
    town = living(draw)
    money = money_of(town) + fund(town, draw.randrange(0, 200_000_000_00))
    for date in DATES:
        town.day(date)
        for _ in range(12):
            town.desk.do(*random_command(town, draw))
            assert town.ledger.reconcile() == []
        if draw.random() < 0.5:
            move_about(town)
    money += fund(town, 300_000_000_00)
    for _ in range(2):
        settle_all(town)
    town.day(20261228)
    standings = {one.standing for one in town.events()}
    assert standings <= {Standing.PAID, Standing.CANCELLED}
    assert town.asset.issued == 0
    assert [town.free(one) for one in (SELLER, BUYER, SELLER_AT_CSDC, *PUT_ACCOUNTS.values())] == [0] * 5
    assert money_of(town) == money
    again = ledger_from_image(town.ledger.image(), town.ledger.roster)
    assert again.image() == town.ledger.image()


def money_of(town: Town) -> int:
    """All money there is."""
    found = town.ledger.asset(CNY)
    assert found is not None
    return found.issued


def fund(town: Town, fen: int) -> int:
    """So much for the issuer."""
    if fen:
        town.fund_issuer(fen)
    return fen


def test_ten_thousand_holders_are_paid_and_redeemed() -> None:
    town = Town(20260429)
    town.terms(20160505, 20260505, 29_000, 2)
    town.arrange()
    holders = [acc(CCDC, 1_000 + at) for at in range(10_000)]
    for at in range(0, len(holders), 2_000):
        some = holders[at : at + 2_000]
        town.send(CCDC, *(r.open_account(one, 7_001, cash_account=SELLER_CASH) for one in some))
        town.send(CCDC, *(r.transfer(SELLER, one, BOND, 1 + one % 9) for one in some))
    town.day(20260430)
    town.day(20260506)
    town.fund_issuer(101_450_000_00)
    coupon, redemption = town.events(Pays.COUPON, Pays.REDEMPTION)
    assert town.desk.do(CCDC, com.PayEvent(BOND, coupon.number)) == [Status.SETTLED]
    assert town.desk.do(CCDC, com.PayEvent(BOND, redemption.number)) == [Status.SETTLED]
    assert (town.asset.issued, town.free(TREASURY, CNY), len(town.ledger.holdings(CCDC))) == (0, 0, 0)
    assert int(np.sum(town.claim(coupon, CCDC).rows()["amount"])) == 1_450_000_00
    assert town.free(acc(PBC, ICBC), CNY) >= 101_450_000_00


def test_the_history_alone_gives_every_position_and_a_replay_the_same_state() -> None:
    draw = random.Random(11)
    town = living(draw)
    town.fund_issuer(150_000_000_00)
    for date in DATES:
        town.day(date)
        for _ in range(6):
            town.desk.do(*random_command(town, draw))
        settle_all(town)
    again, found = new_ledger(town.ledger.roster), np.zeros(0, MOVEMENT)
    for commit, batches in town.desk.log:
        rows = again.apply(commit, batches).trades
        found = np.concatenate([found, movements_of(rows, paths_of(again.state))])
    assert again.image() == town.ledger.image()
    sums: dict[tuple[int, int], int] = {}
    for one in found[found["account"] != 0]:
        key = (int(one["account"]), int(one["asset"]))
        sums[key] = sums.get(key, 0) + int(one["available"])
    held = {(int(one["account"]), int(one["asset"])): int(one["available"]) for one in again.holdings()}
    assert {key: quantity for key, quantity in sums.items() if quantity} == held
