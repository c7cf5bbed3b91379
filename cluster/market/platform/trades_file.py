"""Deals from a file (CSV): every row is read and judged before any is declared; what is wrong comes back as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from actors.modules.dates import number_of, read_date
from actors.modules.price import read_price
from actors.modules.trading.commands import ConfirmDeal, DeclareDeal, Side, Ticket
from cluster.market.platform.sheet import ROWS_MAX, FileRefused, Row, Sheet

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

#: Columns of a file of deals; ``cash`` may be left out.
COLUMNS = ("seller", "buyer", "bond", "face", "price", "date")


class TradesRefused(FileRefused):
    """Nothing of the file was declared; ``errors`` has every fault of every row, and so has the file ``path``."""


async def import_trades(client: PartyClient, path: Path, instance: int = 0) -> list[int]:
    """Declare and confirm the negotiated deals of a CSV at the venue of ``client``; their numbers, in order of rows.

    Columns: seller and buyer (numbers of members of this venue), bond (the ledger's code or the venue's), face in
    yuan, clean price per 100, date of settlement, and cash (CNY unless given).

    Raises:
        TradesRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
        RequestRefused: the ledger took the deals as declared and then refused one, as when the cut-off has passed.
    """
    sheet = Sheet(path)
    _check_shape(sheet)
    rows = () if sheet.errors else sheet.rows
    found = [(row, one) for row in rows if (one := await _read(sheet, client, row, instance)) is not None]
    await sheet.judge(client, found)
    sheet.done(TradesRefused)
    await client.give(*(one for _, one in found))
    await client.give(*(ConfirmDeal(one.number, 0) for _, one in found))
    return [one.number for _, one in found]


def _check_shape(sheet: Sheet) -> None:
    if not sheet.rows and not sheet.errors:
        text = f"the file has no rows; give the columns {', '.join(COLUMNS)} and a row a deal"
        sheet.fail(1, "", "", text)
    for name in sheet.missing(COLUMNS):
        sheet.fail(1, name, "", f"the column {name} is missing; add it")
    if len(sheet.rows) > ROWS_MAX:
        sheet.fail(1, "", "", f"{len(sheet.rows)} rows; a file has {ROWS_MAX} at most: split it")


async def _read(sheet: Sheet, client: PartyClient, row: Row, instance: int) -> DeclareDeal | None:
    """The deal of one row, or None: something in it cannot be read, which is noted."""
    before = len(sheet.errors)
    price = sheet.value(row, "price", read_price)
    day = sheet.value(row, "date", lambda text: number_of(read_date(text)))
    seller, buyer = (sheet.value(row, name, _member) for name in ("seller", "buyer"))
    asset = await sheet.asset(row, "bond", client.trading.asset)
    quantity = await sheet.units(row, "face", client.assets, asset)
    cash = await sheet.asset(row, "cash", client.trading.asset, "CNY")
    if len(sheet.errors) > before:
        return None
    number = await client.trading.next_number()
    ticket = Ticket(asset, cash, quantity, price, day)
    return DeclareDeal(number, instance, seller, 0, int(Side.SELL), buyer, ticket, 0)


def _member(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is not the number of a member; write digits")
    return int(text)
