"""Settlement instructions from a file (CSV): every row is read and judged before any is entered; what is wrong comes
back as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from actors.modules.dates import number_of, read_date
from actors.modules.price import read_yuan
from actors.modules.settlement.commands import HIGH, NORMAL, Enter, Terms
from cluster.market.platform.sheet import ROWS_MAX, FileRefused, Row, Sheet, batches, read_number

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

#: Columns that a file must have; ``seller_cash``, ``buyer_cash``, ``amount``, ``cash``, ``date`` and ``priority`` may be
#: left out.
COLUMNS: Final = ("reference", "seller", "buyer", "asset", "face")
_PRIORITIES: Final = {"": NORMAL, "normal": NORMAL, "high": HIGH}


class InstructionsRefused(FileRefused):
    """Nothing of the file was entered; ``errors`` has every fault of every row, and so has the file ``path``."""


async def import_instructions(client: PartyClient, path: Path, instance: int = 0) -> int:
    """Enter both sides of every instruction of a CSV; how many.

    Columns: reference, seller and buyer (account numbers), asset (code), face in yuan; with a cash leg amount in yuan,
    seller_cash and buyer_cash (account numbers), cash (CNY unless given); date, and priority (normal or high).

    Raises:
        InstructionsRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
    """
    sheet = Sheet(path)
    missing = sheet.missing(COLUMNS)
    if not sheet.errors and not 1 <= len(sheet.rows) <= ROWS_MAX:
        sheet.fail(1, "", "", f"{len(sheet.rows)} rows; a file of instructions has 1 to {ROWS_MAX}")
    for name in missing:
        sheet.fail(1, name, "", f"the column {name} is missing; add it")
    rows = () if sheet.errors else sheet.rows
    read = [(row, await _read(sheet, client, row, instance)) for row in rows]
    found = [(row, Enter(terms)) for row, terms in read if terms is not None]
    await sheet.judge(client, found)
    sheet.errors.sort()
    sheet.done(InstructionsRefused)
    for part in batches(found):
        await client.give(*(command for _, command in part))
    return len(found)


async def _read(sheet: Sheet, client: PartyClient, row: Row, instance: int) -> Terms | None:
    """The terms of one row, or None: something in it cannot be read, which is noted."""
    before = len(sheet.errors)

    async def number_of_asset(code: str) -> int:
        return (await client.assets.get(code)).number

    names = ("seller", "seller_cash", "buyer", "buyer_cash")
    accounts = [sheet.value(row, name, read_number) for name in names]
    reference = sheet.value(row, "reference", read_number)
    amount = sheet.value(row, "amount", _amount, "0")
    first = sheet.first(row, reference)
    if first != row.line:
        text = f"line {first} has this reference too; give another"
        sheet.fail(row.line, "reference", str(reference), text)
    asset = await sheet.asset(row, "asset", number_of_asset)
    quantity = await sheet.units(row, "face", client.assets, asset)
    cash = await sheet.asset(row, "cash", number_of_asset, "CNY") if amount else 0
    day = sheet.value(row, "date", lambda text: number_of(read_date(text)) if text else 0)
    priority = sheet.value(row, "priority", _priority)
    if len(sheet.errors) > before:
        return None
    seller, seller_cash, buyer, buyer_cash = accounts
    legs = (asset, quantity, cash, amount)
    return Terms(instance, reference, seller, seller_cash, buyer, buyer_cash, *legs, day, 0, priority)


def _amount(text: str) -> int:
    fen = read_yuan(text)
    if fen < 0:
        raise ValueError(f"{text!r} is negative; write 0 or more")
    return fen


def _priority(text: str) -> int:
    if text not in _PRIORITIES:
        raise ValueError(f"the priority {text!r} is not known; write normal or high")
    return _PRIORITIES[text]
