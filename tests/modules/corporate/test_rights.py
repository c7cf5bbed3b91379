"""Rights: holders put bonds back, the issuer calls the issue or sets another coupon."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import Option, Right
from actors.modules.corporate.state import Pays, Standing
from actors.modules.instruments.module import instrument_of
from actors.modules.middle_platform import ledger_from_image
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    FUND,
    OWNER_BUYER,
    OWNER_SELLER,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    acc,
)
from tests.modules.corporate.town import REDEEMED, Town, calendar, service, spread_out

#: A five-year of 3.00 %, annual, dated 2024-06-15: rights on Monday 2026-06-15.
DUE, RECORD = 20260615, 20260612
PUT = Option(Right.PUT, DUE, 1_000_000, 20260525, 20260529)
CALL = Option(Right.CALL, DUE, 1_010_000, notice_days=30)
RESET = Option(Right.RESET, DUE, notice_days=20)
PUT_AT_CCDC, PUT_AT_CSDC = acc(CCDC, 41), acc(CSDC, 42)


@pytest.fixture
def town() -> Town:
    """The bond with all three rights, on the first day on which a put can be elected; 101 units are at CSDC."""
    found = Town(20260506)
    found.terms(20240615, 20290615, 30_000, 1)
    found.arrange(options=(PUT, CALL, RESET))
    spread_out(found, 101, 11)
    found.send(CCDC, r.open_account(PUT_AT_CCDC, OWNER_SELLER, cash_account=SELLER_CASH))
    found.send(CSDC, r.open_account(PUT_AT_CSDC, OWNER_BUYER, cash_account=BUYER_CASH))
    return found


def elect(town: Town, units: int, **changes: int) -> com.ElectPut:
    """An election of the buyer's at CSDC."""
    fields = {
        "asset": BOND,
        "event": town.event(Pays.PUT, DUE).number,
        "account": BUYER,
        "put_account": PUT_AT_CSDC,
    }
    return com.ElectPut(**(fields | changes), units=units)


def test_what_is_elected_stands_apart_is_paid_and_redeemed(town: Town) -> None:
    put = town.event(Pays.PUT, DUE)
    town.day(20260525)
    town.ok(CSDC, elect(town, 40), elect(town, 11))
    town.ok(CCDC, elect(town, 300, account=SELLER, put_account=PUT_AT_CCDC))
    assert (town.free(BUYER), town.free(PUT_AT_CSDC), town.free(PUT_AT_CCDC)) == (50, 51, 300)
    town.day(RECORD)
    town.day(DUE)
    put, coupon = town.event(Pays.PUT, DUE), town.event(Pays.COUPON, DUE)
    assert (put.units, put.total_fen) == (351, 3_510_000)
    # Interest on what was given back goes to its holder as well.
    assert town.parts(coupon, CSDC)[PUT_AT_CSDC] == (51, 15_300)
    town.fund_issuer(put.total_fen + coupon.total_fen)
    before = town.free(BUYER_CASH, CNY)
    town.pay(put, CCDC, CSDC)
    town.pay(coupon, CCDC, CSDC)
    assert town.free(BUYER_CASH, CNY) - before == 510_000 + 101 * 300
    assert town.asset.issued == 1_000_000 - 351
    assert [town.free(one) for one in (PUT_AT_CSDC, PUT_AT_CCDC, REDEEMED, BUYER)] == [0, 0, 0, 50]
    assert len(books_of(town.ledger).elections) == 0
    assert town.event(Pays.PUT, DUE).standing == Standing.PAID


def test_a_put_that_nobody_elects_is_over_at_its_record_date(town: Town) -> None:
    town.day(RECORD)
    town.close()
    assert town.event(Pays.PUT, DUE).standing == Standing.CANCELLED


def test_elections_can_be_withdrawn_within_the_days(town: Town) -> None:
    number = town.event(Pays.PUT, DUE).number
    town.day(20260525)
    town.ok(CSDC, elect(town, 40))
    withdraw = com.WithdrawPut(BOND, number, PUT_AT_CSDC, 15)
    town.ok(CSDC, withdraw)
    assert (town.free(BUYER), town.free(PUT_AT_CSDC)) == (76, 25)
    assert town.why(CSDC, com.WithdrawPut(BOND, number, PUT_AT_CSDC, 26)) == [Status.OVER_ELECTION]
    assert town.why(CCDC, com.WithdrawPut(BOND, number, PUT_AT_CSDC, 0)) == [
        Status.NOT_THE_GATEWAY,
        Status.QUANTITY_ZERO,
    ]
    assert town.why(CCDC, com.WithdrawPut(BOND, number, PUT_AT_CCDC, 1)) == [Status.ELECTION_UNKNOWN]
    town.ok(CSDC, com.WithdrawPut(BOND, number, PUT_AT_CSDC, 25))
    assert len(books_of(town.ledger).elections) == 0
    town.ok(CSDC, elect(town, 1))
    town.day(20260601)
    assert town.why(CSDC, com.WithdrawPut(BOND, number, PUT_AT_CSDC, 1)) == [Status.PUT_WINDOW]


def test_an_election_is_refused_for_every_reason_at_once(town: Town) -> None:
    assert town.why(CSDC, elect(town, 5)) == [Status.PUT_WINDOW]
    town.day(20260525)
    assert town.why(CCDC, elect(town, 0, put_account=SELLER_AT_CSDC)) == [
        Status.NOT_THE_GATEWAY,
        Status.PUT_ACCOUNT_INVALID,
        Status.QUANTITY_ZERO,
    ]
    assert town.why(CSDC, elect(town, 5, put_account=BUYER)) == [Status.PUT_ACCOUNT_INVALID]
    assert town.why(CSDC, elect(town, 1 << 62, event=99)) == [Status.QUANTITY_TOO_LARGE, Status.EVENT_UNKNOWN]
    coupon = town.event(Pays.COUPON, DUE).number
    assert town.why(CSDC, elect(town, 5, event=coupon)) == [Status.NOT_A_PUT]
    assert town.why(CSDC, elect(town, 5, account=acc(CSDC, 99))) == [Status.ACCOUNT_UNKNOWN]
    assert town.desk.do(CSDC, elect(town, 102)) == [Status.SECURITIES_SHORT]
    assert len(books_of(town.ledger).elections) == 0


def test_own_bonds_do_not_mix_with_those_given_back(town: Town) -> None:
    town.day(20260525)
    town.send(CSDC, r.transfer(BUYER, PUT_AT_CSDC, BOND, 5))
    assert town.why(CSDC, elect(town, 5)) == [Status.PUT_ACCOUNT_INVALID]


def test_bonds_given_back_that_are_gone_again_stop_the_payment(town: Town) -> None:
    town.day(20260525)
    town.ok(CSDC, elect(town, 40))
    town.day(RECORD)
    town.day(DUE)
    assert town.why(CSDC, elect(town, 1)) == [Status.EVENT_FIXED]
    town.send(CSDC, r.transfer(PUT_AT_CSDC, BUYER, BOND, 1))
    put = town.event(Pays.PUT, DUE)
    town.fund_issuer(put.total_fen)
    town.pay(put, CCDC)
    assert town.desk.do(CSDC, com.PayEvent(BOND, put.number)) == [Status.SECURITIES_SHORT]
    town.send(CSDC, r.transfer(BUYER, PUT_AT_CSDC, BOND, 1))
    town.pay(put, CSDC)
    assert town.asset.issued == 1_000_000 - 40


def test_a_call_redeems_the_whole_issue_and_cancels_what_was_to_come(town: Town) -> None:
    town.day(20260515)
    town.ok(PBC, com.AnnounceCall(BOND, DUE))
    live = [one for one in town.events() if one.standing != Standing.CANCELLED]
    assert [(one.pays, one.due) for one in live] == [(Pays.COUPON, DUE), (Pays.CALL, DUE)]
    town.day(RECORD)
    town.day(DUE)
    call, coupon = town.event(Pays.CALL, DUE), town.event(Pays.COUPON, DUE)
    assert (call.total_fen, coupon.total_fen) == (101_000_000_00, 3_000_000_00)
    town.fund_issuer(104_000_000_00)
    town.pay(coupon, CCDC, CSDC)
    town.pay(call, CCDC, CSDC)
    assert town.asset.issued == 0
    assert [town.free(one) for one in (SELLER, BUYER, SELLER_AT_CSDC, REDEEMED)] == [0] * 4


def test_a_call_needs_the_issuer_its_right_and_its_notice(town: Town) -> None:
    assert town.why(FUND, com.AnnounceCall(BOND, 20270615)) == [Status.NOT_THE_ISSUER, Status.RIGHT_UNKNOWN]
    assert town.why(PBC, com.AnnounceCall(11, DUE)) == [Status.NOT_SERVICED]
    assert town.why(CCDC, com.AnnounceCall(BOND, DUE)) == []
    town.day(20260518)
    assert town.why(PBC, com.AnnounceCall(BOND, DUE)) == [Status.NOTICE_TOO_SHORT]


def test_bonds_elected_for_a_put_that_a_call_cancels_come_back() -> None:
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    early = Option(Right.PUT, DUE, first=20260506, last=20260515)
    town.arrange(options=(early, CALL))
    spread_out(town, 101, 11)
    town.send(CSDC, r.open_account(PUT_AT_CSDC, OWNER_BUYER, cash_account=BUYER_CASH))
    town.ok(CSDC, elect(town, 40))
    town.ok(PBC, com.AnnounceCall(BOND, DUE))
    put = town.event(Pays.PUT, DUE)
    assert town.why(CSDC, com.PayEvent(BOND, put.number)) == [Status.EVENT_CANCELLED]
    town.day(20260601)
    town.ok(CSDC, com.WithdrawPut(BOND, put.number, PUT_AT_CSDC, 40))
    assert (town.free(BUYER), town.free(PUT_AT_CSDC)) == (101, 0)


def test_a_bond_is_called_once_and_not_put_any_more(town: Town) -> None:
    town.ok(PBC, com.AnnounceCall(BOND, DUE))
    assert town.why(PBC, com.AnnounceCall(BOND, DUE)) == [Status.CALLED_ALREADY]
    town.day(20260525)
    assert town.why(CSDC, elect(town, 5)) == [Status.EVENT_CANCELLED]


def test_a_reset_changes_later_coupons_and_the_terms_on_its_day(town: Town) -> None:
    town.ok(PBC, com.ResetRate(BOND, DUE, 35_000))
    rates = {one.due: one.rate_micro for one in town.events(Pays.COUPON)}
    assert rates == {DUE: 30_000, 20270615: 35_000, 20280615: 35_000, 20290615: 35_000}
    town.day(RECORD)
    assert instrument_of(town.ledger, BOND).coupon_micro == 30_000  # type: ignore[union-attr]
    town.day(DUE)
    assert instrument_of(town.ledger, BOND).coupon_micro == 35_000  # type: ignore[union-attr]
    assert town.event(Pays.COUPON, DUE).total_fen == 3_000_000_00


def test_a_reset_is_refused_for_every_reason_at_once(town: Town) -> None:
    assert town.why(FUND, com.ResetRate(BOND, 20270615, 0)) == [
        Status.NOT_THE_ISSUER,
        Status.RIGHT_UNKNOWN,
        Status.COUPON_OUT_OF_RANGE,
    ]
    town.day(20260527)
    assert town.why(PBC, com.ResetRate(BOND, DUE, 1_000_000)) == [
        Status.NOTICE_TOO_SHORT,
        Status.COUPON_OUT_OF_RANGE,
    ]


def test_elections_survive_in_an_image(town: Town) -> None:
    town.day(20260525)
    town.ok(CSDC, elect(town, 40))
    again = ledger_from_image(town.ledger.image(), town.ledger.roster)
    assert again.image() == town.ledger.image()


def test_options_off_a_coupon_date_are_refused() -> None:
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    off = service(options=(Option(Right.CALL, 20260616), PUT))
    assert town.why(CCDC, off) == [Status.OPTIONS_INVALID]
    assert town.why(CCDC, service(options=(PUT, PUT))) == [Status.OPTIONS_INVALID]
    assert town.why(CCDC, service(options=(Option(Right.CALL, DUE, 0),))) == [Status.OPTIONS_INVALID]


def test_bonds_of_an_unpaid_put_are_not_redeemed_a_second_time(town: Town) -> None:
    town.ok(CFETS, calendar(com.Market.INTERBANK, 2029))
    town.day(20260525)
    town.ok(CSDC, elect(town, 40))
    for date in (RECORD, DUE, 20290614, 20290615):
        town.day(date)
    put, redemption = town.event(Pays.PUT, DUE), town.event(Pays.REDEMPTION, 20290615)
    assert put.defaulted
    assert (redemption.units, redemption.total_fen) == (999_960, 99_996_000_00)
    town.fund_issuer(200_000_000_00)
    town.pay(redemption, CCDC, CSDC)
    assert (town.asset.issued, town.free(PUT_AT_CSDC)) == (40, 40)
    town.pay(put, CCDC, CSDC)
    assert (town.asset.issued, town.free(PUT_AT_CSDC)) == (0, 0)
