"""The five-year of 2026 from its announcement on Friday 16 January to its listing on Wednesday 28 January.

Dates, face and coupon are the real ones; bids are simulated so that they give the real 1.54 %. A chapter plays all of
it; whoever wants to bid by hand takes the steps of :class:`Auction` one by one.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

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
WINDOW_S: Final = 6
PROCEEDS_FEN: Final = 149_957_000_000_00
_AFTER_CLOSE_S: Final = 0.2


class Award(NamedTuple):
    """What one underwriter won: units, the prices it pays per 100, and whether it has paid."""

    underwriter: str
    units: int
    prices: tuple[str, ...]
    paid: bool


class Auction:
    """The issue step by step."""

    underwriters: Final = BANKS
    issue: Final = ISSUE

    def __init__(self, story: Story) -> None:
        """Nothing is announced yet."""
        self._story = story
        self._keys: tuple[AuctionKey, AuctionKey] | None = None

    async def announce(self, window_s: int = WINDOW_S) -> None:
        """Announce on Friday 23 January with a window that opens now, and take the issue as its depository."""
        market, venue = self._story.market, self._story.market.venue("CFETS")
        self._keys = AuctionKey.fresh(), AuctionKey.fresh()
        await venue.close_date("2026-01-16")
        await venue.open_date("2026-01-23")
        opens = datetime.now(MARKET_ZONE)
        mof = market.treasury("MOF").issuance
        terms = await mof.draft(
            FIVE,
            Method.MODIFIED_YIELD,
            FIVE_FACE,
            opens=opens,
            closes=opens + timedelta(seconds=window_s),
            payment="2026-01-26",
            listing="2026-01-28",
            underwriters=dict.fromkeys(BANKS, "A"),
            cash="CNY",
            issuer_cash=self._story.people.treasuries["MOF"],
            depository="CCDC",
        )
        await mof.announce(ISSUE, terms, self._keys[0], self._story.instance)
        account = self._story.people.issuance["MOF", "CCDC"]
        await market.custodian("CCDC").issuance.accept(ISSUE, account, self._keys[1])

    async def seconds_left(self) -> float:
        """Seconds until the window closes; 0 when it has."""
        closes_ms = (await self._story.market.regulator.issuance.issue(ISSUE)).terms.timetable.closes_ms
        return max(0.0, closes_ms / 1000 - datetime.now().timestamp())

    async def closed(self) -> None:
        """Return when the window has closed."""
        await asyncio.sleep(await self.seconds_left() + _AFTER_CLOSE_S)

    async def open(self) -> None:
        """Both openers publish their keys.

        Raises:
            RequestRefused: bidding has not closed, or nothing was announced here.
        """
        if self._keys is None:
            raise RequestRefused(["no issue was announced here; announce it first"])
        market = self._story.market
        await market.treasury("MOF").issuance.publish(ISSUE, self._keys[0])
        await market.custodian("CCDC").issuance.publish(ISSUE, self._keys[1])

    async def pay(self) -> int:
        """Register, and let every winner pay on Monday 26 January; fen that the issuer received."""
        story, market = self._story, self._story.market
        await market.custodian("CCDC").issuance.register(ISSUE)
        await market.venue("CFETS").close_date("2026-01-23")
        await market.venue("CFETS").open_date("2026-01-26")
        before = await story.cash(story.people.treasuries["MOF"])
        won = {
            one.institution: one.units for one in await market.regulator.issuance.allotments() if one.units
        }

        async def settle(bank: str) -> None:
            units = won.get(market.blueprint.index_of(bank), 0)
            if units:
                desk = market.as_party(bank).issuance
                await desk.elect(ISSUE, {story.people.custody[bank]: str(units * 100)})
                await desk.pay(ISSUE, story.people.deposits[bank])

        await asyncio.gather(*(settle(bank) for bank in BANKS))
        return await story.cash(story.people.treasuries["MOF"]) - before

    async def list_bond(self) -> str:
        """List on Wednesday 28 January; what the depository was told when it tried on Tuesday."""
        venue, ccdc = self._story.market.venue("CFETS"), self._story.market.custodian("CCDC")
        early = ""
        for closing, opening in (("2026-01-26", "2026-01-27"), ("2026-01-27", "2026-01-28")):
            await venue.close_date(closing)
            await venue.open_date(opening)
            if opening == "2026-01-27":
                try:
                    await ccdc.issuance.list(ISSUE)
                except RequestRefused as refused:
                    early = refused.reasons[0]
        await ccdc.issuance.list(ISSUE)
        found = await ccdc.issuance.issue(ISSUE)
        await ccdc.instruments.register(
            found.bond, illustrative_isin(found.bond.asset), "MOF", codes={"CFETS": "T3-IB", "SSE": "T3-SH"}
        )
        return early

    async def awards(self) -> list[Award]:
        """What every underwriter won, in the order of their numbers."""
        market = self._story.market
        desk, names = market.regulator.issuance, {market.blueprint.index_of(one): one for one in BANKS}
        lines = await desk.lines()
        return [
            Award(
                names[one.institution],
                one.units,
                tuple(
                    f"{price / 10_000:.2f}"
                    for price in sorted(
                        {line.price for line in lines if line.institution == one.institution and line.won}
                    )
                ),
                one.standing == Payment.PAID,
            )
            for one in await desk.allotments()
        ]


async def play(story: Story, chapter: Chapter) -> None:
    """Announce, bid, open, pay, distribute, list; what was done by hand before is not done again."""
    await story.auction.announce()
    await _auction(story, chapter)
    await _payment(story, chapter)
    early = await story.auction.list_bond()
    chapter.tell("listed a day early", early, bool(early))
    fact = await story.market.regulator.assets.get(FIVE.code)
    chapter.tell(
        "listed on 2026-01-28, issued in ¥bn", fact.issued // 10_000_000, fact.issued == 1_500_000_000
    )


async def _auction(story: Story, chapter: Chapter) -> None:
    desks = [story.market.as_party(bank).issuance for bank in BANKS]
    await asyncio.gather(*(desk.bid(ISSUE, 1, BIDS) for desk in desks))
    await story.auction.closed()
    try:
        await desks[0].bid(ISSUE, 2, BIDS, replaces=1)
        late = ""
    except RequestRefused as refused:
        late = refused.reasons[0]
    chapter.tell("a bid after the close", late, bool(late))
    await story.auction.open()
    found = await desks[0].issue(ISSUE)
    coupon = f"{found.coupon / 10_000:.2f}%"
    chapter.tell("coupon set by the auction", coupon, coupon == "1.54%")
    chapter.tell("bid, in ¥bn", found.result.bid // 10_000_000, found.result.bid == 1_800_000_000)
    chapter.tell("won at the margin, in ¥bn", found.result.marginal_won // 10_000_000)


async def _payment(story: Story, chapter: Chapter) -> None:
    market, people = story.market, story.people
    paid = await story.auction.pay()
    chapter.tell("paid for the allotments", yuan(paid), paid == PROCEEDS_FEN)
    unpaid = sum(not one.paid for one in await story.auction.awards())
    chapter.tell("unpaid allotments", unpaid, not unpaid)
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
