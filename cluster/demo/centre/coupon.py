"""The thirty-year's coupon of 25 March 2026 (109.5 fen a unit), and the five-year's first one in January 2027."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cluster.demo.centre.bonds import FIVE, THIRTY
from cluster.demo.centre.chapter import Chapter, yuan

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

FIRST_COUPON_FEN: Final = 2_310_000_000_00


async def play(story: Story, chapter: Chapter) -> None:
    """Fix at the record dates, pay on the payment dates, level by level."""
    market, venue = story.market, story.market.venue("CFETS")
    await venue.close_date("2026-03-23")
    await venue.open_date("2026-03-24")
    await market.treasury("MOF").announce_coupon(THIRTY.code, "2026-03-24", "2026-03-25")
    await venue.close_date("2026-03-24")
    await venue.open_date("2026-03-25")
    before = await _cash(story, story.people.investors["saver2"].deposit)
    for name in ("CCDC", "SHCH", "CSDC"):
        await market.custodian(name).pay_coupon(THIRTY.code, "2026-03-24")
    odd = await _cash(story, story.people.investors["saver2"].deposit) - before
    chapter.tell("coupon of 13 odd units at 109.5 fen", yuan(odd), odd in (1423, 1424))
    await venue.close_date("2026-03-25")
    await venue.open_date("2027-01-22")
    treasury = story.people.treasuries["MOF"]
    await market.treasury("MOF").announce_coupon(FIVE.code, "2027-01-22", "2027-01-25")
    await venue.close_date("2027-01-22")
    await venue.open_date("2027-01-25")
    before = await _cash(story, treasury)
    for name in ("CCDC", "CSDC"):
        await market.custodian(name).pay_coupon(FIVE.code, "2027-01-22")
    paid = before - await _cash(story, treasury)
    chapter.tell("first coupon of the five-year on 2027-01-25", yuan(paid), paid == FIRST_COUPON_FEN)


async def _cash(story: Story, account: int) -> int:
    rows = await story.market.regulator.holding_rows()
    return int(rows["available"][(rows["account"] == account) & (rows["asset"] == 1)].sum())
