"""Three banks owe one another in a ring, each too little cash to begin: nothing moves, until the ledger finds the ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.modules.settlement.state import Standing
from cluster.demo.centre.chapter import Chapter
from cluster.market.platform.settlement import When

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

RING: Final = ("eastern", "southern", "lotus")
FIRST: Final = 770_001


async def play(story: Story, chapter: Chapter) -> None:
    """Payments of ¥900bn, 901 and 902 in a ring, where each has ¥20bn or so."""
    market, people = story.market, story.people
    desk = market.venue("CFETS").settlement.on(story.instance)
    deposits = [people.investors[key].deposit for key in RING]
    for at, payer in enumerate(deposits):
        payee = deposits[(at + 1) % len(deposits)]
        await desk.pay(
            payer, payee, FIRST + at, str(900_000_000_000 + at * 1_000_000_000), when=When("2026-03-23")
        )
    waiting = [one.terms.reference for one in await desk.queue() if one.terms.reference >= FIRST]
    chapter.tell("payments queued for want of cash", len(waiting), len(waiting) == len(RING))
    await desk.resolve_gridlock("multilateral")
    ends = [
        one.standing for one in await desk.instructions() if FIRST <= one.terms.reference < FIRST + len(RING)
    ]
    settled = sum(one == Standing.SETTLED for one in ends)
    chapter.tell("settled together when the gridlock was resolved", settled, settled == len(RING))
    breaks = await market.reconcile()
    chapter.tell("breaks of conservation", len(breaks), not breaks)
