"""The market itself: started while the cell waits, then how its parties are and where it lives."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from html import escape
from typing import Any, ClassVar

import ipywidgets as widgets

from lianjie import Market
from notebooks.widgets.panel import Panel

#: Of the bar, what is done when the market can settle; the last institutions come after that.
_SETTLING = 0.8
#: What a host means for whoever presents.
_HOSTS = {
    "local": "Every party runs in this notebook, in one process; the market ends with it.",
    "ray": "Every party is an actor of Ray with a process of its own; the market outlives this notebook.",
}


class MarketPanel(Panel):
    """Starts a market with :meth:`start`, which is awaited in a cell: the cells below begin when it can settle."""

    title: ClassVar[str] = "The market"

    def __init__(self, language: str = "en") -> None:
        """A panel without a market yet."""
        super().__init__(None, language)
        self.bar = widgets.FloatProgress(min=0, max=1, layout={"width": "34em"})
        self.facts = widgets.HTML()
        self.look = widgets.Button(layout={"width": "12em", "display": "none"})
        self.on_click(self.look, self._look)
        self.body = widgets.VBox([self.bar, self.facts, self.look])
        self._begun = 0.0
        self._states = Counter[str]()
        self._rows: list[tuple[str, str]] = []

    async def start(self, blueprint: str = "bond-centre", host: str = "local", **how: Any) -> Market:
        """Show the panel and start a market on ``host`` (``local`` or ``ray``); ``how``: as :meth:`Market.start`.

        Raises:
            Whatever :meth:`Market.start` raises; the panel says it too.
        """
        self.explains, self._begun = _HOSTS.get(host, ""), time.monotonic()
        self.put()
        self.tell("busy", "Starting …")
        try:
            self._market = await Market.start(blueprint, host, progress=self._progress, **how)
        except asyncio.CancelledError:
            self.bar.bar_style = "danger"
            self.tell("bad", "Interrupted; nothing was left running.")
            raise
        except Exception as problem:
            self.bar.bar_style = "danger"
            self.tell_problem(problem)
            raise
        self.do(self._await_all())
        return self.market

    def relabel(self) -> None:
        """Name the button, and say again what is known."""
        self.look.description = self.say("Look")
        self._draw()

    def _progress(self, part: float, text: str) -> None:
        self.bar.value = _SETTLING * part
        seconds = int(time.monotonic() - self._begun)
        self.tell("busy", "Starting: {step} … {seconds} s", step=self.say(text), seconds=seconds)

    async def _await_all(self) -> None:
        self.tell("busy", "The market can settle; the last parties are on their way up …")
        await self._look()
        await self.market.ready(self._come)
        self.bar.layout.display, self.look.layout.display = "none", ""
        await self._look()
        self.tell("good", "The market runs.")

    def _come(self, part: float, text: str) -> None:
        self.bar.value = _SETTLING + (1 - _SETTLING) * part

    async def _look(self) -> None:
        """How everybody is, now."""
        market = self.market
        healths, statuses = await asyncio.gather(market.health(), market.node_statuses())
        self._states = Counter(one.state if one else "silent" for one in healths.values())
        finals = [one.final for _, one in statuses if one is not None]
        self._rows = [
            ("Market", market.blueprint.name),
            ("Validators that answer", f"{len(finals)} / {len(statuses)}"),
            ("Newest final commit", f"{max(finals, default=0):,}"),
            ("Data", str(market.directory)),
        ]
        self._draw()

    def _draw(self) -> None:
        states = ", ".join(f"{count} {self.say(state)}" for state, count in self._states.most_common())
        facts = [("Parties", states), *self._rows] if states else []
        rows = "".join(
            f"<tr><td>{escape(self.say(name))}</td><td>{escape(value)}</td></tr>" for name, value in facts
        )
        self.facts.value = f'<table class="lianjie-table lianjie-facts">{rows}</table>' if rows else ""
