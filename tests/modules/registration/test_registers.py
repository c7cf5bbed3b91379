"""Legacy registers: stated each day, every break shown, repaired where the legacy register is authoritative."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.registration.certificate import register_digest
from actors.modules.registration.commands import Register, RepairBreaks, Request, SetRegister, StateRegister
from actors.modules.registration.registers import rows_of, unstated
from tests.ledger.market import (
    BOND,
    BUYER,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    FUND,
    ICBC,
    NOMINEE,
    NOTE,
    SELLER,
    TAP,
    Desk,
)
from tests.modules.payment.quay import again
from tests.modules.registration.town import OTHER, PAPER, TODAY, held, signed, stated, town


@pytest.fixture
def desk() -> Desk:
    """The town; the bond is mirrored."""
    desk = town()
    assert desk.do(CCDC, SetRegister(BOND, Register.MIRRORED)) == [Status.DONE]
    return desk


def repair(*accounts: int, depository: int = CCDC) -> RepairBreaks:
    """For these accounts."""
    return RepairBreaks(depository, BOND, accounts, "a trade that the ledger missed", PAPER)


def test_equal_registers_reconcile(desk: Desk) -> None:
    assert unstated(desk.ledger, CCDC) == [BOND]
    assert desk.do(CCDC, stated(desk, CCDC)) == [Status.DONE]
    assert unstated(desk.ledger, CCDC) == []
    assert desk.do(CCDC, stated(desk, CCDC)) == [Status.STATEMENT_EXISTS]


def test_a_missed_trade_is_repaired_by_depository_and_regulator(desk: Desk) -> None:
    changes = {f"a{SELLER}": 998_000, f"a{OTHER}": 2_000}
    assert desk.do(CCDC, stated(desk, CCDC, **changes)) == [Status.DONE]
    assert signed(desk, repair(SELLER, OTHER), CCDC, CSRC) == [Status.PENDING, Status.SETTLED]
    assert (held(desk, SELLER), held(desk, OTHER)) == (998_000, 2_000)
    assert why_refused(desk.ledger, CCDC, Request(0, 2, repair(SELLER))) == [Status.BREAK_UNKNOWN]
    again(desk.ledger)


@pytest.mark.parametrize(("legacy", "issued"), [(999_500, 1_000_500), (998_500, 999_500)])
def test_a_wrong_total_is_issued_or_redeemed(desk: Desk, legacy: int, issued: int) -> None:
    desk.do(CCDC, stated(desk, CCDC, **{f"a{SELLER}": legacy}))
    assert signed(desk, repair(SELLER), CCDC, CSRC) == [Status.PENDING, Status.SETTLED]
    asset = desk.ledger.asset(BOND)
    assert asset is not None
    assert (held(desk, SELLER), asset.issued) == (legacy, issued)
    again(desk.ledger)


def test_no_break_can_be_left_out(desk: Desk) -> None:
    whole = stated(desk, CCDC, **{f"a{SELLER}": 998_000, f"a{OTHER}": 2_000})
    part = msgspec.structs.replace(whole, breaks=whole.breaks[:1])
    none = msgspec.structs.replace(whole, breaks=())
    assert desk.do(CCDC, part, none) == [Status.STATEMENT_INCOMPLETE] * 2


def test_a_new_statement_takes_the_place_of_the_old_breaks(desk: Desk) -> None:
    desk.do(CCDC, stated(desk, CCDC, **{f"a{SELLER}": 999_500}))
    assert desk.do(CCDC, stated(desk, CCDC)) == [Status.DONE]
    assert why_refused(desk.ledger, CCDC, Request(0, 1, repair(SELLER))) == [Status.BREAK_UNKNOWN]


def test_what_moved_since_is_stated_anew(desk: Desk) -> None:
    desk.do(CCDC, stated(desk, CCDC, **{f"a{SELLER}": 999_500}))
    desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 1))
    assert why_refused(desk.ledger, CCDC, Request(0, 1, repair(SELLER))) == [Status.BREAK_STALE]


def test_where_the_ledger_is_authoritative_the_legacy_register_is_mended(desk: Desk) -> None:
    desk.do(CCDC, SetRegister(BOND, Register.NATIVE))
    desk.do(CCDC, stated(desk, CCDC, **{f"a{SELLER}": 999_500}))
    assert why_refused(desk.ledger, CCDC, Request(0, 1, repair(SELLER))) == [Status.LEDGER_AUTHORITATIVE]


def test_a_lower_depository_mends_only_what_cancels_out(desk: Desk) -> None:
    desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 100))
    assert desk.do(CSDC, stated(desk, CSDC, **{f"a{BUYER}": 90})) == [Status.DONE]
    faults = why_refused(desk.ledger, CSDC, Request(0, 1, repair(BUYER, depository=CSDC)))
    assert faults == [Status.BREAKS_UNBALANCED]
    desk.do(CCDC, stated(desk, CCDC, **{f"a{NOMINEE[CSDC]}": 90}))
    faults = why_refused(desk.ledger, CCDC, Request(0, 1, repair(NOMINEE[CSDC])))
    assert faults == [Status.BREAK_ON_PATH]


def test_a_frozen_account_is_not_corrected_behind_the_order(desk: Desk) -> None:
    desk.one(CSRC, r.freeze(SELLER, 3))
    desk.do(CCDC, stated(desk, CCDC, **{f"a{SELLER}": 998_000, f"a{OTHER}": 2_000}))
    assert signed(desk, repair(SELLER, OTHER), CCDC, CSRC) == [Status.PENDING, Status.ACCOUNT_FROZEN]


def test_every_refusal_of_registers(desk: Desk) -> None:
    ledger = desk.ledger
    assert why_refused(ledger, CSDC, SetRegister(BOND, 9)) == [Status.NOT_THE_ROOT, Status.AUTHORITY_INVALID]
    assert Status.NOT_A_SECURITY in why_refused(ledger, FUND, SetRegister(CNY, 1))
    assert why_refused(ledger, ICBC, StateRegister(999, 20260101, 0, b"")) == [
        Status.NOT_PERMITTED,
        Status.ASSET_UNKNOWN,
        Status.DATE_NOT_OPEN,
    ]
    backwards = stated(desk, CCDC, **{f"a{SELLER}": 998_000, f"a{OTHER}": 2_000})
    backwards = msgspec.structs.replace(backwards, breaks=backwards.breaks[::-1])
    assert why_refused(ledger, CCDC, backwards) == [Status.STATEMENT_ROWS_INVALID]
    assert why_refused(ledger, FUND, Request(0, 1, RepairBreaks(CCDC, NOTE, (), "", b""))) == [
        Status.NOT_A_SIGNATORY,
        Status.DOCUMENT_INVALID,
        Status.TEXT_INVALID,
        Status.LEDGER_AUTHORITATIVE,
        Status.STATEMENT_UNKNOWN,
    ]
    assert why_refused(ledger, CCDC, Request(0, 1, RepairBreaks(CCDC, 999, (), "x", PAPER))) == [
        Status.ASSET_UNKNOWN
    ]


def test_an_empty_register_is_stated_too(desk: Desk) -> None:
    assert rows_of(desk.ledger, CCDC, TAP) == {}
    assert desk.do(CCDC, StateRegister(TAP, TODAY, 0, register_digest({}))) == [Status.DONE]
