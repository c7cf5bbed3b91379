"""Rows of the ledger's history as statements, advices and confirmations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from actors.ledger.layout import TRADE, Rows
from actors.ledger.movements import COUPON, MERGED, MOVEMENT
from actors.ledger.reads import HOLDING
from actors.ledger.records import Kind
from actors.ledger.status import Status
from actors.modules.corporate.state import PAID
from cluster.messages import cash, holdings, movements
from cluster.messages.cash import Entry
from cluster.messages.confirmation import Confirmation, of_rows
from cluster.messages.directory import Directory
from cluster.messages.holdings import Position
from cluster.messages.message import read, write
from cluster.messages.movements import Movement, Movements
from cluster.messages.settlement import FreeDelivery, Half
from tests.messages.world import CCDC, CNY, CORPORATE, CSDC, ICBC, NOON_MS, TREASURY, account

FACE = 10_000
OURS, THEIRS, PURSE = account(CCDC, 17), account(CSDC, 5), account(ICBC, 3)


def trade(**fields: int) -> Rows:
    """One settled delivery versus payment from ours to theirs, unless changed."""
    row = np.zeros(1, TRADE)
    values = {
        "commit": 8,
        "time_ms": NOON_MS,
        "reference": 7001,
        "seller_account": OURS,
        "buyer_account": THEIRS,
        "quantity": 100,
        "amount": 9_900,
        "asset": TREASURY,
        "cash": CNY,
        "seller": CCDC,
        "buyer": CSDC,
        "status": Status.SETTLED,
        "kind": Kind.DELIVER,
    }
    for name, value in (values | fields).items():
        row[name] = value
    return row


def movement(**fields: int) -> Rows:
    """One posting on our account."""
    row = np.zeros(1, MOVEMENT)
    values = {"commit": 8, "time_ms": NOON_MS, "account": OURS, "asset": TREASURY, "kind": Kind.DELIVER}
    for name, value in (values | fields).items():
        row[name] = value
    return row


def moved(rows: Rows, trades: Rows, directory: Directory, day: int = 20260323) -> Movements:
    """The statement of our account on a day, with a face of ¥100 throughout."""
    return movements.of_rows("S", day, day, OURS, rows, np.full(rows.size, FACE), trades, directory)


def confirmed(rows: Rows, trades: Rows, own: set[int]) -> list[Confirmation]:
    """The confirmations, with a face of ¥100 throughout."""
    return of_rows(rows, np.full(rows.size, FACE), trades, own)


def test_a_holding_is_told_free_and_set_aside_and_money_is_left_out(directory: Directory) -> None:
    rows = np.zeros(3, HOLDING)
    rows["account"] = (OURS, OURS, THEIRS)
    rows["asset"] = (TREASURY, CNY, TREASURY)
    rows["available"], rows["earmarked"] = (7, 8, 9), (2, 0, 0)
    found = holdings.of_rows("S", NOON_MS, OURS, rows, directory)
    assert found.positions == (Position(TREASURY, 7, 2),)


def test_a_statement_tells_what_moved_with_what_was_paid(directory: Directory) -> None:
    rows = np.concatenate(
        [
            movement(reference=7001, available=-100),
            movement(kind=Kind.EARMARK, reference=4, available=-3, earmarked=3),
            movement(commit=9, kind=Kind.SETTLE, reference=4, earmarked=-3),
            movement(commit=9, kind=Kind.CUSTODY_TRANSFER, asset=CORPORATE, available=250),
            movement(commit=9, time_ms=NOON_MS - 86_400_000, kind=Kind.TRANSFER, available=1),
            movement(account=THEIRS, available=100),
            movement(asset=CNY, kind=Kind.PAYMENT, available=1),
        ]
    )
    found = moved(rows[rows["account"] == OURS], trade(), directory)
    assert found.movements == (
        Movement("7001", False, TREASURY, 100, CNY, 9_900, 20260323, FACE),
        Movement("4", False, TREASURY, 3, 0, 0, 20260323, FACE),
        Movement("commit-9", True, CORPORATE, 250, 0, 0, 20260323, FACE),
    )


def test_an_advice_tells_each_entry_with_its_purpose() -> None:
    purse = {"account": PURSE, "asset": CNY}
    rows = np.concatenate(
        [
            movement(**purse, reference=7001, available=9_900),
            movement(**purse, kind=COUPON, commit=9, available=55),
            movement(**purse, kind=Kind.PAYMENT, commit=10, available=-5),
            movement(**purse, kind=Kind.ISSUE, commit=11, available=1_000),
            movement(**purse, kind=Kind.EARMARK, commit=12, available=-4, earmarked=4),
            movement(available=100),
        ]
    )
    found = cash.of_rows("A", NOON_MS, PURSE, CNY, rows)
    assert found.entries == (
        Entry("7001", True, 9_900, 20260323, "trade"),
        Entry("commit-9", True, 55, 20260323, "coupon"),
        Entry("commit-10", False, 5, 20260323, "debit"),
        Entry("commit-11", True, 1_000, 20260323, "other"),
    )


def test_a_trade_is_confirmed_to_its_own_side() -> None:
    for own, other, sells in ((OURS, CSDC, True), (THEIRS, CCDC, False)):
        fields = {
            "account": own,
            "contra": other << 48,
            "reference": 7001,
            "available": -100 if sells else 100,
        }
        half = Half("7001", 7001, sells, own, other, TREASURY, 100, CNY, 9_900, 20260323)
        assert confirmed(movement(**fields), trade(), {own}) == [
            Confirmation(half, 20260323, 8, face_fen=FACE)
        ]


def test_two_sides_at_one_custodian_are_confirmed_to_each() -> None:
    other = account(CCDC, 18)
    ends = {OURS: (other, -100), other: (OURS, 100)}
    rows = [
        movement(account=one, contra=contra, reference=7001, available=units)
        for one, (contra, units) in ends.items()
    ]
    found = confirmed(np.concatenate(rows), trade(buyer_account=other, buyer=CCDC), set(ends))
    assert [(one.sells, one.instruction.account) for one in found] == [(True, OURS), (False, other)]


def test_two_trades_of_one_reference_in_a_commit_are_told_apart() -> None:
    other = account(CCDC, 18)
    trades = np.concatenate([trade(), trade(seller_account=other, amount=5_000)])
    rows = movement(account=other, contra=CSDC << 48, reference=7001, available=-100)
    (found,) = confirmed(rows, trades, {other})
    assert isinstance(found.instruction, Half)
    assert found.instruction.amount == 5_000


@pytest.mark.parametrize(("own", "received"), [(OURS, False), (THEIRS, True)])
def test_a_custody_transfer_is_confirmed_to_both(own: int, received: bool) -> None:
    """Who receives it learns from which depository, not from which account."""
    contra = CCDC << 48 if received else THEIRS
    fields = {"account": own, "contra": contra, "available": 100 if received else -100}
    rows = movement(kind=Kind.CUSTODY_TRANSFER, **fields)
    ends = (contra, own) if received else (own, contra)
    given = FreeDelivery("commit-8", 0, *ends, TREASURY, 100, 20260323)
    assert confirmed(rows, trade()[:0], {own}) == [Confirmation(given, 20260323, 8, received, FACE)]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.EARMARK, "available": -100, "earmarked": 100},
        {"kind": Kind.RELEASE, "available": 100, "earmarked": -100},
        {"kind": Kind.ISSUE, "contra": 0},
        {"kind": PAID},
        {"kind": MERGED},
        {"account": account(CCDC, 18)},
    ],
    ids=["set aside", "given back", "issued", "redeemed", "merged", "of others"],
)
def test_what_is_no_delivery_of_ours_is_not_confirmed(changes: dict[str, int]) -> None:
    rows = movement(**({"contra": THEIRS, "available": -100} | changes))
    assert confirmed(rows, trade(), {OURS}) == []


def test_a_day_is_a_day_in_china(directory: Directory) -> None:
    last_second = NOON_MS + 12 * 3_600_000 - 1_000
    rows = np.concatenate(
        [movement(time_ms=last_second, available=1), movement(time_ms=last_second + 1_000, available=2)]
    )
    none = np.zeros(0, TRADE)
    for day, units in ((20260323, 1), (20260324, 2)):
        found = moved(rows, none, directory, day)
        assert [one.quantity for one in found.movements] == [units]


def test_a_quantity_of_a_day_with_another_face_is_told_in_units(directory: Directory) -> None:
    """A unit was ¥150 then and is ¥100 now: a face amount would be read as another quantity."""
    row = movement(kind=Kind.CUSTODY_TRANSFER, contra=THEIRS, available=-7)
    (one,) = of_rows(row, np.array([15_000]), trade()[:0], {OURS})
    then = movements.of_rows("S", 20260323, 20260323, OURS, row, np.array([15_000]), trade()[:0], directory)
    for noun in (one, then):
        data = write(noun, directory)
        assert b"<Unit>7</Unit>" in data
        assert b"FaceAmt" not in data
    assert read(write(one, directory), directory).noun == replace(one, face_fen=0)
