"""Custody transfer (转托管) within the six days before a record date in which the legacy process stops; a freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cluster.demo.centre.chapter import Chapter
from cluster.market import InstructionFailed

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

ORDER: Final = 20_260_323


async def play(story: Story, chapter: Chapter) -> None:
    """Lotus moves bonds from CCDC to Shanghai Clearing House; Pacific is frozen and freed."""
    market, people = story.market, story.people
    lotus, pacific = people.investors["lotus"], people.investors["pacific"]
    moved = await market.custodian("CCDC").custody_transfer(
        lotus.accounts["CCDC"], lotus.accounts["SHCH"], "2024-T6", "300000000"
    )
    status = (await moved)[0]
    chapter.tell("custody transfer CCDC to SHCH, one day before the record date", status.name, status.good)
    await market.regulator.freeze(pacific.account, ORDER)
    try:
        taken = await market.custodian("CSDC").custody_transfer(
            pacific.accounts["CSDC"], pacific.accounts["CCDC"], "X-CORP", "100"
        )
        held = (await taken)[0].name
    except InstructionFailed as refused:
        held = refused.statuses[0].name
    chapter.tell("a transfer out of a frozen account", held, held == "ACCOUNT_FROZEN")
    await market.regulator.unfreeze(pacific.account, ORDER)
    breaks = await market.reconcile()
    chapter.tell("breaks of conservation", len(breaks), not breaks)
