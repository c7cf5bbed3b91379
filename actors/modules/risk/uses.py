"""What is used of limits: counted up as deals are made, and down as they are cancelled or settle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from actors.modules.risk.book import RiskBook
from actors.modules.risk.commands import Scope
from actors.modules.risk.state import Coming, Use
from actors.modules.trading.state import Agreed, Deal

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Where a use is counted: scope, subject, other.
Place = tuple[int, int, int]


class Order(NamedTuple):
    """One side of a trade, as limits see it. ``quantity``: units bought, below zero sold; ``amount``: fen.

    ``member``, ``counterparty`` (an owner): 0 where there is none.
    """

    instance: int
    owner: int
    account: int
    asset: int
    quantity: int
    amount: int
    member: int = 0
    counterparty: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the order counts; for the platform and the bond a deal counts once, on its buyer's side."""
        found = [(int(Scope.OWNER), self.owner, 0), (int(Scope.ACCOUNT), self.account, 0)]
        if self.is_bought:
            found += [(int(Scope.PLATFORM), 0, 0), (int(Scope.ASSET), self.asset, 0)]
        if self.member:
            found.append((int(Scope.MEMBER), self.member, 0))
        if self.counterparty:
            found.append((int(Scope.COUNTERPARTY), self.owner, self.counterparty))
        return tuple(found)

    @property
    def is_bought(self) -> bool:
        """Whether it buys."""
        return self.quantity > 0


class Turnover(NamedTuple):
    """Fen bought and sold today."""

    bought: int
    sold: int


def orders_of(deal: Deal) -> tuple[Order, Order]:
    """The deal as its seller and its buyer see it."""
    ticket, seller, buyer = deal.ticket, deal.seller, deal.buyer
    return (
        Order(
            deal.instance,
            seller.owner,
            seller.account,
            ticket.asset,
            -ticket.quantity,
            deal.amount_fen,
            seller.member,
            buyer.owner,
        ),
        Order(
            deal.instance,
            buyer.owner,
            buyer.account,
            ticket.asset,
            ticket.quantity,
            deal.amount_fen,
            buyer.member,
            seller.owner,
        ),
    )


class Pending:
    """Deals that are about to be made (counted up) or replaced (counted down), beside what stands on the shelves."""

    def __init__(self, made: Iterable[Deal] = (), replaced: Iterable[Deal] = ()) -> None:
        """``made``: earlier parts of the same command; ``replaced``: the deal that a correction takes the place of."""
        self.turnover: dict[Place, Turnover] = {}
        self.units: dict[tuple[int, int], int] = {}
        #: Fen of the parts of one command, by where they count.
        self.order: dict[Place, int] = {}
        for sign, deals in ((1, made), (-1, replaced)):
            for deal in deals:
                for order in orders_of(deal):
                    self._count(order, sign)

    def _count(self, order: Order, sign: int) -> None:
        key = (order.owner, order.asset)
        self.units[key] = self.units.get(key, 0) + sign * order.quantity
        for place in order.places:
            known = self.turnover.get(place, Turnover(0, 0))
            bought = sign * order.amount if order.is_bought else 0
            self.turnover[place] = Turnover(known.bought + bought, known.sold + sign * order.amount - bought)
            if sign > 0:
                self.order[place] = self.order.get(place, 0) + order.amount


NOTHING_PENDING = Pending()


def used(book: RiskBook, instance: int, place: Place, pending: Pending = NOTHING_PENDING) -> Turnover:
    """What was bought and sold today there, pending deals included."""
    known = book.uses.get((instance, *place))
    bought, sold = (known.bought, known.sold) if known else (0, 0)
    more = pending.turnover.get(place, Turnover(0, 0))
    return Turnover(max(0, bought + more.bought), max(0, sold + more.sold))


def count_up(book: RiskBook, order: Order) -> None:
    """The order was dealt."""
    for place in order.places:
        before = used(book, order.instance, place)
        bought = order.amount if order.is_bought else 0
        after = (before.bought + bought, before.sold + order.amount - bought)
        book.uses.put(Use(order.instance, *place, *after))
    _come(book, order.owner, order.asset, order.quantity)


def count_down(ledger: Ledger, book: RiskBook, deal: Deal) -> None:
    """The deal has ended: nothing more comes of it, and what was cancelled today was not used."""
    cancelled = deal.standing == Agreed.CANCELLED and deal.trade_date == ledger.business_date
    for order in orders_of(deal):
        _come(book, order.owner, order.asset, -order.quantity)
        for place in order.places if cancelled else ():
            before = used(book, order.instance, place)
            bought = order.amount if order.is_bought else 0
            after = (max(0, before.bought - bought), max(0, before.sold - order.amount + bought))
            book.uses.put(Use(order.instance, *place, *after))


def _come(book: RiskBook, owner: int, asset: int, units: int) -> None:
    known = book.coming.get((owner, asset))
    total = (known.units if known else 0) + units
    if total:
        book.coming.put(Coming(owner, asset, total))
    elif known is not None:
        book.coming.drop((owner, asset))
