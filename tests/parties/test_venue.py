"""Venues, the treasury, the central bank and regulators: what each adds to a desk."""

from __future__ import annotations

import numpy as np
import pytest

from actors.base.roster import sign
from actors.ledger.records import RECORD, Kind
from actors.modules.trading.rules import EXCHANGE_NEGOTIATED
from actors.parties import requests as req
from actors.parties.deals import DEAL
from tests.parties.street import CCDC, CFETS, CSDC, CSRC, ICBC, PBC, Street, key
from tests.parties.test_custodian import account, deal, last_records, listed


async def test_a_venue_prices_a_deal_and_confirms_it_to_both_custodians(street: Street) -> None:
    seller, buyer = await listed(street)
    answer = await street.ask(CFETS, req.TakeDeals(deal(seller, buyer, amount=0, reference=0).tobytes()))
    assert isinstance(answer, req.Confirmed)
    assert np.frombuffer(answer.amounts, "<i8").tolist() == [9_958_290_055]
    assert [custodian for custodian, _ in answer.batches] == [CCDC, CSDC]
    assert last_records(street, "CCDC")[0]["reference"] == answer.first
    assert last_records(street, "CSDC")[0]["reference"] == answer.first


async def test_references_never_come_twice_also_after_a_restart(street: Street) -> None:
    seller, buyer = await listed(street)
    rows = np.concatenate([deal(seller, buyer)] * 3)
    first = await street.ask(CFETS, req.TakeDeals(rows.tobytes()))
    await street.start("CFETS")
    second = await street.ask(CFETS, req.TakeDeals(rows.tobytes()))
    assert isinstance(first, req.Confirmed)
    assert isinstance(second, req.Confirmed)
    assert second.first == first.first + 3


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"quantity": 1}, ["a face of ¥100.00; at least ¥100,000.00"]),
        (
            {"quantity": 0, "price": 0},
            [
                "a quantity of 0 units",
                "a clean price of 0",
            ],
        ),
        ({"quantity": -5}, ["a quantity of -5 units"]),
        ({"quantity": 2**61, "amount": 0}, ["split the deal"]),
        ({"asset": 99}, ["terms of asset 99 are not known"]),
        ({"amount": 5}, ["the amount 5 fen is not the full price"]),
        ({"seller": ICBC << 48 | 1}, ["is with no custodian of the roster"]),
        ({"date": 20_261_301}, ["not a calendar date"]),
    ],
)
async def test_a_deal_against_the_rules_is_refused_with_every_reason(
    street: Street, changes: dict[str, int], parts: list[str]
) -> None:
    seller, buyer = await listed(street)
    text = await street.refused(CFETS, req.TakeDeals(deal(seller, buyer, **changes).tobytes()))
    assert all(part in text for part in parts), text


async def test_one_bad_deal_refuses_all_and_names_each(street: Street) -> None:
    seller, buyer = await listed(street)
    rows = np.concatenate([deal(seller, buyer), deal(seller, seller), deal(seller, buyer, price=-1)])
    text = await street.refused(CFETS, req.TakeDeals(rows.tobytes()))
    assert "deal 1: seller and buyer are the same" in text
    assert "deal 2: a clean price of -1" in text
    assert "deal 0" not in text


async def test_a_refusal_by_a_custodian_reaches_the_venues_user(street: Street) -> None:
    seller, _ = await listed(street)
    text = await street.refused(CFETS, req.TakeDeals(deal(seller, CSDC << 48 | 99).tobytes()))
    assert "CSDC says: deal" in text
    assert "is not in the book" in text


async def test_deals_must_be_whole_rows(street: Street) -> None:
    assert "no whole number of deals" in await street.refused(CFETS, req.TakeDeals(bytes(DEAL.itemsize + 1)))


async def test_a_venue_trades_under_the_rules_it_is_given(street: Street) -> None:
    seller, buyer = await listed(street)
    one = req.TakeDeals(deal(seller, buyer, quantity=1, amount=0).tobytes())
    assert "at least" in await street.refused(CFETS, one)
    await street.ask(CFETS, req.SetRules(EXCHANGE_NEGOTIATED))
    await street.start("CFETS")
    assert isinstance(await street.ask(CFETS, one), req.Confirmed)


@pytest.mark.parametrize("body", [req.OpenDay(20_261_301), req.CloseDay(7)])
async def test_a_business_date_is_a_calendar_date(street: Street, body: req.Body) -> None:
    assert "not a calendar date" in await street.refused(CFETS, body)


async def test_the_central_bank_holds_back_only_from_a_reserve_account_it_keeps(street: Street) -> None:
    hold = req.HoldReserve(ICBC, 1, 500, 7)
    assert "keeps no such account for ICBC" in await street.refused(PBC, hold)
    await street.ask(PBC, req.OpenOmnibus(ICBC))
    assert "keeps no such account for PBC" in await street.refused(PBC, hold)
    own = await account(street, PBC, "PBC", class_=4)
    assert isinstance(await street.ask(PBC, hold), req.Ticket)
    record = last_records(street, "PBC")[0]
    assert (record["kind"], record["account"], record["contra"]) == (Kind.EARMARK, own - 1, own)
    assert isinstance(await street.ask(PBC, req.ReleaseHold(7)), req.Ticket)


async def test_a_bank_opens_a_deposit_with_a_mandate(street: Street) -> None:
    await street.ask(ICBC, req.OpenAccounts((req.NewAccount("A", mandates=(CCDC, CSDC)),)))
    records = last_records(street, "ICBC")
    assert records["kind"].tolist() == [Kind.OPEN, Kind.GRANT, Kind.GRANT]
    assert records["counterparty"].tolist() == [0, CCDC, CSDC]


async def test_limits_and_issues_are_for_own_accounts_and_something(street: Street) -> None:
    assert "not in the book" in await street.refused(ICBC, req.SetLimit(CCDC << 48 | 1, 1, 5))
    assert "no balances" in await street.refused(PBC, req.Issue(()))


async def test_a_regulator_freezes_and_lifts_under_an_order_number(street: Street) -> None:
    await street.ask(CSRC, req.Freeze(CCDC << 48 | 1, 42))
    await street.ask(CSRC, req.Freeze(CCDC << 48 | 1, 42, True))
    kinds = [
        np.frombuffer(one.batch.payload, RECORD)[0]["kind"] for one in street.desks["CSRC"].recent.values()
    ]
    assert kinds == [Kind.FREEZE, Kind.UNFREEZE]


async def test_a_regulator_carries_a_roster(street: Street) -> None:
    signed = sign(street.first.signed.roster, {0: key("g")})
    assert isinstance(await street.ask(CSRC, req.SubmitRoster(signed)), req.Ticket)
