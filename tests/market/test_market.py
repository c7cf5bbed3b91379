"""A running market through its one door: trades, receipts, views, events, refusals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from actors.ledger import records as rec
from actors.ledger.status import Status
from actors.parties.requests import NewAccount
from cluster.market import (
    Event,
    InstructionFailed,
    Market,
    NotRunning,
    RequestRefused,
    TooSlow,
    UnknownAsset,
    UnknownHost,
    UnknownParty,
)
from cluster.market.clients.venue import ExchangeClient
from tests.market.town import FACE, MONDAY, Town, client

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_worked_example_settles_and_its_receipts_prove_it(town: Town) -> None:
    deal = await town.trade()
    assert deal.amount == 9_958_290_055
    assert await deal.status() is Status.SETTLED
    for side in ("seller", "buyer"):
        receipt = await deal.receipt(side)
        assert receipt.check(town.market.market_id).holds
        assert receipt.status is Status.SETTLED
    assert not receipt.check(bytes(32)).holds
    with pytest.raises(ValueError, match="a seller and a buyer"):
        await deal.receipt("broker")


async def test_an_exchange_accrues_by_its_own_rule(town: Town) -> None:
    exchange = town.market.venue("SSE")
    assert isinstance(exchange, ExchangeClient)
    deal = await exchange.trade(
        seller=town.seller.account,
        buyer=town.buyer.account,
        bond="2024-T6",
        face=FACE,
        price="98.50",
        date=MONDAY,
    )
    assert deal.amount == 9_958_000_000
    assert await deal.status() is Status.SETTLED


async def test_each_reason_to_fail_has_its_own_status(town: Town) -> None:
    market = town.market
    empty = await client(market, "SHCH", "BOC", "Empty")
    assert await (await town.trade(seller=empty.account)).status() is Status.SECURITIES_SHORT
    assert await (await town.trade(buyer=empty.account)).status() is Status.CASH_SHORT
    stuck = await client(market, "CSDC", "CMB", "Stuck")
    await market.central_bank.issue([(stuck.cash[0][1], "CNY", 200_000_000)])
    await market.central_bank.hold_reserve(market.blueprint.index_of("CMB"), 150_000_000, 99)
    assert await (await town.trade(buyer=stuck.account)).status() is Status.RESERVE_SHORT
    await market.central_bank.release_hold(99)
    assert await (await town.trade(buyer=stuck.account)).status() is Status.SETTLED


async def test_a_frozen_account_takes_credits_and_refuses_debits(town: Town) -> None:
    frozen = await client(town.market, "SHCH", "BOC", "Frozen")
    await town.market.regulator.freeze(frozen.account, 7)
    with pytest.raises(InstructionFailed, match="ALREADY_FROZEN") as caught:
        await town.market.regulator.freeze(frozen.account, 8)
    assert caught.value.statuses == (Status.ALREADY_FROZEN,)
    with pytest.raises(InstructionFailed, match="ACCOUNT_UNKNOWN"):
        await town.market.regulator.freeze(1 << 48 | 999_999, 8)
    assert await (await town.trade(seller=frozen.account)).batch.batches[0].statuses()
    await town.market.regulator.unfreeze(frozen.account, 7)


async def test_a_half_waits_is_withdrawn_and_mismatches_are_told(town: Town) -> None:
    seller, buyer = town.market.custodian("CCDC"), town.market.custodian("CSDC")
    terms = {"reference": 77, "bond": "2024-T6", "face": FACE, "amount": "99582900.55"}
    sell = await seller.instruct("sell", account=town.seller.account, counterparty=buyer.index, **terms)  # type: ignore[arg-type]
    assert await sell == [Status.PENDING]
    with pytest.raises(TooSlow, match="it may still come"):
        await sell.statuses(completed=True, timeout_ms=1)
    wrong = terms | {"amount": "99582900.56"}
    buy = await buyer.instruct("buy", account=town.buyer.account, counterparty=seller.index, **wrong)  # type: ignore[arg-type]
    assert await buy == [Status.MISMATCH_AMOUNT]
    await seller.cancel(77, buyer.index)
    assert await sell.statuses(completed=True) == [Status.CANCELLED]
    assert (await sell.receipt()).status is Status.CANCELLED
    with pytest.raises(InstructionFailed, match="HALF_UNKNOWN"):
        await seller.cancel(77, buyer.index)
    with pytest.raises(ValueError, match="say 'sell' or 'buy'"):
        await seller.instruct("lend", account=town.seller.account, counterparty=3, **terms)  # type: ignore[arg-type]


async def test_a_custody_transfer_needs_the_same_owner(town: Town) -> None:
    market = town.market
    deposit = town.seller.cash[0]
    there = await market.custodian("CSDC").open_account("Seller", cash=(deposit,), owner=town.seller.owner)
    moved = await market.custodian("CCDC").custody_transfer(
        town.seller.account, there.account, "2024-T6", 200
    )
    assert await moved == [Status.SETTLED]
    with pytest.raises(InstructionFailed, match="OWNER_DIFFERS"):
        await market.custodian("CCDC").custody_transfer(
            town.seller.account, town.buyer.account, "2024-T6", 200
        )
    with pytest.raises(InstructionFailed, match="SECURITIES_SHORT"):
        await market.custodian("CSDC").custody_transfer(there.account, town.seller.account, "2024-T6", 300)


@pytest.mark.parametrize(
    ("quantity", "status"),
    [
        (0, Status.QUANTITY_ZERO),
        (-1, Status.QUANTITY_NEGATIVE),
        (2**62, Status.QUANTITY_TOO_LARGE),
        (2**61, Status.SECURITIES_SHORT),
    ],
)
async def test_bad_quantities_get_their_own_status_and_change_nothing(
    town: Town, quantity: int, status: Status
) -> None:
    before = await town.market.regulator.holding_rows()
    record = rec.transfer(town.seller.account, town.buyer.account, 10, quantity)
    assert await (await town.market.custodian("CCDC").submit(record)) == [status]
    assert np.array_equal(before, await town.market.regulator.holding_rows())


async def test_accounts_of_nobody_and_of_others_are_told_apart(town: Town) -> None:
    ccdc, csdc = town.market.custodian("CCDC"), town.market.custodian("CSDC")
    nobody = ccdc.index << 48 | 999_999
    unknown = rec.transfer(nobody, town.buyer.account, 10, 1)
    assert await (await ccdc.submit(unknown)) == [Status.ACCOUNT_UNKNOWN]
    others = rec.transfer(town.seller.account, town.buyer.account, 10, 1)
    assert await (await csdc.submit(others)) == [Status.NO_MANDATE]
    with pytest.raises(RequestRefused, match="is not in the book"):
        await town.trade(seller=nobody)


async def test_all_that_is_wrong_with_a_batch_is_told(town: Town) -> None:
    ccdc = town.market.custodian("CCDC")
    rows = np.concatenate([rec.transfer(town.seller.account, town.buyer.account, 10, q) for q in (0, -1, 1)])
    instruction = await ccdc.submit(rows)
    assert await instruction == [Status.QUANTITY_ZERO, Status.QUANTITY_NEGATIVE, Status.SETTLED]
    with pytest.raises(InstructionFailed, match=r"2 of 3 records failed.*QUANTITY_ZERO.*QUANTITY_NEGATIVE"):
        await instruction.done()


async def test_registrations_and_dates_that_make_no_sense_are_refused(town: Town) -> None:
    market = town.market
    with pytest.raises(InstructionFailed, match="ASSET_EXISTS"):
        await market.central_bank.register_money(1, "CNY")
    with pytest.raises(InstructionFailed, match="ALREADY_LISTED"):
        await market.custodian("CCDC").list_bond("2024-T6")
    with pytest.raises(InstructionFailed, match="COUPON_UNKNOWN"):
        await market.custodian("CCDC").pay_coupon("2024-T6", "2026-03-24")
    with pytest.raises(ValueError, match="not a calendar date"):
        await market.venue("CFETS").open_date("2026-02-30")
    with pytest.raises(InstructionFailed, match="DATE_NOT_OPEN"):
        await market.venue("CFETS").close_date("2026-03-23")
    with pytest.raises(RequestRefused, match="without a name"):
        await market.keeper("ICBC").open_accounts([NewAccount("")])


async def test_unknown_names_list_the_known_ones(town: Town) -> None:
    market = town.market
    with pytest.raises(UnknownParty, match=r"no institution 'CCCD'.*CCDC, SHCH"):
        market.as_party("CCCD")
    with pytest.raises(UnknownParty, match="PBC is a central_bank, no custodian"):
        market.custodian("PBC")
    with pytest.raises(UnknownParty, match=r"no node 'CCDC'.*node-ccdc"):
        await market.kill_node("CCDC")
    with pytest.raises(UnknownAsset, match=r"no asset '2024-T7'.*CNY"):
        await town.trade(bond="2024-T7")
    with pytest.raises(UnknownParty, match="keeps no account for 'Nobody'"):
        await market.custodian("CCDC").account_of("Nobody")
    assert (await market.custodian("CCDC").account_of("Seller")).account == town.seller.account


async def test_amounts_must_be_exact(town: Town) -> None:
    for changes in ({"face": 1e8}, {"price": 98.5}, {"face": "150"}, {"price": "98.50001"}):
        with pytest.raises(ValueError, match=r"not exact|whole number|too many decimals"):
            await town.trade(**changes)


async def test_a_limit_refuses_credits_above_it(town: Town) -> None:
    limited = await client(town.market, "CCDC", "ABC", "Limited")
    await town.market.custodian("CCDC").set_limit(limited.account, "2024-T6", 1_000)
    record = rec.transfer(town.seller.account, limited.account, 10, 11)
    assert await (await town.market.custodian("CCDC").submit(record)) == [Status.LIMIT_EXCEEDED]


async def test_frames_show_holdings_trades_history_and_nodes(town: Town) -> None:
    market = town.market
    await (await town.trade()).status()
    holdings = await market.holdings()
    top = holdings[(holdings.asset == "2024-T6") & (holdings.gateway == "CCDC")]
    assert top.available.sum() + top.earmarked.sum() == 10_000_000
    assert set(holdings.columns) >= {"gateway", "account", "owner", "class", "asset", "available", "face_cny"}
    trades, history = await market.trades(), await market.history()
    assert "SETTLED" in set(trades.status)
    assert 9_958_290_055 in set(trades.amount_fen)
    assert len(history) > len(trades)
    assert {"ISSUE", "TRADE"} <= set(history.kind)
    nodes = await market.nodes()
    assert nodes.alive.all()
    assert list(nodes.node) == ["node-ccdc", "node-shch", "node-csdc", "node-pbc"]
    own = await market.as_party("CSDC").holdings()
    assert set(own.gateway) == {"CSDC"}
    assert len(await market.as_party("CSDC").trades()) <= len(trades)


async def test_the_books_add_up_on_every_node(town: Town) -> None:
    for node in town.market.blueprint.nodes:
        assert await town.market.reconcile(node.name) == []


async def test_events_tell_of_trades_as_they_settle(town: Town) -> None:
    events: AsyncIterator[Event] = town.market.events()
    waiting = asyncio.ensure_future(anext(events))
    seen: list[str] = []
    while "trade" not in seen:
        await (await town.trade(face=100_000)).status()
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        if done:
            event = waiting.result()
            seen.append(event.kind)
            assert event.text
            waiting = asyncio.ensure_future(anext(events))
    waiting.cancel()
    assert seen[0] == "commit"


async def test_a_dead_validator_stops_neither_the_market_nor_its_institution(town: Town) -> None:
    market = town.market
    await market.kill_node("node-ccdc")
    assert await market.node_status("node-ccdc") is None
    assert not (await market.nodes()).alive.all()
    assert await (await town.trade(face=100_000)).status() is Status.SETTLED
    await market.restart_node("node-ccdc")
    assert await (await town.trade(face=100_000)).status() is Status.SETTLED
    while len({status.result for _, status in await market.node_statuses() if status is not None}) > 1:
        await asyncio.sleep(0.02)
    assert (await market.nodes()).alive.all()
    assert await market.failures() == []


async def test_nodes_count_the_trades_that_settled(town: Town) -> None:
    async def settled() -> int:
        return max(one.settled for _, one in await town.market.node_statuses() if one is not None)

    before = await settled()
    assert await (await town.trade(face=100_000)).status() is Status.SETTLED
    assert await (await town.trade(face="100000000000")).status() is Status.SECURITIES_SHORT
    assert await settled() == before + 1


async def test_a_killed_validator_may_come_back_by_itself(town: Town) -> None:
    await town.market.kill_node("node-pbc", stay_down=False)
    assert await town.market.is_running("node-pbc")


async def test_a_running_market_is_joined_in_its_own_process(town: Town) -> None:
    assert await Market.join(town.market.directory) is town.market
    with pytest.raises(NotRunning, match="open a stopped one with"):
        await Market.join(town.market.directory / "elsewhere")


async def test_another_host_is_refused() -> None:
    with pytest.raises(UnknownHost, match="no host 'moon'; there is local"):
        await Market.start("treasury", host="moon")


async def test_what_stands_at_the_end_of_a_cell_is_small(town: Town) -> None:
    market = town.market
    assert "treasury" in market._repr_html_()
    assert "CCDC" in market.as_party("CCDC")._repr_html_()
    assert "quorum signed" in (await (await town.trade(face=100_000)).receipt())._repr_html_()
    assert "running" in repr(market)
    assert "custodian" in repr(market.as_party("CCDC"))
