"""Issuance by sealed bids: announce, hand in sheets, open them together after the close, pay, list."""

from __future__ import annotations

import asyncio
from html import escape
from typing import Any, ClassVar

import ipywidgets as widgets

from notebooks.widgets.numbers import glance, plain
from notebooks.widgets.panel import Panel

_NAMED = {"description_width": "11em"}
_WIDE = {"width": "34em"}
#: A sheet to begin with, as one of five alike makes the worked example: yield in percent and face in yuan, a line a bid.
SHEET = "1.52 8,000,000,000\n1.54 12,000,000,000\n1.55 6,000,000,000\n1.57 10,000,000,000"
#: What a unit of the bond is worth, in yuan.
_UNIT = 100


class IssuancePanel(Panel):
    """Runs the issue of a story (``lianjie.Story``): its steps are ``story.auction``.

    A press hands in the sheet that stands in the box, for one underwriter or for all that have not bid yet.
    """

    title: ClassVar[str] = "Issuance by sealed bids"
    explains = (
        "Underwriters seal their bids to two openers, and nobody reads one before the close. Then every validator opens "
        "every sheet and computes the coupon, the winners pay against bonds, and the bond is listed."
    )

    def __init__(self, market: Any, story: Any, language: str = "en") -> None:
        """A panel for the issue of ``story``."""
        super().__init__(market, language)
        self.auction = story.auction
        self.bidder = widgets.Dropdown(options=self.auction.underwriters, layout=_WIDE, style=_NAMED)
        self.sheet = widgets.Textarea(value=SHEET, rows=5, layout=_WIDE, style=_NAMED)
        self.window = widgets.BoundedIntText(value=20, min=3, max=3600, layout=_WIDE, style=_NAMED)
        self.announce, self.bid, self.all = (widgets.Button() for _ in range(3))
        self.open, self.pay, self.list = (widgets.Button() for _ in range(3))
        self.result = widgets.HTML()
        steps = ((self.announce, self._announce), (self.bid, self._bid), (self.all, self._bid_all))
        for button, work in (*steps, (self.open, self._open), (self.pay, self._pay), (self.list, self._list)):
            button.layout.width = "14em"
            self.on_click(button, work)
        self._next(self.announce)
        self.body = widgets.VBox(
            [
                self.window,
                self.announce,
                self.bidder,
                self.sheet,
                widgets.HBox([self.bid, self.all]),
                widgets.HBox([self.open, self.pay, self.list]),
                self.result,
            ]
        )

    def relabel(self) -> None:
        """Name the fields and the buttons."""
        say = self.say
        self.window.description, self.bidder.description = say("Window, seconds"), say("Underwriter")
        self.sheet.description = say("Bids: %, yuan")
        self.announce.description = say("Announce")
        self.bid.description, self.all.description = say("Seal and bid"), say("All others bid")
        self.open.description, self.pay.description = say("Open the bids"), say("Pay")
        self.list.description = say("List")
        if self.result.value:
            self.do(self._show())
        elif self._said is None:
            self.tell("rest", "The issue is not announced yet.")

    def _next(self, step: widgets.Button | None) -> None:
        """Show which step comes next."""
        for one in (self.announce, self.all, self.open, self.pay, self.list):
            one.button_style = "primary" if one is step else ""

    async def _announce(self) -> None:
        self.tell("busy", "Announcing …")
        await self.auction.announce(self.window.value)
        self.tell(
            "good",
            "Announced; bids are taken for {seconds} s, sealed to two openers.",
            seconds=self.window.value,
        )
        self._next(self.all)

    async def _bid(self) -> None:
        await self._hand_in([self.bidder.value])

    async def _bid_all(self) -> None:
        handed = {one.institution for one in await self.market.regulator.issuance.bids()}
        index = self.market.blueprint.index_of
        await self._hand_in([one for one in self.auction.underwriters if index(one) not in handed])
        self._next(self.open)

    async def _hand_in(self, names: list[str]) -> None:
        lines = [line.split() for line in self.sheet.value.splitlines() if line.strip()]
        wrong = [" ".join(one) for one in lines if len(one) != 2]
        if wrong:
            raise ValueError(f"{'; '.join(wrong)}: write a yield in percent and a face in yuan on each line")
        bids = [(rate, plain(face)) for rate, face in lines]
        self.tell("busy", "Sealing …")
        issue = self.auction.issue
        await asyncio.gather(*(self.market.as_party(one).issuance.bid(issue, 1, bids) for one in names))
        self.tell(
            "good", "Sealed and handed in by {names}; nobody can read them yet.", names=", ".join(names)
        )

    async def _open(self) -> None:
        left = await self.auction.seconds_left()
        if left:
            self.tell("busy", "The window closes in {seconds} s …", seconds=int(left) + 1)
            await self.auction.closed()
        self.tell("busy", "Opening …")
        await self.auction.open()
        await self._show()
        self.tell("good", "Both openers published their keys; every node opened every sheet.")
        self._next(self.pay)

    async def _pay(self) -> None:
        self.tell("busy", "Paying …")
        paid = await self.auction.pay()
        await self._show()
        self.tell("good", "Paid ¥{paid} against bonds.", paid=f"{paid // 100:,}.{paid % 100:02d}")
        self._next(self.list)

    async def _list(self) -> None:
        self.tell("busy", "Listing …")
        await self.auction.list_bond()
        await self._show()
        self.tell("good", "Listed.")
        self._next(None)

    async def _show(self) -> None:
        """The coupon, and what each bid won."""
        issue = await self.market.regulator.issuance.issue(self.auction.issue)
        rows = [
            (
                one.underwriter,
                glance(one.units * _UNIT, self.say.language),
                ", ".join(one.prices),
                "✓" if one.paid else "",
            )
            for one in await self.auction.awards()
        ]
        coupon = escape(self.say("Coupon {coupon}%", coupon=f"{issue.coupon / 10_000:.2f}"))
        table = self.table(("Underwriter", "Won", "Price", "Paid"), rows)
        self.result.value = f'<b class="lianjie-coupon">{coupon}</b>{table}'
