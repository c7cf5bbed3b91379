"""The regulator sees through every nominee, the books agree to the unit, and a receipt proves a trade to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.demo.centre.bonds import FIVE, THIRTY
from cluster.demo.centre.chapter import Chapter

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story


async def play(story: Story, chapter: Chapter) -> None:
    """Look from above, from a custodian's place, and from outside."""
    market = story.market
    seen = await market.regulator.see_through(bond=THIRTY.code)
    issued = (await market.regulator.assets.get(THIRTY.code)).issued
    leaves = sum(one.units for one in seen.ends)
    chapter.tell("end owners of the thirty-year", len(seen.ends))
    chapter.tell("units of the end owners less units issued", leaves - issued, leaves == issued)
    then = await market.regulator.see_through(bond=THIRTY.code, as_of="2026-01-16")
    chapter.tell("end owners on 2026-01-16", len(then.ends))
    own = await market.custodian("CSDC").see_through(bond=FIVE.code)
    strangers = [one.account for one in own.rows if one.gateway != "CSDC"]
    chapter.tell("accounts of others that CSDC is told of", len(strangers), not strangers)
    deal = await market.venue("CFETS").trade(
        seller=story.people.investors["eastern"].account,
        buyer=story.people.investors["harbour"].account,
        bond=THIRTY.code,
        face=10_000_000,
        price="98.50",
        date="2027-01-25",
    )
    receipt = await deal.receipt()
    chapter.tell("receipt of a trade, checked offline", (await deal.status()).name, receipt.check().holds)
    breaks = await market.reconcile()
    chapter.tell("breaks of conservation", len(breaks), not breaks)
