"""A trade ticket: a clean price in, what both markets settle shown beside it, one press to a certified settlement."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import ipywidgets as widgets

from notebooks.widgets.numbers import glance, plain
from notebooks.widgets.panel import Panel

_WIDE = {"width": "32em"}
_NAMED = {"description_width": "9em"}


class TradeTicket(Panel):
    """Buys and sells through a venue, for clients of the market's custodians. :meth:`load` fills its lists."""

    title: ClassVar[str] = "Trade ticket"
    explains = (
        "One press moves securities against money along the whole path of accounts, both or neither, and checks the "
        "receipt that a quorum of validators signed."
    )

    def __init__(self, market: Any, language: str = "en") -> None:
        """A ticket of ``market``, empty until :meth:`load`."""
        super().__init__(market, language)
        self.venue = self._field(widgets.Dropdown)
        self.bond = self._field(widgets.Dropdown)
        self.seller = self._field(widgets.Dropdown)
        self.buyer = self._field(widgets.Dropdown)
        self.face = self._field(widgets.Text, value="10,000,000")
        self.price = self._field(widgets.Text, value="100")
        self.date = self._field(widgets.Text)
        self.sums = widgets.HTML()
        self.trade = widgets.Button(button_style="primary", layout={"width": "12em"})
        self.on_click(self.trade, self._trade)
        for field in (self.venue, self.bond, self.face, self.price, self.date):
            field.observe(lambda _: self._recount(), "value")
        self.sums.layout.margin = "0 0 0 2em"
        left = widgets.VBox(
            [self.venue, self.bond, self.seller, self.buyer, self.face, self.price, self.date]
        )
        self.body = widgets.VBox([widgets.HBox([left, self.sums]), self.trade])

    async def load(self, date: str = "") -> TradeTicket:
        """Fill the lists from the market as it is now; ``date``: the settlement date to begin with."""
        plan = self.market.blueprint
        clients = [
            (f"{one.name} ({custodian})", one.account)
            for custodian in plan.with_role("custodian")
            for one in await self.market.custodian(custodian).accounts()
            if one.class_ == 1 and one.cash
        ]
        self.fill(self.venue, plan.with_role("venue"))
        self.fill(self.bond, [one.code for one in await self.market.assets() if one.kind == 1 and one.listed])
        self.fill(self.seller, clients)
        self.fill(self.buyer, clients, 1)
        if not self.bond.options:
            self.tell("rest", "No bond is listed yet.")
        if date:
            self.date.value = date
        await self._count()
        return self

    def relabel(self) -> None:
        """Name the fields and the button."""
        say = self.say
        self.venue.description, self.bond.description = say("Venue"), say("Bond")
        self.seller.description, self.buyer.description = say("Seller"), say("Buyer")
        self.face.description, self.price.description = say("Face, yuan"), say("Clean price")
        self.date.description = say("Settles on")
        self.trade.description = say("Trade")
        self._recount()

    def _field(self, kind: Any, **more: Any) -> Any:
        if kind is widgets.Text:
            more["continuous_update"] = False
        return kind(layout=_WIDE, style=_NAMED, **more)

    def _recount(self) -> None:
        if self.bond.value and self.date.value:
            self.do(self._count())

    async def _count(self) -> None:
        if not (self.bond.value and self.date.value):
            return
        self.sums.value = ""
        found = await self.market.ticket(
            self.bond.value, plain(self.face.value), self.price.value, self.date.value
        )
        sides = (found.interbank, found.exchange)
        rows = [
            ("Accrued interest", [f"{one.accrued:.8f}" for one in sides]),
            ("Full price", [f"{one.full:.8f}" for one in sides]),
            ("Cash", [f"¥{one.cash:,.2f}" for one in sides]),
            ("Yield", [f"{one.yield_pct:.4f}%" for one in sides]),
        ]
        face = Decimal(plain(self.face.value))
        told = self.say(
            "Face ¥{face}, that is {glance}", face=f"{face:,}", glance=glance(face, self.say.language)
        )
        heads = ("", "Interbank", "Exchange")
        lines = ((self.say(name), *cells) for name, cells in rows)
        self.sums.value = self.table(heads, lines, "lianjie-sums", told)
        if self._said is None:
            self.status.value = ""

    async def _trade(self) -> None:
        self.tell("busy", "Settling …")
        deal = await self.market.venue(self.venue.value).trade(
            seller=self.seller.value,
            buyer=self.buyer.value,
            bond=self.bond.value,
            face=plain(self.face.value),
            price=self.price.value,
            date=self.date.value,
        )
        status = await deal.status()
        receipt = await deal.receipt()
        cash = f"{deal.amount // 100:,}.{deal.amount % 100:02d}"
        if status.name == "SETTLED" and receipt.check().holds:
            self.tell(
                "good",
                "Settled for ¥{cash} in commit {commit}: the quorum's receipt was checked here.",
                cash=cash,
                commit=receipt.commit,
            )
        else:
            self.tell("bad", status.en)
