"""Loads the past that a party may see from the nodes, and keeps it: later questions bring only what is new."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np

from actors.base.canonical import Canonical, decode
from actors.host import Unreachable
from actors.ledger.layout import ACCOUNT, TRADE, Rows
from actors.ledger.movements import MOVEMENT
from actors.parties import messages as msg
from actors.parties.history import AccountsPage, MovementsPage, PositionsPage
from cluster.analytics.history import History, held
from cluster.analytics.moments import Cut
from cluster.analytics.problems import TooLong
from cluster.analytics.query import Database
from cluster.analytics.tables import tables
from cluster.market.assets import Assets
from cluster.market.line import Line
from cluster.market.problems import RequestRefused

#: Told of a fraction from 0 to 1 and a text.
Progress = Callable[[float, str], None]
#: Movements that are kept in memory, at most (72 bytes each).
MOVEMENTS_MAX: Final = 8_000_000
_LOOK_S: Final = 0.05
_LOOKS_MAX: Final = 100
_RESTARTS_MAX: Final = 5

P = TypeVar("P", bound=Canonical)


class _ElsewhereRefused(Exception):
    """This node cannot tell; another one may."""


class _Shorter(Exception):
    """This node's history begins after commit ``whole_from``; another one's may reach further back."""

    def __init__(self, whole_from: int) -> None:
        super().__init__()
        self.whole_from = whole_from


class Past:
    """What one party may see of the past, as far as it was loaded."""

    def __init__(self, line: Line) -> None:
        """Ask through ``line``."""
        self._line = line
        self.movements_max = MOVEMENTS_MAX
        self._parts: list[Rows] = [np.zeros(0, MOVEMENT)]
        self._trades: list[Rows] = [np.zeros(0, TRADE)]
        self._done = self._skip = self._whole_from = 0
        self._history: History | None = None
        self._database: tuple[tuple[int, int], Database] | None = None
        self._turn = asyncio.Lock()

    async def history(self, assets: Assets, progress: Progress | None = None) -> History:
        """Everything up to the newest commit.

        Raises:
            Unreachable: no node tells. TooLong: over ``movements_max`` movements.
        """
        async with self._turn:
            shorter: list[tuple[int, str]] = []
            for one in self._line.roster.validators:
                try:
                    return await self._load(one.name, assets, progress or _silent, False)
                except _Shorter as found:
                    shorter.append((found.whole_from, one.name))
                except (Unreachable, RequestRefused, _ElsewhereRefused):
                    continue
            for _, name in sorted(shorter):
                try:
                    return await self._load(name, assets, progress or _silent, True)
                except (Unreachable, RequestRefused, _ElsewhereRefused):
                    continue
            raise Unreachable(f"no node tells the history of {self._line.name}; look at the nodes' status")

    async def database(self, history: History, at: Cut) -> Database:
        """The tables as of ``at``, ready for SQL; those of the last moment that was asked for are kept."""
        key = (history.commit, at.index)
        if self._database is None or self._database[0] != key:
            self._database = (key, await asyncio.to_thread(_database, history, at))
        return self._database[1]

    async def _load(self, node: str, assets: Assets, progress: Progress, may_be_shorter: bool) -> History:
        live, commit, time_ms = await self._positions(node)
        if self._history is not None and self._history.commit == commit:
            return self._history
        await self._movements(node, commit, progress, may_be_shorter)
        accounts = await self._accounts(node)
        self._parts, self._trades = [np.concatenate(self._parts)], [np.concatenate(self._trades)]
        facts = {one.number: one for one in await assets.all()}
        names = {one.index: one.name for one in self._line.roster.institutions}
        self._history = History(
            held(live),
            _until(self._parts[0], commit),
            _until(self._trades[0], commit),
            accounts,
            facts,
            names,
            commit,
            time_ms,
            self._whole_from,
        )
        return self._history

    async def _positions(self, node: str) -> tuple[Rows, int, int]:
        from actors.ledger.reads import HOLDING

        for _ in range(_RESTARTS_MAX):
            page = await self._ask(node, PositionsPage, "positions", 0, 0)
            parts, count, first = [np.frombuffer(page.rows, HOLDING)], page.total, page
            while (got := sum(map(len, parts))) < count and page.commit == first.commit:
                page = await self._ask(node, PositionsPage, "positions", first.commit, got)
                parts.append(np.frombuffer(page.rows, HOLDING))
            if page.commit == first.commit:
                return np.concatenate(parts), first.commit, first.time_ms
        raise _ElsewhereRefused

    async def _accounts(self, node: str) -> Rows:
        parts: list[Rows] = []
        after = 0
        while True:
            page = await self._ask(node, AccountsPage, "accounts", after)
            parts.append(np.frombuffer(page.rows, ACCOUNT))
            after = page.after
            if not after:
                return np.concatenate(parts)

    async def _movements(self, node: str, commit: int, progress: Progress, may_be_shorter: bool) -> None:
        looks = 0
        while self._done < commit:
            page = await self._ask(node, MovementsPage, "movements", self._done, self._skip)
            if self._done == self._skip == 0:
                if page.whole_from and not may_be_shorter:
                    raise _Shorter(page.whole_from)
                self._whole_from = page.whole_from
            elif page.whole_from > self._done:
                raise _ElsewhereRefused
            if (page.commit, page.skip) == (self._done, self._skip):
                looks += 1
                if looks > _LOOKS_MAX:
                    raise _ElsewhereRefused
                await asyncio.sleep(_LOOK_S)
                continue
            self._parts.append(np.frombuffer(page.rows, MOVEMENT))
            self._trades.append(np.frombuffer(page.trades, TRADE))
            self._done, self._skip = page.commit, page.skip
            if sum(map(len, self._parts)) > self.movements_max:
                raise TooLong(
                    f"the history of {self._line.name} has more than {self.movements_max} movements; "
                    "raise past.movements_max, or ask with an export"
                )
            progress(min(1.0, self._done / max(commit, 1)), "movements read")

    async def _ask(self, node: str, kind: type[P], topic: str, *numbers: int) -> P:
        reply = await self._line.question(topic, numbers, node=node)
        if not isinstance(reply, msg.Facts):
            raise _ElsewhereRefused
        return decode(reply.data, kind)


def _until(rows: Rows, commit: int) -> Rows:
    return rows[: int(np.searchsorted(rows["commit"], np.uint64(commit), side="right"))]


def _database(history: History, at: Cut) -> Database:
    return Database(tables(history, at))


def _silent(_: float, __: str) -> None:
    """Tell nobody."""
