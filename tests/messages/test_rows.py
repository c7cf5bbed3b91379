"""Rows of the ledger's history as statements, advices and confirmations."""

from __future__ import annotations

import numpy as np
import pytest

from actors.ledger.layout import TRADE, Rows
from actors.ledger.movements import COUPON, MOVEMENT
from actors.ledger.reads import HOLDING
from actors.ledger.records import Kind
from actors.ledger.status import Status
from cluster.messages import cash, holdings, movements
from cluster.messages.cash import Entry
from cluster.messages.confirmation import Confirmation, of_row
from cluster.messages.directory import Directory
from cluster.messages.event import Action, Event, event_of_coupon
from cluster.messages.holdings import Position
from cluster.messages.movements import Movement
from cluster.messages.settlement import FreeDelivery, Half
from tests.messages.world import CCDC, CNY, CORPORATE, CSDC, ICBC, NOON_MS, SHCH, TREASURY, account

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
    found = movements.of_rows("S", 20260323, 20260323, OURS, rows, trade(), directory)
    assert found.movements == (
        Movement("7001", False, TREASURY, 100, CNY, 9_900, 20260323),
        Movement("4", False, TREASURY, 3, 0, 0, 20260323),
        Movement("commit-9", True, CORPORATE, 250, 0, 0, 20260323),
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


@pytest.mark.parametrize(("institution", "sells"), [(CCDC, True), (CSDC, False)])
def test_both_sides_of_a_trade_are_confirmed(institution: int, sells: bool) -> None:
    own, other = (OURS, CSDC) if sells else (THEIRS, CCDC)
    half = Half("7001", 7001, sells, own, other, TREASURY, 100, CNY, 9_900, 20260323)
    assert of_row(trade()[0], institution) == Confirmation(half, 20260323, 8)


@pytest.mark.parametrize(("institution", "received"), [(CCDC, False), (CSDC, True)])
def test_a_custody_transfer_is_confirmed_to_both(institution: int, received: bool) -> None:
    row = trade(kind=Kind.CUSTODY_TRANSFER, reference=0, amount=0, cash=0)[0]
    given = FreeDelivery("commit-8", 0, OURS, THEIRS, TREASURY, 100, 20260323)
    assert of_row(row, institution) == Confirmation(given, 20260323, 8, received)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.CASH_SHORT},
        {"kind": Kind.EARMARK},
        {"kind": Kind.RELEASE},
        {"kind": Kind.ISSUE, "seller_account": 0},
        {"seller_account": account(SHCH, 1)},
    ],
    ids=["failed", "set aside", "given back", "issued", "of others"],
)
def test_what_is_no_delivery_of_ours_is_not_confirmed(changes: dict[str, int]) -> None:
    assert of_row(trade(**changes)[0], CCDC) is None


def test_a_declared_coupon_becomes_an_event() -> None:
    event = event_of_coupon(TREASURY, "2024-T6", 20260324, 20260325, 219, 2, 10_000, CNY)
    assert event == Event("2024-T6-20260324", Action.COUPON, TREASURY, 20260324, 20260325, event.rate, CNY)
    assert str(event.rate) == "1.095"


def test_a_day_is_a_day_in_china(directory: Directory) -> None:
    last_second = NOON_MS + 12 * 3_600_000 - 1_000
    rows = np.concatenate(
        [movement(time_ms=last_second, available=1), movement(time_ms=last_second + 1_000, available=2)]
    )
    none = np.zeros(0, TRADE)
    for day, units in ((20260323, 1), (20260324, 2)):
        found = movements.of_rows("S", day, day, OURS, rows, none, directory)
        assert [one.quantity for one in found.movements] == [units]
