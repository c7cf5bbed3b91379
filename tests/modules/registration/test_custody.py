"""Stories of custody over three depositories, as tables: a column a step, a row an account."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.commands import CloseDate, DeclareCoupon, LinkCash, OpenDate, PayCoupon
from actors.ledger.status import Status
from cluster.legacy.messages import Delivery
from cluster.legacy.simulated.depository import SimulatedDepository
from tests.ledger.market import (
    BOND,
    CASH_OF,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    ICBC,
    NOMINEE,
    NOTE,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    TREASURY,
    Desk,
    acc,
)
from tests.legacy.village import wait
from tests.modules.payment.quay import again
from tests.modules.registration.town import OTHER, SELLER_AT_SHCH, TODAY, good, held, town

#: The week before the record date 2026-03-30, whose six trading days a legacy process stops for, and payment.
DAYS = (20260324, 20260325, 20260326, 20260327, 20260328, 20260330)
RECORD, PAID = 20260330, 20260331
OWN = (SELLER, SELLER_AT_CSDC, SELLER_AT_SHCH)


@pytest.fixture
def desk() -> Desk:
    """The town; everybody is paid on one account at ICBC."""
    desk = town()
    good(
        desk.do(SHCH, LinkCash(SELLER_AT_SHCH, SELLER_CASH)),
        desk.do(CCDC, LinkCash(OTHER, SELLER_CASH)),
    )
    return desk


def moved(desk: Desk, source: int, target: int, quantity: int, asset: int = BOND) -> Status:
    """A custody transfer by who keeps the source."""
    return desk.one(source >> 48, r.custody_transfer(source, target, asset, quantity))


def test_one_owner_moves_a_bond_through_three_depositories_and_it_exists_once(desk: Desk) -> None:
    steps = (
        (SELLER, SELLER_AT_CSDC, 300),
        (SELLER_AT_CSDC, SELLER_AT_SHCH, 120),
        (SELLER_AT_SHCH, SELLER, 20),
    )
    rows = (*OWN, NOMINEE[CSDC], NOMINEE[SHCH])
    table = [[held(desk, one) for one in rows]]
    for source, target, quantity in steps:
        assert moved(desk, source, target, quantity) == Status.SETTLED
        table.append([held(desk, one) for one in rows])
        assert desk.ledger.reconcile() == []
    assert dict(zip(rows, zip(*table, strict=True), strict=True)) == {
        SELLER: (999_000, 998_700, 998_700, 998_720),
        SELLER_AT_CSDC: (0, 300, 180, 180),
        SELLER_AT_SHCH: (0, 0, 120, 100),
        NOMINEE[CSDC]: (0, 300, 180, 180),
        NOMINEE[SHCH]: (0, 0, 120, 100),
    }
    again(desk.ledger)


def test_a_note_of_shch_comes_home_over_a_depository_that_is_not_its_own(desk: Desk) -> None:
    good(
        desk.send(SHCH, r.open_omnibus(acc(SHCH, 702), CCDC), r.open_omnibus(acc(SHCH, 704), CSDC)),
        desk.send(SHCH, r.issue(SELLER_AT_SHCH, NOTE, 90)),
    )
    for source, target in zip(OWN[::-1], (SELLER_AT_CSDC, SELLER, SELLER_AT_SHCH), strict=True):
        assert moved(desk, source, target, 90, NOTE) == Status.SETTLED
    assert held(desk, SELLER_AT_SHCH, NOTE) == 90
    assert held(desk, acc(SHCH, 702), NOTE) == held(desk, acc(SHCH, 704), NOTE) == 0


def test_no_stop_before_a_record_date_and_each_holder_is_paid_where_it_holds(desk: Desk) -> None:
    legacy = SimulatedDepository("CCDC", {"019742.IB": {"own": 10, "nominee": 0}}, stopped=DAYS)
    good(
        desk.send(PBC, r.issue(TREASURY, CNY, 10_000_000_000)),
        desk.do(CCDC, DeclareCoupon(BOND, RECORD, PAID, 219, 2, CNY, TREASURY)),
        desk.do(CFETS, CloseDate(TODAY)),
    )
    for day in DAYS:
        good(desk.do(CFETS, OpenDate(day)))
        stop = wait(legacy.submit(Delivery(f"c{day}", day, "019742.IB", "own", "nominee", 1, custody=True)))
        assert not stop.accepted
        assert moved(desk, SELLER, SELLER_AT_CSDC, 1_000) == Status.SETTLED
        assert moved(desk, SELLER_AT_CSDC, SELLER_AT_SHCH, 400) == Status.SETTLED
        good(desk.do(CFETS, CloseDate(day)))
    good(desk.do(CFETS, OpenDate(PAID)))
    before = held(desk, SELLER_CASH, CNY)
    good(*(desk.do(one, PayCoupon(BOND, RECORD)) for one in (CCDC, CSDC, SHCH)))
    assert [held(desk, one) for one in OWN] == [993_000, 3_600, 2_400]
    assert held(desk, SELLER_CASH, CNY) - before == 1_000_000 * 219 // 2
    assert held(desk, CASH_OF[CSDC], CNY) == held(desk, CASH_OF[SHCH], CNY) == 0
    again(desk.ledger)


def test_at_any_hour_with_no_business_date_open(desk: Desk) -> None:
    good(desk.do(CFETS, CloseDate(TODAY)))
    assert moved(desk, SELLER, SELLER_AT_CSDC, 5) == Status.SETTLED


def test_a_frozen_owner_takes_nothing_elsewhere(desk: Desk) -> None:
    good(desk.send(PBC, r.freeze(SELLER, 3)))
    assert moved(desk, SELLER, SELLER_AT_CSDC, 5) == Status.ACCOUNT_FROZEN
    assert desk.one(ICBC, r.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 5)) == Status.NO_MANDATE
