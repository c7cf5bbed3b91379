"""One file (CSV) of rows that are read and judged before any is acted on; what is wrong comes back as a file.

Whoever imports a kind of rows makes a :class:`Sheet`, reads values out of it, has a node judge the commands of the rows
that could be read, and calls :meth:`Sheet.done`: it returns, or writes every error of every row and raises.
"""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from actors.base.canonical import Canonical, decode
from actors.ledger import commands as typed
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status, status_of
from actors.modules.price import read_yuan
from actors.parties import messages as msg
from actors.parties.requests import Reason
from cluster.language import Say
from cluster.market.problems import MarketProblem, UnknownAsset

if TYPE_CHECKING:
    from cluster.market.assets import Assets
    from cluster.market.clients.party import PartyClient

#: Rows of a file, and commands of one batch or one question, at most.
ROWS_MAX: Final = 100_000
BATCH: Final = 1_000

T = TypeVar("T")


class RowError(NamedTuple):
    """What is wrong with one row. ``line``: as an editor counts; ``column`` empty: the row as a whole."""

    line: int
    column: str
    value: str
    problem: str
    problem_zh: str


class Row(NamedTuple):
    """One row of a file. ``extra``: cells beyond the last column."""

    line: int
    cells: Mapping[str, str | None]
    extra: Sequence[str] = ()

    @property
    def is_torn(self) -> bool:
        """Whether something stands beyond the last column."""
        return any(one.strip() for one in self.extra)

    def text(self, name: str, default: str = "") -> str:
        """What stands in a column, without blanks around it; ``default`` where nothing does."""
        return (self.cells.get(name) or "").strip() or default


class FileRefused(MarketProblem):
    """Nothing of a file was done; ``errors`` has every fault of every row, and so has the file ``path``."""

    def __init__(self, path: Path, errors: Sequence[RowError], text: str = "") -> None:
        self.path, self.errors = path, list(errors)
        rows = len({one.line for one in errors})
        super().__init__(text or f"{rows} rows of the file have {len(errors)} errors; they stand in {path}")


class Sheet:
    """The rows of a file, and all that was found wrong with them.

    A value that cannot be read is noted and counts as 0; whoever reads a row asks :attr:`errors` whether it grew.
    """

    def __init__(self, path: Path) -> None:
        """Read the file. One that is no text is noted, and has no rows.

        Raises:
            OSError: it cannot be opened.
        """
        self.path = path
        self.errors: list[RowError] = []
        self.columns: tuple[str, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._first: dict[tuple[object, ...], int] = {}
        try:
            self._read()
        except (UnicodeDecodeError, csv.Error):
            self.fail(1, "", "", "the file is no CSV in UTF-8; save it as one")

    def _read(self) -> None:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [Row(reader.line_num, row, row.pop(None, ())) for row in reader]
            self.columns = tuple(reader.fieldnames or ())
        self.rows = tuple(rows)

    # what is wrong
    def fail(self, line: int, column: str, value: str, *problems: str) -> None:
        """Note what is wrong, in sentences that the catalogue has in Chinese."""
        say = Say("zh")
        self.errors += [RowError(line, column, value, one, say(one)) for one in problems]

    def refuse(self, row: Row, column: str, status: Status) -> None:
        """Note a status that the ledger would give."""
        self.errors.append(RowError(row.line, column, row.text(column), status.en, status.zh))

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Those of ``columns`` that a readable file has not."""
        return [] if self.errors else [one for one in columns if one not in self.columns]

    def readable(self, columns: Iterable[str]) -> list[Row]:
        """Rows to read, all others noted: none without all ``columns``, none of an empty or too long file, and no row
        with more cells than columns."""
        for name in self.missing(columns):
            self.fail(1, name, "", f"the column {name} is missing; add it")
        if not self.errors and not 1 <= len(self.rows) <= ROWS_MAX:
            self.fail(1, "", "", f"the file has {len(self.rows)} rows; give it 1 to {ROWS_MAX}")
        rows = [] if self.errors else [row for row in self.rows if not row.is_torn]
        for row in self.rows:
            if row.is_torn:
                text = "the row has more cells than there are columns; put a value with a comma in quotes"
                self.fail(row.line, "", ",".join(row.extra), text)
        return rows

    def first(self, row: Row, *key: object) -> int:
        """The line where ``key`` came first: the row's own, unless it is a repetition."""
        return self._first.setdefault(key, row.line)

    # values
    def value(self, row: Row, name: str, read: Callable[[str], int], default: str = "") -> int:
        """What ``read`` makes of a column; 0 for what it refuses (ValueError) or what the ledger cannot count."""
        text = row.text(name, default)
        try:
            return _counted(text, read(text))
        except ValueError as problem:
            self.fail(row.line, name, text, str(problem))
            return 0

    async def asset(
        self, row: Row, name: str, find: Callable[[str], Awaitable[int]], default: str = ""
    ) -> int:
        """The number of the asset that a column names; 0 where ``find`` knows none (UnknownAsset)."""
        text = row.text(name, default)
        try:
            return await find(text)
        except UnknownAsset as problem:
            self.fail(row.line, name, text, str(problem))
            return 0

    async def units(self, row: Row, name: str, assets: Assets, asset: int) -> int:
        """Units of ``asset`` that make a face in yuan; of an unknown one (0), fen."""
        text = row.text(name)
        try:
            return _counted(text, await assets.units(asset, text) if asset else read_yuan(text))
        except ValueError as problem:
            self.fail(row.line, name, text, str(problem))
            return 0

    # judging
    async def judge(
        self,
        client: PartyClient,
        found: Sequence[tuple[Row, Canonical]],
        columns: Mapping[Status, str] | None = None,
        but: Collection[Status] = (),
    ) -> None:
        """Ask a node for every reason against the commands of rows.

        ``columns``: those to which a status belongs; ``but``: statuses that will not hold when the command is given.
        """
        for part in batches(found):
            payload = typed.payload(*(command for _, command in part))
            reply = await client.line.question("reasons", (), payload)
            assert isinstance(reply, msg.Facts)
            for reason in decode(reply.data, tuple[Reason, ...]):
                for status in map(status_of, reason.statuses):
                    if status not in but:
                        self.refuse(part[reason.record][0], (columns or {}).get(status, ""), status)

    # the end
    def done(self, kind: type[FileRefused]) -> None:
        """Return when nothing is wrong.

        Raises:
            FileRefused: as ``kind``, with all errors by line; they stand beside the file as ``….errors.csv``.
        """
        if self.errors:
            self.errors.sort(key=lambda one: one.line)
            raise kind(write(self.report, RowError._fields, self.errors), self.errors)

    @property
    def report(self) -> Path:
        """Where errors are written unless told otherwise."""
        return self.path.with_suffix(".errors.csv")


def write(
    path: Path, heading: Iterable[str], rows: Iterable[Iterable[object]], encoding: str = "utf-8-sig"
) -> Path:
    """Write a file of errors; where it stands. The default encoding is the one that spreadsheets recognise."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)
    return path


def batches(found: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The sequence in parts of ``size``, the last one shorter."""
    return (found[at : at + size] for at in range(0, len(found), size))


def read_number(text: str) -> int:
    """A number written in digits; 0 where nothing is written.

    Raises:
        ValueError: something else is.
    """
    if not (text or "0").isascii() or not (text or "0").isdigit():
        raise ValueError(f"{text!r} is no number; write digits")
    return int(text or "0")


def _counted(text: str, value: int) -> int:
    if value >= UNITS_MAX:
        raise ValueError(f"{text!r} is more than the ledger counts; write less than 2^62")
    return value
