"""The book of click-to-deal: one line a side of a two-way quote, best price first, then oldest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.records import UNITS_MAX
from actors.modules.trading.commands import Side
from actors.modules.trading.state import BookLine, TwoWay

if TYPE_CHECKING:
    from actors.modules.trading.module import Trading

_LEAST: Final = -UNITS_MAX

#: What one book holds: (instance, venue, asset, cash, day).
Book = tuple[int, int, int, int, int]


def put_in(module: Trading, quote: TwoWay) -> None:
    """Put a two-way quote and its lines into the book."""
    module.two_way.put(quote)
    for line in _lines_of(quote):
        module.book.put(line)


def take_out(module: Trading, number: int) -> None:
    """Take a two-way quote and its lines away."""
    for line in _lines_of(module.two_way[number]):
        module.book.drop(key_of(line))
    module.two_way.drop(number)


def reduce(module: Trading, quote: TwoWay, quantity: int, taker: Side) -> bool:
    """Take ``quantity`` off the side that ``taker`` deals on; what is left keeps its place. Whether anything is left."""
    take_out(module, quote.number)
    if taker == Side.BUY:
        left = msgspec.structs.replace(quote, ask_quantity=quote.ask_quantity - quantity)
    else:
        left = msgspec.structs.replace(quote, bid_quantity=quote.bid_quantity - quantity)
    if not left.bid_quantity and not left.ask_quantity:
        return False
    put_in(module, left)
    return True


def key_of(line: BookLine) -> tuple[int, ...]:
    """What orders the lines of all books: of one, by price, then time."""
    return (
        line.instance,
        line.venue,
        line.asset,
        line.cash,
        line.day,
        line.side,
        line.rank,
        line.serial,
    )


def _lines_of(quote: TwoWay) -> list[BookLine]:
    """The lines by which a quote stands in the book: none for an empty side."""
    book = (quote.instance, quote.venue, quote.asset, quote.cash, quote.day)
    lines: list[BookLine] = []
    if quote.bid_quantity:
        lines.append(BookLine(*book, int(Side.BUY), -quote.bid_price, quote.serial, quote.number))
    if quote.ask_quantity:
        lines.append(BookLine(*book, int(Side.SELL), quote.ask_price, quote.serial, quote.number))
    return lines


def lines(module: Trading, book: Book, side: Side, price: int) -> Iterator[BookLine]:
    """Bids (BUY) or asks (SELL) of one book that meet ``price``, best first, then oldest."""
    worst = price if side == Side.SELL else -price
    return module.book.walk((*book, int(side), _LEAST, 0), (*book, int(side), worst + 1, 0))
