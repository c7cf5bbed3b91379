"""The typed client of corporate actions, over a ledger: percent, yuan, days and codes in, tables out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from actors.ledger import records
from actors.modules.corporate.commands import Market
from actors.modules.corporate.state import Pays
from cluster.market.clients.messages import directory_of
from cluster.market.platform.corporate import CorporateClient, call_right, put_right, reset_right
from cluster.market.problems import RequestRefused
from cluster.messages.directory import Directory
from cluster.messages.entitlement import Entitlement
from cluster.messages.event import Action, Event
from cluster.messages.event_payment import EventPayment
from cluster.messages.message import read
from cluster.messages.values import account_text, date_of_ms
from cluster.pricing.calendars import HolidayNotice
from tests.ledger.market import (
    BUYER,
    BUYER_CASH,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    OWNER_BUYER,
    PBC,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TREASURY,
    acc,
)
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.corporate.town import REDEEMED, Town, spread_out

CODE = "019742"


def client(town: Town, institution: int) -> CorporateClient:
    """The client of this institution."""
    return CorporateClient(LedgerParty(town.desk, institution))  # type: ignore[arg-type]


async def arranged(town: Town, **more: object) -> None:
    """Arrange the service of the town's bond."""
    await client(town, CCDC).arrange(
        CODE,
        issuer="PBC",
        cash="CNY",
        paying_account=TREASURY,
        redemption_account=REDEEMED,
        **more,  # type: ignore[arg-type]
    )


async def test_calendars_are_loaded_and_corrected_by_an_announcement() -> None:
    town = Town(20260323)
    operator = client(town, CFETS)
    await operator.load_calendars((2027, 2028))
    found = {(one.market, one.year): one for one in await operator.calendars()}
    assert len(found) == 6
    assert found[Market.INTERBANK, 2027].provisional and not found[Market.INTERBANK, 2026].provisional
    await operator.load_calendars((2027,), [HolidayNotice(2027, frozenset({date(2027, 1, 1)}))])
    assert not {(one.market, one.year): one for one in await operator.calendars()}[1, 2027].provisional


async def test_a_coupon_from_the_schedule_to_the_statement() -> None:
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    await client(town, CSDC).set_home_market(Market.EXCHANGE)
    await arranged(town)
    spread_out(town, 7, 5)
    town.day(20260324)
    town.day(20260325)
    ccdc, csdc = client(town, CCDC), client(town, CSDC)
    table = await ccdc.schedule(CODE)
    first = table.iloc[0]
    assert (first["pays"], first["rate"], first["total"]) == ("COUPON", Decimal("2.19"), Decimal("1095000"))
    assert (first["record_date"], first["payment_date"]) == (date(2026, 3, 24), date(2026, 3, 25))
    town.fund_issuer(109_500_000)
    await ccdc.pay(CODE, 1)
    await csdc.pay(CODE, 1)
    rows = await csdc.statement(CODE, 1)
    assert dict(zip(rows["account"], rows["amount"], strict=True)) == {
        BUYER: Decimal("7.67"),
        SELLER_AT_CSDC: Decimal("5.47"),
    }
    assert rows["paid"].all()
    assert (await client(town, PBC).statement(CODE, 1)).empty
    with pytest.raises(RequestRefused, match="paid already"):
        await csdc.pay(CODE, 1)


async def test_rights_are_written_as_people_write_them() -> None:
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    options = (
        put_right("2026-06-15", "2026-05-06", "2026-05-29", "100.5"),
        call_right("2027-06-15", 30, 101),
        reset_right("2026-06-15", 20),
    )
    await arranged(town, options=options, repayments={"2028-06-15": 40})
    spread_out(town, 101, 11)
    put_account = acc(CSDC, 42)
    town.send(CSDC, records.open_account(put_account, OWNER_BUYER, cash_account=BUYER_CASH))
    csdc, issuer = client(town, CSDC), client(town, PBC)
    (put,) = [one for one in await csdc.events(CODE) if one.pays == Pays.PUT]
    await csdc.elect_put(CODE, put.number, BUYER, put_account, 5_000)
    await csdc.withdraw_put(CODE, put.number, put_account, "1000")
    assert [one.units for one in await csdc.elections()] == [40]
    await issuer.reset(CODE, "2026-06-15", "3.5")
    await issuer.call(CODE, "2027-06-15")
    kinds = [(one.pays, one.due, one.rate_micro) for one in await csdc.events(CODE) if one.standing == 1]
    assert kinds == [
        (Pays.COUPON, 20260615, 30_000),
        (Pays.PUT, 20260615, 1_005_000),
        (Pays.COUPON, 20270615, 35_000),
        (Pays.CALL, 20270615, 1_010_000),
    ]
    assert [one.asset for one in await csdc.services()] == [10]
    assert await csdc.waiting() == ()


async def test_a_reference_rate_is_published_in_percent() -> None:
    town = Town(20260323)
    await client(town, PBC).register_index(3, "Shibor 3M", "CFETS")
    await client(town, CFETS).publish_fixing(3, "2026-03-23", "-0.25")
    (index,), (fixing,) = await client(town, CFETS).indices(), await client(town, CFETS).fixings()
    assert (index.name, index.administrator, fixing.rate_micro) == ("Shibor 3M", CFETS, -2_500)


async def test_a_payment_without_cash_waits() -> None:
    town = Town(20260324)
    town.terms(20240325, 20540325, 21_900, 2)
    await arranged(town)
    town.day(20260325)
    await client(town, CCDC).pay(CODE, 1)
    (waiting,) = await client(town, CCDC).waiting()
    (claim,) = await client(town, CCDC).claims()
    assert (waiting.event, claim.total_fen, town.free(TREASURY, CNY)) == (1, 109_500_000, 0)


def told(messages: dict[int, bytes], directory: Directory) -> dict[int, object]:
    """What each message says."""
    return {account: read(data, directory).noun for account, data in messages.items()}


async def test_a_coupon_is_announced_and_told_to_each_holder_before_and_after_it_is_paid() -> None:
    """The 30-year 2.19 %, 109.5 fen a unit: seven units at CSDC are owed 767 fen, five 547."""
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    await arranged(town)
    spread_out(town, 7, 5)
    ccdc, csdc = client(town, CCDC), client(town, CSDC)
    directory = await directory_of(LedgerParty(town.desk, CSDC))  # type: ignore[arg-type]
    coupon = Event("019742-1", Action.COUPON, 10, 20260324, 20260325, Decimal("1.095"), CNY)
    assert read(await ccdc.announcement_message(CODE, 1), directory).noun == coupon
    with pytest.raises(RequestRefused, match="nothing is owed before"):
        await csdc.entitlement_messages(CODE, 1)
    town.day(20260324)
    town.day(20260325)
    buyer, seller = Entitlement(coupon, BUYER, 7, 767), Entitlement(coupon, SELLER_AT_CSDC, 5, 547)
    assert told(await csdc.entitlement_messages(CODE, 1), directory) == {
        BUYER: buyer,
        SELLER_AT_CSDC: seller,
    }
    assert await csdc.payment_messages(CODE, 1) == {}
    town.fund_issuer(109_500_000)
    town.pay(town.event(Pays.COUPON, 20260325), CCDC, CSDC)
    paid = told(await csdc.payment_messages(CODE, 1), directory)
    day = date_of_ms(town.ledger.time_ms)
    cash = BUYER_CASH, SELLER_CASH
    assert paid == {
        one.account: EventPayment(f"10-1-{account_text(one.account)}", one, account, day)
        for one, account in zip((buyer, seller), cash, strict=True)
    }


async def test_repayment_put_and_redemption_are_told_in_their_own_words() -> None:
    """60 of 100 are left after the repayment of 40: the redemption is of those."""
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    await arranged(
        town,
        options=(put_right("2026-06-15", "2026-05-06", "2026-05-29", "100.5"),),
        repayments={"2028-06-15": 40},
    )
    spread_out(town, 101, 11)
    put_account = acc(CSDC, 42)
    town.send(CSDC, records.open_account(put_account, OWNER_BUYER, cash_account=BUYER_CASH))
    csdc = client(town, CSDC)
    directory = await directory_of(LedgerParty(town.desk, CSDC))  # type: ignore[arg-type]
    said = [
        read(await csdc.announcement_message(CODE, one.number), directory).noun
        for one in await csdc.events(CODE)
        if one.pays != Pays.COUPON
    ]
    put = Event("019742-2", Action.PUT, 10, 20260612, 20260615, Decimal("100.5"), CNY, elect_by=20260529)
    rates = [(one.action, one.rate, one.confirmed) for one in said if isinstance(one, Event)]
    assert said[0] == put
    assert rates[1:] == [
        (Action.PARTIAL_REDEMPTION, Decimal(40), False),
        (Action.REDEMPTION, Decimal(100), False),
    ]
    await csdc.elect_put(CODE, 2, BUYER, put_account, 4_000)
    town.day(20260612)
    town.day(20260615)
    owed = Entitlement(replace(put, elect_by=0), put_account, 40, 402_000)
    assert told(await csdc.entitlement_messages(CODE, 2), directory) == {put_account: owed}
    town.fund_issuer(10_000_000_000)
    town.pay(town.event(Pays.PUT, 20260615), CCDC, CSDC)
    (paid,) = told(await csdc.payment_messages(CODE, 2), directory).values()
    assert isinstance(paid, EventPayment)
    assert (paid.entitlement, paid.cash_account) == (owed, BUYER_CASH)


async def test_once_a_repayment_is_paid_its_holders_are_told_units() -> None:
    """¥100 a unit on the record date, ¥60 after it: ¥10,100 of face before, 101 units of ¥4,040 afterwards."""
    town = Town(20260610)
    town.terms(20240615, 20290615, 30_000, 1)
    await arranged(town, repayments={"2026-06-15": 40})
    spread_out(town, 101, 11)
    town.day(20260612)
    town.day(20260615)
    before = await client(town, CSDC).entitlement_messages(CODE, 2)
    town.fund_issuer(10_000_000_000)
    town.pay(town.event(Pays.REPAYMENT, 20260615), CCDC, CSDC)
    assert town.asset.face_fen == 6_000
    after = await client(town, CSDC).payment_messages(CODE, 2)
    assert b"<FaceAmt>10100.00</FaceAmt>" in before[BUYER]
    assert b"<Unit>101</Unit>" in after[BUYER]
    assert b'<PstngAmt Ccy="CNY">4040.00</PstngAmt>' in after[BUYER]


async def test_what_there_is_nothing_to_tell_of_is_refused() -> None:
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    await arranged(town, options=(call_right("2027-06-15", 30),))
    await client(town, PBC).call(CODE, "2027-06-15")
    ccdc = client(town, CCDC)
    with pytest.raises(RequestRefused, match="019742 has no event 99"):
        await ccdc.announcement_message(CODE, 99)
    (last,) = (one for one in await ccdc.events(CODE) if one.pays == Pays.REDEMPTION)
    with pytest.raises(RequestRefused, match="was cancelled") as refused:
        await ccdc.announcement_message(CODE, last.number)
    assert re.search(r"[\u4e00-\u9fff]", refused.value.zh)
