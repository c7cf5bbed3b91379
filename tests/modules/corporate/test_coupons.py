"""Coupons: scheduled from the terms, fixed on the record date, paid through nominees to the end owners, to the fen."""

from __future__ import annotations

import pytest

from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.books import books_of
from actors.modules.corporate.state import Pays, Standing
from actors.modules.instances.commands import ApproveAct, CreateInstance, Member, Plan, ProposeAct, Setting
from actors.modules.instruments.commands import CouponType
from actors.modules.middle_platform import ledger_from_image
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CASH_OF,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    FUND,
    ICBC,
    NOMINEE,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    TAP,
    TREASURY,
    acc,
)
from tests.modules.corporate.town import Town, more_clients, service, spread_out

MARCH = 20260325


@pytest.fixture
def thirty_year() -> Town:
    """The 30-year 2.19 % (2024-T6) on Monday 2026-03-23: 109.5 fen a unit on 2026-03-25, to holders of odd units."""
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    return town


def hold_odd_units(town: Town) -> tuple[int, int]:
    """Three holders at CCDC and two at CSDC, all of odd units."""
    first, second = more_clients(town)
    town.send(CCDC, r.transfer(SELLER, first, BOND, 3), r.transfer(SELLER, second, BOND, 1))
    spread_out(town, 7, 5)
    return first, second


def test_the_schedule_follows_from_the_terms(thirty_year: Town) -> None:
    coupons = thirty_year.events(Pays.COUPON)
    assert len(coupons) == 57
    assert (coupons[0].due, coupons[0].record_date, coupons[0].payment_date) == (MARCH, 20260324, MARCH)
    assert (coupons[-1].due, coupons[-1].payment_date, coupons[-1].provisional) == (20540325, 0, True)
    assert [one.pays for one in thirty_year.events()[-2:]] == [Pays.COUPON, Pays.REDEMPTION]


def test_odd_units_are_paid_to_the_fen_through_the_nominee(thirty_year: Town) -> None:
    first, second = hold_odd_units(thirty_year)
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event = thirty_year.event(Pays.COUPON, MARCH)
    assert (event.units, event.total_fen, event.standing) == (1_000_000, 109_500_000, Standing.FIXED)
    # 109.5 fen a unit: of odd holdings, the half fen goes to the lower accounts.
    assert thirty_year.parts(event, CCDC) == {
        SELLER: (999_984, 109_498_248),
        first: (3, 329),
        second: (1, 109),
        NOMINEE[CSDC]: (12, 1_314),
    }
    assert thirty_year.parts(event, CSDC) == {BUYER: (7, 767), SELLER_AT_CSDC: (5, 547)}
    thirty_year.fund_issuer(109_500_000)
    before = thirty_year.free(BUYER_CASH, CNY), thirty_year.free(SELLER_CASH, CNY)
    thirty_year.pay(event, CCDC, CSDC)
    after = thirty_year.free(BUYER_CASH, CNY), thirty_year.free(SELLER_CASH, CNY)
    assert (after[0] - before[0], after[1] - before[1]) == (767, 109_498_248 + 547)
    assert (thirty_year.free(acc(ICBC, 11), CNY), thirty_year.free(TREASURY, CNY)) == (329, 0)
    assert thirty_year.free(CASH_OF[CSDC], CNY) == 0
    assert thirty_year.event(Pays.COUPON, MARCH).standing == Standing.PAID


def test_who_buys_on_the_payment_date_is_not_entitled(thirty_year: Town) -> None:
    thirty_year.day(20260324)
    spread_out(thirty_year, 10, 1)
    thirty_year.day(MARCH)
    spread_out(thirty_year, 90, 9)
    parts = thirty_year.parts(thirty_year.event(Pays.COUPON, MARCH), CSDC)
    assert {account: quantity for account, (quantity, _) in parts.items()} == {BUYER: 10, SELLER_AT_CSDC: 1}


def test_the_first_coupon_of_the_five_year_of_2026() -> None:
    town = Town(20260128, (2026, 2027))
    town.send(CCDC, r.issue(SELLER, BOND, 1_499_000_000))
    town.terms(20260125, 20310125, 15_400, 1)
    town.arrange()
    town.day(20270122)
    town.day(20270125)
    event = town.event(Pays.COUPON, 20270125)
    assert (event.record_date, event.payment_date, event.provisional) == (20270122, 20270125, True)
    assert (event.units * 100, event.total_fen) == (150_000_000_000, 2_310_000_000_00)
    town.fund_issuer(event.total_fen)
    town.pay(event, CCDC)
    assert town.free(TREASURY, CNY) == 0


def test_a_bond_in_both_markets_is_paid_on_each_markets_days() -> None:
    """Saturday 2026-02-28: banks work, exchanges are closed; clients of CSDC are paid on Monday."""
    town = Town(20260226)
    town.terms(20250228, 20350228, 20_000, 2)
    town.ok(CSDC, com.SetHomeMarket(com.Market.EXCHANGE))
    town.arrange()
    spread_out(town, 100, 1)
    town.day(20260227)
    town.day(20260228)
    event = town.event(Pays.COUPON, 20260228)
    assert (event.record_date, event.payment_date) == (20260227, 20260228)
    days = [town.claim(event, one).payment_date for one in (CCDC, CSDC)]
    assert days == [20260228, 20260302]
    town.fund_issuer(event.total_fen)
    town.pay(event, CCDC)
    assert town.why(CSDC, com.PayEvent(BOND, event.number)) == [Status.EVENT_NOT_DUE]
    town.day(20260302)
    town.pay(event, CSDC)
    assert town.event(Pays.COUPON, 20260228).standing == Standing.PAID


def test_a_short_first_period_earns_its_days() -> None:
    """Dated 2026-02-25, due 2026-03-25: 28 of the 181 days of the regular half-year."""
    town = Town(20260323)
    town.terms(20260225, 20360325, 18_100, 2)
    town.arrange()
    town.day(20260324)
    town.close()
    event = town.event(Pays.COUPON, MARCH)
    assert (event.start, event.years_over, event.years_under) == (20260225, 14, 181)
    assert event.total_fen == 1_000_000 * 14 * 100 // 100


def test_an_issuer_short_of_cash_is_tried_again_until_it_has_it(thirty_year: Town) -> None:
    hold_odd_units(thirty_year)
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event = thirty_year.event(Pays.COUPON, MARCH)
    assert thirty_year.desk.do(CCDC, com.PayEvent(BOND, event.number)) == [Status.QUEUED]
    assert thirty_year.why(CCDC, com.PayEvent(BOND, event.number)) == [Status.CLAIM_WAITING]
    assert thirty_year.why(CSDC, com.PayEvent(BOND, event.number)) == [Status.CLAIM_NOT_RECEIVED]
    thirty_year.fund_issuer(109_499_999)
    assert thirty_year.free(TREASURY, CNY) == 109_499_999
    thirty_year.fund_issuer(1)
    (told,) = thirty_year.desk.late()
    assert (told.status, thirty_year.free(TREASURY, CNY)) == (Status.SETTLED, 0)
    assert thirty_year.ledger.reconcile() == []


def test_an_event_not_paid_within_grace_is_in_default_and_can_still_be_paid(thirty_year: Town) -> None:
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event = thirty_year.event(Pays.COUPON, MARCH)
    pay = com.PayEvent(BOND, event.number)
    assert thirty_year.desk.do(CCDC, pay) == [Status.QUEUED]
    for day in (20260326, 20260327, 20260330, 20260331):
        thirty_year.day(day)
    thirty_year.day(20260401)
    assert not thirty_year.event(Pays.COUPON, MARCH).defaulted
    thirty_year.close()
    assert thirty_year.event(Pays.COUPON, MARCH).defaulted
    assert [one.status for one in thirty_year.desk.late()] == [Status.EVENT_DEFAULTED]
    assert thirty_year.desk.do(CCDC, pay) == [Status.CASH_SHORT]
    thirty_year.fund_issuer(event.total_fen)
    thirty_year.pay(event, CCDC)
    found = thirty_year.event(Pays.COUPON, MARCH)
    assert (found.standing, found.defaulted) == (Standing.PAID, True)


def test_a_payment_is_refused_for_every_reason_at_once(thirty_year: Town) -> None:
    hold_odd_units(thirty_year)
    event = thirty_year.event(Pays.COUPON, MARCH)
    pay = com.PayEvent(BOND, event.number)
    assert thirty_year.why(CCDC, com.PayEvent(BOND, 999)) == [Status.EVENT_UNKNOWN]
    assert thirty_year.why(CCDC, pay) == [Status.EVENT_NOT_FIXED]
    thirty_year.day(20260324)
    thirty_year.close()
    assert thirty_year.why(SHCH, pay) == [Status.CLAIM_NONE]
    thirty_year.send(PBC, r.revoke(TREASURY, CCDC), r.freeze(TREASURY, 77))
    homeless = acc(CCDC, 13)
    thirty_year.send(CCDC, r.open_account(homeless, 1))
    assert thirty_year.why(CCDC, pay) == [
        Status.NO_MANDATE,
        Status.EVENT_NOT_DUE,
        Status.CASH_ACCOUNT_FROZEN,
    ]
    assert thirty_year.why(CSDC, pay) == [Status.CLAIM_NOT_RECEIVED, Status.EVENT_NOT_DUE]
    thirty_year.send(PBC, r.grant(TREASURY, CCDC), r.unfreeze(TREASURY, 77))
    thirty_year.day(MARCH)
    thirty_year.fund_issuer(event.total_fen + 109_500_000)
    thirty_year.pay(event, CCDC)
    assert thirty_year.why(CCDC, pay) == [Status.CLAIM_PAID]


def test_a_holder_without_a_cash_account_stops_the_payment_with_a_reason(thirty_year: Town) -> None:
    homeless = acc(CCDC, 13)
    thirty_year.send(CCDC, r.open_account(homeless, 1))
    thirty_year.send(CCDC, r.transfer(SELLER, homeless, BOND, 5))
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event = thirty_year.event(Pays.COUPON, MARCH)
    assert thirty_year.why(CCDC, com.PayEvent(BOND, event.number)) == [Status.NO_CASH_ACCOUNT]


def test_a_service_is_refused_for_every_reason_at_once() -> None:
    town = Town(20260323)
    bad = service(
        instance=0,
        issuer=99,
        cash=BOND,
        paying_account=acc(PBC, 77),
        redemption_account=NOMINEE[CSDC],
        market=9,
        roll=9,
    )
    assert town.why(CSDC, bad) == [
        Status.NOT_THE_ROOT,
        Status.NO_MANDATE,
        Status.NOT_MONEY,
        Status.CONTRA_UNKNOWN,
        Status.COUNTERPARTY_UNKNOWN,
        Status.REDEMPTION_ACCOUNT_INVALID,
        Status.MARKET_UNKNOWN,
        Status.ROLL_UNKNOWN,
        Status.TERMS_UNKNOWN,
    ]
    assert Status.INSTANCE_UNKNOWN in town.why(CCDC, service(instance=5))
    assert Status.NOT_PERMITTED in town.why(FUND, service())
    town.terms(20240325, 20540325, 21_900, 2)
    worse = service(
        cash=999,
        index=4,
        spread_micro=1,
        repayments=(com.Repayment(20260325, 1_000_000), com.Repayment(20260101, 0)),
        options=(com.Option(7, 20260101), com.Option(com.Right.PUT, MARCH, first=20260310, last=20260301)),
    )
    assert town.why(CCDC, worse) == [
        Status.CASH_UNKNOWN,
        Status.INDEX_MISPLACED,
        Status.INDEX_UNKNOWN,
        Status.REPAYMENTS_INVALID,
        Status.OPTIONS_INVALID,
    ]
    town.arrange()
    assert town.why(CCDC, service()) == [Status.SERVICED_ALREADY]


def test_nothing_is_arranged_before_a_business_date_or_after_maturity() -> None:
    town = Town(0)
    town.terms(20200325, 20250325, 21_900, 2)
    assert town.why(CCDC, service()) == [Status.DATE_NOT_OPEN]
    town.day(20260323)
    assert town.why(CCDC, service()) == [Status.TERMS_CANNOT_BE_SERVICED]
    for_ever = Town(20260323)
    for_ever.terms(20200325, 99991231, 30_000, 0, coupon_type=CouponType.SIMPLE)
    assert for_ever.why(CCDC, service()) == [Status.TERMS_CANNOT_BE_SERVICED]


def test_a_tap_raises_what_is_outstanding_and_what_is_paid(thirty_year: Town) -> None:
    thirty_year.send(CCDC, r.issue(SELLER, TAP, 500_001))
    thirty_year.day(20260324)
    thirty_year.ok(CCDC, typed.MergeAsset(TAP, BOND))
    thirty_year.close()
    event = thirty_year.event(Pays.COUPON, MARCH)
    # 1,500,001 units at 109.5 fen are 164,250,109.5 fen: a half goes up.
    assert (event.units, event.total_fen) == (1_500_001, 164_250_110)


def test_statements_are_their_gateways_own_and_are_emptied_in_the_end(thirty_year: Town) -> None:
    hold_odd_units(thirty_year)
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event, books = thirty_year.event(Pays.COUPON, MARCH), books_of(thirty_year.ledger)
    claim = thirty_year.claim(event, CSDC)
    seen = [books.claims.seen_by(thirty_year.ledger, one, claim) for one in (CSDC, CCDC, FUND)]
    assert seen == [True, False, False]
    thirty_year.fund_issuer(event.total_fen)
    thirty_year.pay(event, CCDC, CSDC)
    thirty_year.day(20260423)
    assert thirty_year.claim(event, CSDC).parts
    thirty_year.day(20260424)
    assert (thirty_year.claim(event, CSDC).parts, thirty_year.claim(event, CSDC).total_fen) == (b"", 1_314)


def test_everything_survives_in_an_image(thirty_year: Town) -> None:
    hold_odd_units(thirty_year)
    thirty_year.day(20260324)
    thirty_year.day(MARCH)
    event = thirty_year.event(Pays.COUPON, MARCH)
    thirty_year.desk.do(CCDC, com.PayEvent(BOND, event.number))
    again = ledger_from_image(thirty_year.ledger.image(), thirty_year.ledger.roster)
    assert again.image() == thirty_year.ledger.image()
    assert len(books_of(again).waiting) == 1


def test_a_coupon_of_a_bond_under_service_is_not_declared_by_hand_too(thirty_year: Town) -> None:
    by_hand = typed.DeclareCoupon(BOND, 20260324, MARCH, 1095, 10, CNY, TREASURY)
    assert thirty_year.why(CCDC, by_hand) == [Status.SERVICED_ALREADY]


def test_an_instance_sets_the_days_of_grace_and_of_record() -> None:
    town = Town(20260320)
    settings = (Setting("corporate.grace_days", 0), Setting("corporate.record_days", 2))
    members = (Member(CCDC, ("custodian",)),)
    plan = Plan("bonds", "Bonds", "债券", 3, ("corporate",), members, (), 0, 86_400, (PBC, CSRC), 2, settings)
    town.ok(PBC, ProposeAct(1, CreateInstance(7, plan)))
    town.ok(CSRC, ApproveAct(1))
    town.terms(20240325, 20540325, 21_900, 2)
    assert town.why(CSDC, service(instance=7))[0] == Status.NOT_ADMITTED
    town.arrange(instance=7)
    assert town.event(Pays.COUPON, MARCH).record_date == 20260323
    town.day(20260323)
    town.day(MARCH)
    town.close()
    assert town.event(Pays.COUPON, MARCH).defaulted
