"""Calendars on the ledger: real bonds roll as they did, each market by its own days, and only days to come change."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.commands import Market, Roll
from actors.modules.corporate.state import Pays, Standing
from tests.ledger.market import CCDC, CFETS, CSDC, CSRC, FUND
from tests.modules.corporate.town import Town, calendar


def dates(town: Town, pays: Pays, due: int) -> tuple[int, int]:
    """Record and payment date."""
    event = town.event(pays, due)
    return event.record_date, event.payment_date


@pytest.mark.parametrize(
    ("dated", "maturity", "pays", "due", "record", "payment"),
    [
        pytest.param(20180201, 20280201, Pays.COUPON, 20260201, 20260130, 20260202, id="coupon of 180004"),
        pytest.param(20170504, 20270504, Pays.COUPON, 20260504, 20260430, 20260506, id="coupon of 170010"),
        pytest.param(
            20160505, 20260505, Pays.REDEMPTION, 20260505, 20260430, 20260506, id="redemption of 160010"
        ),
    ],
)
def test_payments_of_real_bonds_roll(
    dated: int, maturity: int, pays: Pays, due: int, record: int, payment: int
) -> None:
    town = Town(20260129)
    town.terms(dated, maturity, 30_000, 2)
    town.arrange()
    assert dates(town, pays, due) == (record, payment)


@pytest.mark.parametrize(
    ("market", "roll", "payment"),
    [
        (Market.INTERBANK, Roll.FOLLOWING, 20260228),
        (Market.EXCHANGE, Roll.FOLLOWING, 20260302),
        (Market.EXCHANGE, Roll.MODIFIED_FOLLOWING, 20260227),
        (Market.EXCHANGE, Roll.PRECEDING, 20260227),
        (Market.EXCHANGE, Roll.UNADJUSTED, 20260228),
    ],
)
def test_saturday_28_february_2026_by_market_and_rule(market: Market, roll: Roll, payment: int) -> None:
    town = Town(20260226)
    town.terms(20250228, 20350228, 20_000, 2)
    town.arrange(market=market, roll=roll)
    record = 20260226 if payment == 20260227 else 20260227
    assert dates(town, Pays.COUPON, 20260228) == (record, payment)


def test_dates_of_years_without_a_calendar_come_with_it() -> None:
    town = Town(20260323)
    town.terms(20260125, 20310125, 15_400, 1)
    town.arrange()
    assert dates(town, Pays.COUPON, 20270125) == (0, 0)
    town.ok(CFETS, calendar(Market.EXCHANGE, 2027))
    assert dates(town, Pays.COUPON, 20270125) == (0, 0)
    town.ok(CFETS, calendar(Market.INTERBANK, 2027))
    event = town.event(Pays.COUPON, 20270125)
    assert (event.payment_date, event.provisional) == (20270125, True)


def test_an_announced_holiday_moves_what_a_provisional_calendar_said() -> None:
    town = Town(20260323, (2026, 2027))
    town.terms(20260125, 20310125, 15_400, 1)
    town.arrange()
    provisional = calendar(Market.INTERBANK, 2027)
    closed = {20270125, 20270126}
    days = tuple(day for day in provisional.days if day not in closed)
    town.ok(CSRC, com.SetCalendar(Market.INTERBANK, 2027, days, False))
    event = town.event(Pays.COUPON, 20270125)
    assert (event.record_date, event.payment_date, event.provisional) == (20270122, 20270127, False)


def test_a_corrected_record_date_is_the_one_that_fixes() -> None:
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    known = calendar(Market.INTERBANK, 2026)
    days = tuple(day for day in known.days if day != 20260325)
    town.ok(CFETS, msgspec.structs.replace(known, days=days))
    town.day(20260324)
    town.day(20260326)
    event = town.event(Pays.COUPON, 20260325)
    assert (event.record_date, event.payment_date, event.units) == (20260324, 20260326, 1_000_000)


def test_a_record_date_that_nobody_opened_is_made_up_for_before_the_next_date() -> None:
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    town.day(20260325)
    event = town.event(Pays.COUPON, 20260325)
    assert (event.record_date, event.standing, event.units) == (20260324, Standing.FIXED, 1_000_000)


def test_past_days_do_not_change() -> None:
    town = Town(20260323)
    known = calendar(Market.INTERBANK, 2026)
    without = tuple(day for day in known.days if day != 20260320)
    changed = msgspec.structs.replace(known, days=without)
    assert town.why(CFETS, changed) == [Status.CALENDAR_PAST]


def test_a_calendar_is_refused_for_every_reason_at_once() -> None:
    town = Town(20260323)
    bad = com.SetCalendar(3, 2026, (20260105, 20260105, 20270101), False)
    assert town.why(FUND, bad) == [Status.NOT_PERMITTED, Status.MARKET_UNKNOWN, Status.CALENDAR_INVALID]
    for days in ((), (20260230,), (20270104,)):
        assert town.why(CFETS, com.SetCalendar(1, 2025, days, False)) == [Status.CALENDAR_INVALID]
    assert town.why(CFETS, com.SetCalendar(1, 9999, (99991231,), False)) == [Status.CALENDAR_INVALID]


def test_the_last_day_that_can_be_written_ends_nothing_early() -> None:
    """A venue opens the end of time: what is due is fixed, paid and kept, and no node falls over."""
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    for date in (20260324, 99991231):
        town.day(date)
    event = town.event(Pays.COUPON, 20260325)
    town.fund_issuer(event.total_fen)
    town.pay(event, CCDC)
    town.close()
    assert town.event(Pays.COUPON, 20260325).standing == Standing.PAID


def test_only_a_custodian_has_a_home_market() -> None:
    town = Town(20260323)
    assert town.why(CFETS, com.SetHomeMarket(9)) == [Status.NOT_PERMITTED, Status.MARKET_UNKNOWN]
    assert town.why(CSDC, com.SetHomeMarket(Market.EXCHANGE)) == []
    assert town.why(CCDC, com.SetHomeMarket(Market.INTERBANK)) == []
