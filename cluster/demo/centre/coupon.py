"""The thirty-year's coupon of 25 March 2026 (109.5 fen a unit), and the five-year's first one in January 2027."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.modules.corporate.commands import Market
from cluster.demo.centre.bonds import FIVE, THIRTY
from cluster.demo.centre.chapter import Chapter, yuan

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

FIRST_COUPON_FEN: Final = 2_310_000_000_00


async def play(story: Story, chapter: Chapter) -> None:
    """Calendars go on the ledger, services are arranged; record dates are fixed, payments go level by level."""
    market, venue = story.market, story.market.venue("CFETS")
    await venue.corporate.load_calendars((2026, 2027))
    await market.custodian("CSDC").corporate.set_home_market(Market.EXCHANGE)
    for bond in (THIRTY, FIVE):
        await market.custodian("CCDC").corporate.arrange(
            bond.code,
            issuer="MOF",
            cash="CNY",
            paying_account=story.people.treasuries["MOF"],
            redemption_account=story.people.issuance["MOF", "CCDC"],
        )
    await venue.close_date("2026-03-23")
    await venue.open_date("2026-03-24")
    await venue.close_date("2026-03-24")
    await venue.open_date("2026-03-25")
    saver = story.people.investors["saver2"].deposit
    before = await story.cash(saver)
    record = await _pay(story, THIRTY.code, 20260325, ("CCDC", "SHCH", "CSDC"))
    chapter.tell("record date that the calendar gives for 2026-03-25", record, record == 20260324)
    odd = await story.cash(saver) - before
    chapter.tell("coupon of 13 odd units at 109.5 fen", yuan(odd), odd in (1423, 1424))
    await venue.close_date("2026-03-25")
    await venue.open_date("2027-01-22")
    await venue.close_date("2027-01-22")
    await venue.open_date("2027-01-25")
    treasury = story.people.treasuries["MOF"]
    before = await story.cash(treasury)
    await _pay(story, FIVE.code, 20270125, ("CCDC", "CSDC"))
    paid = before - await story.cash(treasury)
    chapter.tell("first coupon of the five-year on 2027-01-25", yuan(paid), paid == FIRST_COUPON_FEN)


async def _pay(story: Story, bond: str, due: int, nominees: tuple[str, ...]) -> int:
    """Everybody pays its part of the event that falls due; the record date of the event."""
    events = await story.market.regulator.corporate.events(bond)
    event = next(one for one in events if one.due == due)
    for name in nominees:
        await story.market.custodian(name).corporate.pay(bond, event.number)
    return event.record_date
