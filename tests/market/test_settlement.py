"""Instructed settlement on a running market: queued, settled when it is funded, with a receipt of the end."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.settlement.state import Standing
from cluster.market.platform.settlement import When
from cluster.market.problems import RequestRefused
from tests.market.town import Town, client

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_purchase_without_money_queues_and_settles_when_there_is_some(town: Town) -> None:
    market = town.market
    buyer = await client(market, "CSDC", "CCB", "Late payer")
    seller_side, buyer_side = market.custodian("CCDC").settlement, market.custodian("CSDC").settlement
    reference = 77_001
    legs = {"reference": reference, "asset": "2024-T6", "face": "1000000", "amount": "995829.01"}
    sell = await seller_side.instruct(
        "deliver",
        account=town.seller.account,
        cash_account=town.seller.cash[0][1],
        counterparty="CSDC",
        **legs,  # type: ignore[arg-type]
    )
    buy = await buyer_side.instruct(
        "receive",
        account=buyer.account,
        cash_account=buyer.cash[0][1],
        counterparty="CCDC",
        when=When(high=True),
        **legs,  # type: ignore[arg-type]
    )
    row = await buyer_side.instruction(reference)
    assert row is not None
    assert (row.standing, row.reason, row.short_account) == (
        Standing.QUEUED,
        Status.CASH_SHORT,
        buyer.cash[0][1],
    )
    await market.central_bank.issue([(buyer.cash[0][1], "CNY", "995829.01")])
    for sent in (sell, buy):
        assert await sent.statuses(completed=True) == [Status.SETTLED]
    assert await market.custodian("SHCH").settlement.instruction(reference) is None


async def test_a_node_tells_every_reason_before_anything_is_signed(town: Town) -> None:
    custodian = town.market.custodian("CCDC")
    with pytest.raises(RequestRefused) as refused:
        await custodian.settlement.instruct(
            "deliver",
            account=town.seller.account,
            counterparty="CSDC",
            reference=0,
            asset="2024-T6",
            face=0,
            amount=1,
        )
    assert {Status.CONTRA_UNKNOWN.en, Status.QUANTITY_ZERO.en, Status.REFERENCE_ZERO.en} <= set(
        refused.value.reasons
    )
