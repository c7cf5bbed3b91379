"""Chapters of a story that a script played: what was done, and whether each figure is as it must be."""

from __future__ import annotations

from html import escape
from typing import Any, ClassVar

import ipywidgets as widgets

from lianjie import Market
from notebooks.widgets.panel import Panel


class StoryPanel(Panel):
    """Plays chapters of a story (``lianjie.Story``) with :meth:`play`, which is awaited in a cell."""

    title: ClassVar[str] = "The story so far"
    explains = "What the script did before you take over; open a chapter to see its figures."

    def __init__(self, market: Market, story: Any, language: str = "en") -> None:
        """A panel over ``story``, with the chapters that it told already."""
        super().__init__(market, language)
        self.story = story
        self.told = widgets.HTML()
        self.body = self.told

    async def play(self, until: str) -> None:
        """Show the panel and play up to and including the chapter ``until``.

        Raises:
            Whatever a chapter raises; the panel says it too.
        """
        self.put()
        self.tell("busy", "Playing …")
        try:
            await self.story.play(until)
        except Exception as problem:
            self.tell_problem(problem)
            raise
        self._draw()
        wrong = sum(not one.holds for one in self.story.told)
        if wrong:
            self.tell("bad", "{wrong} chapters have a figure that is not as it must be.", wrong=wrong)
        else:
            self.tell("good", "Every figure is as it must be.")

    def relabel(self) -> None:
        """Tell the chapters in the language in force."""
        self._draw()

    def _draw(self) -> None:
        self.told.value = "".join(self._chapter(one) for one in self.story.told)

    def _chapter(self, chapter: Any) -> str:
        rows = [(f"{_mark(one.holds)} {self.say(one.text)}", self.say(one.value)) for one in chapter.facts]
        head = f"{_mark(chapter.holds)} {self.say(chapter.title)}"
        opened = "" if chapter.holds else " open"
        return f"<details{opened}><summary>{escape(head)}</summary>{self.table((), rows)}</details>"


def _mark(holds: bool) -> str:
    return "✓" if holds else "✗"
