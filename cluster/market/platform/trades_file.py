"""Deals from a file (CSV): every row is read and judged before any is declared; what is wrong comes back as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actors.base.canonical import decode
from actors.ledger import commands as typed
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import status_of
from actors.modules.dates import number_of, read_date
from actors.modules.price import read_price
from actors.modules.trading.commands import ConfirmDeal, DeclareDeal, Side, Ticket
from actors.parties import messages as msg
from actors.parties.requests import Reason
from cluster.language import Say
from cluster.market.problems import MarketProblem, UnknownAsset

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

#: Columns of a file of deals; ``cash`` may be left out.
COLUMNS = ("seller", "buyer", "bond", "face", "price", "date")
_ERRORS = ("line", "column", "value", "problem", "problem_zh")
_ROWS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row of a file. ``line``: as an editor counts; ``column`` empty: the row as a whole."""

    line: int
    column: str
    value: str
    problem: str
    problem_zh: str


class TradesRefused(MarketProblem):
    """Nothing of the file was declared; ``errors`` has every fault of every row, and so has the file ``path``."""

    def __init__(self, path: Path, errors: list[RowError]) -> None:
        self.path, self.errors = path, errors
        rows = len({one.line for one in errors})
        super().__init__(f"{rows} rows of the file have {len(errors)} errors; they stand in {path}")


async def import_trades(client: PartyClient, path: Path, instance: int = 0) -> list[int]:
    """Declare and confirm the negotiated deals of a CSV at the venue of ``client``; their numbers, in order of rows.

    Columns: seller and buyer (numbers of members of this venue), bond (the ledger's code or the venue's), face in
    yuan, clean price per 100, date of settlement, and cash (CNY unless given).

    Raises:
        TradesRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
        RequestRefused: the ledger took the deals as declared and then refused one, as when the cut-off has passed.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
        reader = _Rows(client)
        missing = [name for name in COLUMNS if rows and name not in rows[0]]
    reader.fail(1, "", "", *(f"the column {name} is missing; add it" for name in missing))
    if not rows:
        reader.fail(
            1, "", "", f"the file has no rows; give the columns {', '.join(COLUMNS)} and a row a deal"
        )
    if len(rows) > _ROWS_MAX:
        reader.fail(1, "", "", f"{len(rows)} rows; a file has {_ROWS_MAX} at most: split it")
    found = [] if reader.errors else [await reader.read(at, row, instance) for at, row in enumerate(rows, 2)]
    commands = [one for one in found if one is not None]
    await reader.judge([at for at, one in enumerate(found, 2) if one is not None], commands)
    if reader.errors:
        raise TradesRefused(_write(path, reader.errors), reader.errors)
    await client.give(*commands)
    await client.give(*(ConfirmDeal(one.number, 0) for one in commands))
    return [one.number for one in commands]


class _Rows:
    def __init__(self, client: PartyClient) -> None:
        self._client = client
        self.errors: list[RowError] = []

    def fail(self, line: int, column: str, value: str, *problems: str) -> None:
        """Note what is wrong."""
        zh = Say("zh")
        self.errors += [RowError(line, column, value, one, zh(one)) for one in problems]

    async def read(self, line: int, row: dict[str, str], instance: int) -> DeclareDeal | None:
        """The deal of one row, or None: something in it cannot be read, which is noted."""
        before = len(self.errors)
        price = self._value(line, row, "price", read_price)
        day = self._value(line, row, "date", lambda text: number_of(read_date(text)))
        seller, buyer = (self._value(line, row, name, _member) for name in ("seller", "buyer"))
        asset, quantity = await self._units(line, row)
        cash = await self._asset(line, {"cash": row.get("cash") or "CNY"}, "cash")
        if len(self.errors) > before:
            return None
        number = await self._client.trading.next_number()
        ticket = Ticket(asset, cash, quantity, price, day)
        return DeclareDeal(number, instance, seller, 0, int(Side.SELL), buyer, ticket, 0)

    async def judge(self, lines: list[int], commands: list[DeclareDeal]) -> None:
        """Ask a node for every reason against every row that could be read."""
        if not commands:
            return
        reply = await self._client.line.question("reasons", (), typed.payload(*commands))
        assert isinstance(reply, msg.Facts)
        for reason in decode(reply.data, tuple[Reason, ...]):
            for code in reason.statuses:
                status = status_of(code)
                self.errors.append(RowError(lines[reason.record], "", "", status.en, status.zh))
        self.errors.sort(key=lambda one: one.line)

    def _value(self, line: int, row: dict[str, str], name: str, read: Callable[[str], int]) -> int:
        text = (row.get(name) or "").strip()
        try:
            value = read(text)
            if value >= UNITS_MAX:
                raise ValueError(f"{text!r} is more than the ledger counts; write less than 2^62")
            return value
        except ValueError as problem:
            self.fail(line, name, text, str(problem))
            return 0

    async def _asset(self, line: int, row: dict[str, str], name: str) -> int:
        text = (row.get(name) or "").strip()
        try:
            return await self._client.trading.asset(text)
        except UnknownAsset as problem:
            self.fail(line, name, text, str(problem))
            return 0

    async def _units(self, line: int, row: dict[str, str]) -> tuple[int, int]:
        asset = await self._asset(line, row, "bond")
        text = (row.get("face") or "").strip()
        try:
            # Money counts in fen: it tells a face that cannot be read where the bond is not known.
            units = await self._client.assets.units(asset or "CNY", text)
            if units >= UNITS_MAX:
                raise ValueError(f"{text!r} is more than the ledger counts; write less than 2^62")
            return asset, units
        except ValueError as problem:
            self.fail(line, "face", text, str(problem))
            return asset, 0


def _member(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is not the number of a member; write digits")
    return int(text)


def _write(path: Path, errors: list[RowError]) -> Path:
    target = path.with_suffix(".errors.csv")
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_ERRORS)
        writer.writerows([one.line, one.column, one.value, one.problem, one.problem_zh] for one in errors)
    return target
