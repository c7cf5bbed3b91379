"""The story from a fresh market to its end, for the command line."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cluster.demo.centre.chapter import Chapter
from cluster.demo.centre.story import CHAPTERS, Story
from cluster.market import Market

BLUEPRINT = "bond-centre"
#: Told of the title of what begins, and how many steps there are in all.
Told = Callable[[str, int], None]


@dataclass(slots=True)
class Telling:
    """What came of one run."""

    host: str
    chapters: list[Chapter] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    start_s: float = 0.0
    wall_s: float = 0.0

    @property
    def good(self) -> bool:
        """Whether everything was as it must be."""
        return all(one.holds for one in self.chapters) and not self.failures

    def json(self) -> str:
        """The numbers for a program."""
        data = asdict(self) | {"good": self.good}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


async def run(host: str, data: Path | None, begin: Told) -> Telling:
    """Start a market of the blueprint ``bond-centre`` on ``host``, tell the story, stop it.

    ``data``: directory of the market, kept; None: a temporary one.

    Raises:
        MarketProblem, HostProblem: the market cannot start.
    """
    began, steps = time.perf_counter(), len(CHAPTERS) + 1
    telling = Telling(host)
    with tempfile.TemporaryDirectory(prefix="lianjie-demo-") as scratch:
        begin("the market starts", steps)
        async with await Market.start(BLUEPRINT, host, data or Path(scratch) / "market") as market:
            telling.start_s = time.perf_counter() - began
            story = Story(market)
            begin(CHAPTERS[0][1], steps)
            async for chapter in story.chapters():
                telling.chapters.append(chapter)
                if story.next_chapter:
                    begin(CHAPTERS[len(story.told)][1], steps)
            telling.failures = await market.failures()
            telling.wall_s = time.perf_counter() - began
    return telling
