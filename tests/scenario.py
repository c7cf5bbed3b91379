"""Stories as tables: a column a step, a row an account.

A table is written as people read it, with pipes::

    | yuan         | at first | A sells 60 | B is short |
    |--------------|----------|------------|------------|
    | status       |          | SETTLED    | CASH_SHORT |
    | A's bonds    |      100 |         40 |          · |
    | B's cash     |    6,000 |          0 |          · |

The first column names the rows, the second tells how things stand at first; every further column is a step, taken when
the story comes to it. The row ``status`` tells what the step was answered; every other row is read after each step. ``·``
means as in the column before. After every step the books must balance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from actors.ledger.ledger import Ledger
from actors.ledger.status import Status

#: What a step is answered: a status, several, or words of its own.
Answer = Status | Iterable[Status] | str | None
#: What a row shows.
Value = int | str
STATUS = "status"
AS_BEFORE = "·"


class Table(NamedTuple):
    """A table as it is written. ``title``: what stands above the names; ``steps``: their names, the first is ``at first``;
    ``rows``: name → a cell a step."""

    title: str
    steps: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def text(self) -> str:
        """The table with its columns aligned, each cell that is as before written out."""
        lines = [(self.title, *self.steps), *((name, *self.rows[name]) for name in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            " | ".join(
                cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(pairs)
            )
            for pairs in (list(zip(line, widths, strict=True)) for line in lines)
        )


def read(text: str) -> Table:
    """The table in a text; cells that are as before are written out.

    Raises:
        ValueError: rows of different lengths, a name twice, nothing to be as before.
    """
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    (title, *steps), *rest = [[cell.strip() for cell in line] for line in lines]
    rows: dict[str, tuple[str, ...]] = {}
    for name, *cells in rest:
        if set(name) <= set("-: "):
            continue
        if len(cells) != len(steps) or name in rows or cells[0] == AS_BEFORE:
            raise ValueError(f"the row {name!r} does not fit the table")
        for at, cell in enumerate(cells):
            cells[at] = cells[at - 1] if cell == AS_BEFORE else cell
        rows[name] = tuple(cells)
    return Table(title, tuple(steps), rows)


def told(
    ledger: Ledger, text: str, rows: Mapping[str, Callable[[], Value]], *steps: Callable[[], Answer]
) -> None:
    """Play a story and compare it with its table, cell by cell. ``rows``: how to read each row; ``steps``: in order."""
    wanted = read(text)
    assert set(wanted.rows) - {STATUS} == set(rows), "each row of the table is read, and no other"
    assert len(wanted.steps) == len(steps) + 1, "each column but the first is a step"
    found: dict[str, list[str]] = {name: [] for name in wanted.rows}
    for step in (None, *steps):
        answer = "" if step is None else shown(step())
        assert ledger.reconcile() == []
        for name, cells in found.items():
            cells.append(answer if name == STATUS else number(rows[name]()))
    was = Table(wanted.title, wanted.steps, {name: tuple(cells) for name, cells in found.items()})
    assert was == wanted, f"it was\n{was.text()}\nand the table says\n{wanted.text()}"


def compare(text: str, columns: Sequence[Mapping[str, Value]]) -> None:
    """Compare a table whose columns are alternatives, not steps, with what was found for each."""
    wanted = read(text)
    names = dict.fromkeys(name for column in columns for name in column)
    rows = {name: tuple(number(column[name]) for column in columns) for name in names}
    was = Table(wanted.title, wanted.steps, rows)
    assert was == wanted, f"it was\n{was.text()}\nand the table says\n{wanted.text()}"


def shown(answer: Answer) -> str:
    """An answer as a cell: names of statuses, each once."""
    if answer is None or isinstance(answer, str):
        return answer or ""
    names = [one.name for one in ([answer] if isinstance(answer, Status) else answer)]
    return ", ".join(dict.fromkeys(names))


def number(value: Value) -> str:
    """A value as a cell: thousands apart."""
    return f"{value:,}" if isinstance(value, int) else value


def yuan(fen: int) -> str:
    """Fen as yuan with thousands apart; whole yuan without decimals."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
