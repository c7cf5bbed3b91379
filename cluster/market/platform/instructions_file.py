"""Settlement instructions from a file (CSV): every row is read and judged before any is entered; what is wrong comes
back as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from actors.base.canonical import decode
from actors.ledger import commands as typed
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import status_of
from actors.modules.dates import number_of, read_date
from actors.modules.price import read_yuan
from actors.modules.settlement.commands import HIGH, NORMAL, Enter, Terms
from actors.parties import messages as msg
from actors.parties.requests import Reason
from cluster.language import Say
from cluster.market.problems import MarketProblem, UnknownAsset

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

#: Columns that a file must have; ``seller_cash``, ``buyer_cash``, ``amount``, ``cash``, ``date`` and ``priority`` may be
#: left out.
COLUMNS: Final = ("reference", "seller", "buyer", "asset", "face")
#: Rows of a file, and commands of one batch, at most.
ROWS_MAX: Final = 100_000
_BATCH: Final = 1_000
_PRIORITIES: Final = {"": NORMAL, "normal": NORMAL, "high": HIGH}


class RowError(NamedTuple):
    """What is wrong with one row. ``line``: as an editor counts; ``column`` empty: the row as a whole."""

    line: int
    column: str
    value: str
    problem: str
    problem_zh: str


class InstructionsRefused(MarketProblem):
    """Nothing of the file was entered; ``errors`` has every fault of every row, and so has the file ``path``."""

    def __init__(self, path: Path, errors: list[RowError]) -> None:
        self.path, self.errors = path, errors
        rows = len({one.line for one in errors})
        super().__init__(f"{rows} rows of the file have {len(errors)} errors; they stand in {path}")


async def import_instructions(client: PartyClient, path: Path, instance: int = 0) -> int:
    """Enter both sides of every instruction of a CSV; how many.

    Columns: reference, seller and buyer (account numbers), asset (code), face in yuan; with a cash leg amount in yuan,
    seller_cash and buyer_cash (account numbers), cash (CNY unless given); date, and priority (normal or high).

    Raises:
        InstructionsRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames or ()
    sheet = _Sheet(client, instance)
    for name in COLUMNS:
        if name not in names:
            sheet.fail(1, name, "", f"the column {name} is missing; add it")
    if not 1 <= len(rows) <= ROWS_MAX:
        sheet.fail(1, "", "", f"{len(rows)} rows; a file of instructions has 1 to {ROWS_MAX}")
    found = [] if sheet.errors else [(at, await sheet.read(at, row)) for at, row in enumerate(rows, 2)]
    good = [(at, Enter(terms)) for at, terms in found if terms is not None]
    await sheet.judge(good)
    if sheet.errors:
        raise InstructionsRefused(_write(path, sorted(sheet.errors)), sorted(sheet.errors))
    for part in _parts(good):
        await client.give(*(command for _, command in part))
    return len(good)


class _Sheet:
    def __init__(self, client: PartyClient, instance: int) -> None:
        self._client, self._instance = client, instance
        self._references: dict[int, int] = {}
        self.errors: list[RowError] = []

    def fail(self, line: int, column: str, value: str, problem: str) -> None:
        """Note what is wrong."""
        self.errors.append(RowError(line, column, value, problem, Say("zh")(problem)))

    async def read(self, line: int, row: dict[str, str]) -> Terms | None:
        """The terms of one row, or None: something in it cannot be read, which is noted."""
        before = len(self.errors)

        def value(name: str, reads: Callable[[str], int]) -> int:
            return self._value(line, name, row, reads)

        seller, seller_cash = value("seller", _number), value("seller_cash", _number)
        buyer, buyer_cash = value("buyer", _number), value("buyer_cash", _number)
        reference, amount = value("reference", _number), value("amount", lambda text: read_yuan(text or "0"))
        first = self._references.setdefault(reference, line)
        if first != line:
            self.fail(line, "reference", str(reference), f"line {first} has this reference too; give another")
        asset, quantity = await self._asset(line, row.get("asset") or "", row.get("face") or "")
        cash = (await self._asset(line, row.get("cash") or "CNY", "0"))[0] if amount else 0
        day = value("date", lambda text: number_of(read_date(text)) if text else 0)
        priority = value("priority", _priority)
        if len(self.errors) > before:
            return None
        accounts = (seller, seller_cash, buyer, buyer_cash)
        legs = (asset, quantity, cash, amount)
        return Terms(self._instance, reference, *accounts, *legs, day, 0, priority)

    async def judge(self, good: list[tuple[int, Enter]]) -> None:
        """Ask a node for every reason against every row that could be read."""
        for part in _parts(good):
            payload = typed.payload(*(command for _, command in part))
            reply = await self._client.line.question("reasons", (), payload)
            assert isinstance(reply, msg.Facts)
            for reason in decode(reply.data, tuple[Reason, ...]):
                for status in map(status_of, reason.statuses):
                    self.errors.append(RowError(part[reason.record][0], "", "", status.en, status.zh))

    def _value(self, line: int, name: str, row: dict[str, str], reads: Callable[[str], int]) -> int:
        text = (row.get(name) or "").strip()
        try:
            found = reads(text)
            if not 0 <= found < UNITS_MAX:
                raise ValueError(f"{text!r} is more than the ledger counts; write less than 2^62")
            return found
        except ValueError as problem:
            self.fail(line, name, text, str(problem))
            return 0

    async def _asset(self, line: int, code: str, face: str) -> tuple[int, int]:
        try:
            number = (await self._client.assets.get(code.strip())).number
            return number, await self._client.assets.units(number, face.strip())
        except UnknownAsset as problem:
            self.fail(line, "asset", code, str(problem))
        except ValueError as problem:
            self.fail(line, "face", face, str(problem))
        return 0, 0


def _number(text: str) -> int:
    if not (text or "0").isascii() or not (text or "0").isdigit():
        raise ValueError(f"{text!r} is no number; write digits")
    return int(text or "0")


def _priority(text: str) -> int:
    if text not in _PRIORITIES:
        raise ValueError(f"the priority {text!r} is not known; write normal or high")
    return _PRIORITIES[text]


def _parts(good: list[tuple[int, Enter]]) -> Iterator[list[tuple[int, Enter]]]:
    return (good[at : at + _BATCH] for at in range(0, len(good), _BATCH))


def _write(path: Path, errors: list[RowError]) -> Path:
    target = path.with_suffix(".errors.csv")
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RowError._fields)
        writer.writerows(errors)
    return target
