"""The five-year of 2026 from its announcement on Friday 16 January to its listing on Wednesday 28 January.

Dates, face and coupon are the real ones; bids are simulated so that they give the real 1.54 %.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Payment
from cluster.analytics.moments import MARKET_ZONE
from cluster.demo.centre.bonds import FIVE, FIVE_FACE, illustrative_isin
from cluster.demo.centre.chapter import Chapter, yuan
from cluster.demo.centre.people import BANKS
from cluster.market import RequestRefused
from cluster.market.platform.sealing import AuctionKey

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

ISSUE: Final = 202_603
#: Of each of five underwriters: together ¥40bn at 1.52, 60 at 1.54, 30 at 1.55 and 50 at 1.57 (the worked example).
BIDS: Final = (
    ("1.52", "8000000000"),
    ("1.54", "12000000000"),
    ("1.55", "6000000000"),
    ("1.57", "10000000000"),
)
WINDOW_S: Final = 6.0
PROCEEDS_FEN: Final = 149_957_000_000_00


async def play(story: Story, chapter: Chapter) -> None:
    """Announce, bid, open, pay, distribute, list."""
    keys = await _announce(story)
    await _auction(story, chapter, *keys)
    await _payment(story, chapter)
    await _listing(story, chapter)


async def _announce(story: Story) -> tuple[AuctionKey, AuctionKey]:
    market, venue = story.market, story.market.venue("CFETS")
    issuer, depository = AuctionKey.fresh(), AuctionKey.fresh()
    await venue.close_date("2026-01-16")
    await venue.open_date("2026-01-23")
    opens = datetime.now(MARKET_ZONE)
    mof = market.treasury("MOF").issuance
    terms = await mof.draft(
        FIVE,
        Method.MODIFIED_YIELD,
        FIVE_FACE,
        opens=opens,
        closes=opens + timedelta(seconds=WINDOW_S),
        payment="2026-01-26",
        listing="2026-01-28",
        underwriters=dict.fromkeys(BANKS, "A"),
        cash="CNY",
        issuer_cash=story.people.treasuries["MOF"],
        depository="CCDC",
    )
    await mof.announce(ISSUE, terms, issuer, story.instance)
    account = story.people.issuance["MOF", "CCDC"]
    await market.custodian("CCDC").issuance.accept(ISSUE, account, depository)
    return issuer, depository


async def _auction(story: Story, chapter: Chapter, issuer: AuctionKey, depository: AuctionKey) -> None:
    market = story.market
    desks = [market.as_party(bank).issuance for bank in BANKS]
    await asyncio.gather(*(desk.bid(ISSUE, 1, BIDS) for desk in desks))
    closes_ms = (await desks[0].issue(ISSUE)).terms.timetable.closes_ms
    await asyncio.sleep(max(0.0, closes_ms / 1000 - datetime.now().timestamp() + 0.2))
    try:
        await desks[0].bid(ISSUE, 2, BIDS, replaces=1)
        late = ""
    except RequestRefused as refused:
        late = refused.reasons[0]
    chapter.tell("a bid after the close", late, bool(late))
    await market.treasury("MOF").issuance.publish(ISSUE, issuer)
    await market.custodian("CCDC").issuance.publish(ISSUE, depository)
    found = await desks[0].issue(ISSUE)
    coupon = f"{found.coupon / 10_000:.2f}%"
    chapter.tell("coupon set by the auction", coupon, coupon == "1.54%")
    assert found.result is not None
    chapter.tell("bid, in ¥bn", found.result.bid // 10_000_000, found.result.bid == 1_800_000_000)
    chapter.tell("won at the margin, in ¥bn", found.result.marginal_won // 10_000_000)


async def _payment(story: Story, chapter: Chapter) -> None:
    market, venue, people = story.market, story.market.venue("CFETS"), story.people
    ccdc = market.custodian("CCDC")
    await ccdc.issuance.register(ISSUE)
    await venue.close_date("2026-01-23")
    await venue.open_date("2026-01-26")
    before = await _cash(story)
    allotments = {one.institution: one for one in await market.regulator.issuance.allotments()}

    async def settle(bank: str) -> None:
        desk = market.as_party(bank).issuance
        units = allotments[market.blueprint.index_of(bank)].units
        await desk.elect(ISSUE, {people.custody[bank]: str(units * 100)})
        await desk.pay(ISSUE, people.deposits[bank])

    await asyncio.gather(*(settle(bank) for bank in BANKS))
    paid = await _cash(story) - before
    chapter.tell("paid for the allotments", yuan(paid), paid == PROCEEDS_FEN)
    standing = {one.standing for one in await market.regulator.issuance.allotments()}
    chapter.tell("unpaid allotments", len(standing - {Payment.PAID}), standing == {Payment.PAID})
    buyers = (("ICBC", "eastern", "CCDC", "100.00"), ("BOC", "harbour", "CSDC", "99.95"))
    for number, (bank, key, custodian, price) in enumerate(buyers, 1):
        person = people.investors[key]
        await market.as_party(bank).issuance.offer(
            ISSUE,
            number,
            custodian,
            "2000000000",
            price,
            account=people.custody[bank],
            buyer_account=person.accounts[custodian],
            cash_account=people.deposits[bank],
        )
        await market.custodian(custodian).issuance.subscribe(ISSUE, bank, number, person.deposit)
    chapter.tell("distributed to investors of both markets, in ¥bn", 4)


async def _cash(story: Story) -> int:
    rows = await story.market.regulator.holding_rows()
    own = rows[(rows["account"] == story.people.treasuries["MOF"]) & (rows["asset"] == 1)]
    return int(own["available"].sum())


async def _listing(story: Story, chapter: Chapter) -> None:
    venue, ccdc = story.market.venue("CFETS"), story.market.custodian("CCDC")
    for closing, opening in (("2026-01-26", "2026-01-27"), ("2026-01-27", "2026-01-28")):
        await venue.close_date(closing)
        await venue.open_date(opening)
        if opening == "2026-01-27":
            try:
                await ccdc.issuance.list(ISSUE)
                early = ""
            except RequestRefused as refused:
                early = refused.reasons[0]
            chapter.tell("listed a day early", early, bool(early))
    await ccdc.issuance.list(ISSUE)
    found = await ccdc.issuance.issue(ISSUE)
    await ccdc.instruments.register(
        found.bond, illustrative_isin(found.bond.asset), "MOF", codes={"CFETS": "T3-IB", "SSE": "T3-SH"}
    )
    fact = await ccdc.assets.get(FIVE.code)
    chapter.tell(
        "listed on 2026-01-28, issued in ¥bn", fact.issued // 10_000_000, fact.issued == 1_500_000_000
    )
