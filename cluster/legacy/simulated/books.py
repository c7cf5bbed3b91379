"""The books of a simulated back end: a small SQLite file, or memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cluster.legacy.messages import Answer, Entry, Row

_SCHEMA: Final = """
create table if not exists positions (code text, account text, quantity integer, primary key (code, account));
create table if not exists entries (
    number integer primary key, reference text, date integer, code text, account text, quantity integer);
create table if not exists answers (reference text primary key, accepted integer, reason text);
create table if not exists days (date integer, code text, account text, quantity integer);
create table if not exists closed (date integer primary key);
"""


class Books:
    """Positions, entries, answers by reference, and the positions at the end of each closed day."""

    def __init__(self, path: Path | None = None) -> None:
        """In ``path``, which is made or continued; None: in memory."""
        self._base = sqlite3.connect(":memory:" if path is None else path)
        self._base.executescript(_SCHEMA)

    def open_with(self, code: str, holdings: Mapping[str, int]) -> None:
        """Begin with these holdings; what is there already stays."""
        with self._base:
            rows = [(code, account, quantity) for account, quantity in holdings.items()]
            self._base.executemany("insert or ignore into positions values (?, ?, ?)", rows)

    def knows(self, code: str) -> bool:
        """Whether any account was ever opened with this code."""
        return self._base.execute("select 1 from positions where code = ?", (code,)).fetchone() is not None

    def codes(self) -> tuple[str, ...]:
        """Every code, ascending."""
        rows = self._base.execute("select distinct code from positions order by code").fetchall()
        return tuple(code for (code,) in rows)

    def held(self, code: str, account: str) -> int | None:
        """What an account holds; None where it is not open."""
        row = self._base.execute(
            "select quantity from positions where code = ? and account = ?", (code, account)
        ).fetchone()
        return None if row is None else int(row[0])

    def answer(self, reference: str) -> Answer | None:
        """The answer that was given to this reference, or None."""
        row = self._base.execute(
            "select accepted, reason from answers where reference = ?", (reference,)
        ).fetchone()
        return None if row is None else Answer(reference, bool(row[0]), row[1])

    def answered(self, answer: Answer) -> Answer:
        """Remember an answer; returns it."""
        with self._base:
            self._base.execute(
                "insert into answers values (?, ?, ?)", (answer.reference, answer.accepted, answer.reason)
            )
        return answer

    def book(self, reference: str, date: int, code: str, source: str, target: str, quantity: int) -> None:
        """Move a quantity: two entries and two positions, or nothing."""
        with self._base:
            for account, change in ((source, -quantity), (target, quantity)):
                self._base.execute(
                    "insert into entries (reference, date, code, account, quantity) values (?, ?, ?, ?, ?)",
                    (reference, date, code, account, change),
                )
                self._base.execute(
                    "update positions set quantity = quantity + ? where code = ? and account = ?",
                    (change, code, account),
                )

    def entries(self, date: int, after: int) -> tuple[Entry, ...]:
        """Entries of the date with numbers above ``after``, ascending."""
        rows = self._base.execute(
            "select * from entries where date = ? and number > ? order by number", (date, after)
        )
        return tuple(Entry(*row) for row in rows)

    def close(self, date: int) -> None:
        """Keep the positions as they are as those of the end of the date; a second time anew."""
        with self._base:
            self._base.execute("delete from days where date = ?", (date,))
            self._base.execute(
                "insert into days select ?, code, account, quantity from positions where quantity <> 0",
                (date,),
            )
            self._base.execute("insert or ignore into closed values (?)", (date,))

    def is_closed(self, date: int) -> bool:
        """Whether the day was closed."""
        return self._base.execute("select 1 from closed where date = ?", (date,)).fetchone() is not None

    def rows(self, date: int, code: str) -> tuple[Row, ...]:
        """Positions of the code at the end of a closed day, accounts ascending."""
        found = self._base.execute(
            "select account, quantity from days where date = ? and code = ? order by account", (date, code)
        )
        return tuple(Row(*row) for row in found)
