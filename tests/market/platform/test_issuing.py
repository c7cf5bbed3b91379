"""An auction on a running market: sealed bids of two banks, two openers, a result that everybody reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import BidStanding, Stage
from cluster.market import RequestRefused
from cluster.market.platform.sealing import AuctionKey
from tests.market.town import THIRTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="package")

NEW = structs.replace(THIRTY, asset=2603, code="2026-03", coupon_micro=0)
ISSUE = 7


async def test_two_banks_bid_and_two_openers_open(town: Town) -> None:
    market = town.market
    ministry, depository = market.treasury("MOF").issuance, market.custodian("CCDC").issuance
    proceeds = (await market.keeper("PBC").open_account("MOF")).account
    account = (await market.keeper("CCDC").open_account("MOF issues", class_=Class.ISSUANCE)).account
    now = datetime.now(UTC)
    terms = await ministry.draft(
        NEW,
        Method.UNIFORM_YIELD,
        "1000000000",
        opens=now,
        closes=now + timedelta(seconds=6),
        payment="2026-12-01",
        listing="2026-12-03",
        underwriters={"ICBC": "A", "CCB": "A"},
        cash="CNY",
        issuer_cash=proceeds,
        depository="CCDC",
    )
    keys = AuctionKey.fresh(), AuctionKey.fresh()
    await ministry.announce(ISSUE, terms, keys[0])
    await depository.accept(ISSUE, account, keys[1])
    for bank, bid in (("ICBC", "2.18"), ("CCB", "2.19")):
        await market.keeper(bank).issuance.bid(ISSUE, 1, [(bid, "300000000")])
    with pytest.raises(RequestRefused, match="Another bid of yours stands"):
        await market.keeper("CCB").issuance.bid(ISSUE, 2, [("2.20", "300000000")])
    with pytest.raises(RequestRefused, match="not an underwriter"):
        await market.keeper("ABC").issuance.bid(ISSUE, 1, [("2.20", "300000000")])
    await closed(town, keys[0])
    await depository.publish(ISSUE, keys[1])
    one = await market.keeper("ABC").issuance.issue(ISSUE)
    assert (one.stage, one.coupon, one.result.won) == (Stage.ALLOTTED, 21_900, 6_000_000)
    bids = [bid for bid in await ministry.bids() if bid.issue == ISSUE]
    assert {bid.standing for bid in bids} == {BidStanding.OPENED}
    assert await market.keeper("ABC").issuance.lines() == ()
    assert len(await market.keeper("CCB").issuance.lines()) == 1


async def closed(town: Town, key: AuctionKey) -> None:
    """The issuer publishes as soon as its node knows that bidding has closed: the idle market notices by itself."""
    while reasons := await why_not_published(town, key):
        assert reasons == (Status.BIDDING_NOT_CLOSED.en,)


async def why_not_published(town: Town, key: AuctionKey) -> tuple[str, ...]:
    """Publish, or tell why not."""
    try:
        await town.market.treasury("MOF").issuance.publish(ISSUE, key)
    except RequestRefused as refused:
        return refused.reasons
    return ()
