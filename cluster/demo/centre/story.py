"""The story as a whole: a market, its people, and one chapter after the other."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from cluster.demo.centre import coupon, issue, look, move, opening, platform, queue, trade
from cluster.demo.centre.chapter import Chapter
from cluster.demo.centre.issue import Auction
from cluster.demo.centre.people import CNY, People
from cluster.market import Market

Step = Callable[["Story", Chapter], Awaitable[None]]
#: Chapters in order: key, title, what happens.
CHAPTERS: Final[tuple[tuple[str, str, Step], ...]] = (
    ("opening", "Investors of two markets, bonds of three depositories", opening.play),
    ("platform", "The bond centre opens with four eyes", platform.play),
    ("issue", "The five-year of 2026: sealed bids, allotment, listing", issue.play),
    ("trade", "Quotes, clicks, negotiated and routed deals", trade.play),
    ("move", "Custody transfer in real time, a freeze", move.play),
    ("queue", "A gridlock in the settlement queue", queue.play),
    ("coupon", "Coupons through nominees to the end owners", coupon.play),
    ("look", "Seen through, reconciled, proved", look.play),
)


class Story:
    """One run over a market of the blueprint ``bond-centre``. Each chapter builds on those before it."""

    def __init__(self, market: Market) -> None:
        """A story that has not begun."""
        self.market = market
        self.people = People()
        self.told: list[Chapter] = []
        self.instance = 1
        self.members: dict[tuple[str, str], int] = {}
        #: The issue of the third chapter, to be taken step by step.
        self.auction = Auction(self)

    @property
    def next_chapter(self) -> str:
        """Key of the chapter that comes next; empty at the end."""
        return CHAPTERS[len(self.told)][0] if len(self.told) < len(CHAPTERS) else ""

    async def cash(self, account: int) -> int:
        """Fen that are available on a cash account."""
        rows = await self.market.regulator.holding_rows()
        return int(rows["available"][(rows["account"] == account) & (rows["asset"] == CNY)].sum())

    def passed(self, key: str) -> None:
        """Take the next chapter as told: what happens in it was done by hand.

        Raises:
            ValueError: another chapter comes next.
        """
        if self.next_chapter != key:
            raise ValueError(f"the chapter {self.next_chapter!r} comes next, not {key!r}")
        self.told.append(Chapter(key, CHAPTERS[len(self.told)][1]))

    async def play(self, until: str = "") -> list[Chapter]:
        """Play the chapters up to and including ``until`` (by default all); those that were played are not repeated.

        Raises:
            ValueError: no such chapter.
        """
        keys = [key for key, _, _ in CHAPTERS]
        if until and until not in keys:
            raise ValueError(f"no chapter {until!r}; there are {', '.join(keys)}")
        last = keys.index(until) if until else len(keys) - 1
        return [chapter async for chapter in self.chapters(last + 1)]

    async def chapters(self, count: int = len(CHAPTERS)) -> AsyncIterator[Chapter]:
        """Play the chapters that are left of the first ``count``, giving each as it ends."""
        for key, title, step in CHAPTERS[len(self.told) : count]:
            chapter, begun = Chapter(key, title), time.perf_counter()
            await step(self, chapter)
            chapter.seconds = time.perf_counter() - begun
            self.told.append(chapter)
            yield chapter
