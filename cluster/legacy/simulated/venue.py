"""A simulated venue: a file of the day's trades, and an adapter that reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from cluster.legacy.messages import Answer, Description, Entry, Message, Sort, Statement, Trade
from cluster.legacy.protocol import VERSION, LegacyProblem, NotReady
from cluster.legacy.simulated.faults import Faults

_FIELDS: Final = Trade.__struct_fields__
_NUMBERS: Final = ("date", "quantity", "amount")
_TEXTS: Final = tuple(name for name in _FIELDS if name not in _NUMBERS)


class SimulatedVenue:
    """Keeps trades and writes them into a file at the end of the day."""

    def __init__(self, name: str, faults: Faults | None = None) -> None:
        """No trades."""
        self.name, self.faults = name, faults or Faults()
        self._trades: dict[str, Trade] = {}
        self._closed: set[int] = set()

    async def describe(self) -> Description:
        """A venue."""
        codes = sorted({one.code for one in self._trades.values()})
        return Description(self.name, Sort.VENUE, VERSION, tuple(codes))

    async def submit(self, message: Message) -> Answer:
        """Take a trade over."""
        if not isinstance(message, Trade):
            return Answer(message.reference, False, f"{self.name} takes trades only")
        self._trades.setdefault(message.reference, message)
        return Answer(message.reference, True)

    async def close_day(self, date: int) -> None:
        """The file of the date can be fetched from now on."""
        self._closed.add(date)

    async def file(self, date: int) -> str:
        """The file of the date's trades, CSV with a header; faults are in it.

        Raises:
            NotReady: the day is not closed, or the file is late.
        """
        if date in self.faults.late or date not in self._closed:
            raise NotReady(f"{self.name} has not closed {date} yet")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_FIELDS)
        for one in self._trades.values():
            for quantity in self.faults.booked(one.reference, one.quantity) if one.date == date else ():
                row = {name: getattr(one, name) for name in _FIELDS} | {"quantity": quantity}
                writer.writerow(row.values())
        return out.getvalue()

    async def entries(self, date: int, after: int = 0) -> tuple[Entry, ...]:
        """What the file says as bookings: two a trade."""
        found: list[Entry] = []
        for one in read_trades(await self.file(date)):
            for account, quantity in ((one.seller, -one.quantity), (one.buyer, one.quantity)):
                found.append(Entry(len(found) + 1, one.reference, date, one.code, account, quantity))
        return tuple(one for one in found if one.number > after)

    async def statement(self, date: int, code: str) -> Statement:
        """A venue keeps no register.

        Raises:
            LegacyProblem: always.
        """
        raise LegacyProblem(f"{self.name} is a venue and keeps no register of {code}; ask a depository")


def read_trades(text: str) -> tuple[Trade, ...]:
    """The trades of a venue's file. The same reference twice is kept twice; reconciliation shows it.

    Raises:
        LegacyProblem: every row that is wrong, as lines ``row N: …`` under each other.
    """
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != _FIELDS:
        raise LegacyProblem(f"row 1: the columns must be {', '.join(_FIELDS)}")
    faults, found = [], []
    for at, row in enumerate(rows, 2):
        wrong = list(_faults_of(row))
        faults += [f"row {at}: {one}" for one in wrong]
        if not wrong:
            quantity, amount = int(row["quantity"]), int(row["amount"])
            parties = row["seller"], row["buyer"]
            found.append(Trade(row["reference"], int(row["date"]), row["code"], *parties, quantity, amount))
    if faults:
        raise LegacyProblem("\n".join(faults))
    return tuple(found)


def _faults_of(row: dict[str, str]) -> Iterable[str]:
    """Everything that is wrong with one row."""
    if None in row or None in row.values():
        yield f"it has not {len(_FIELDS)} columns"
        return
    for name in _TEXTS:
        if not row[name]:
            yield f"{name} is empty; fill it in"
    for name in _NUMBERS:
        if not row[name].isascii() or not row[name].isdigit() or int(row[name]) < 1:
            yield f"{name} {row[name]!r} is not a whole number above zero"
    if row["seller"] and row["seller"] == row["buyer"]:
        yield f"seller and buyer are both {row['seller']}"
