"""What anyone may look at in the name of any party: holdings and statements at any moment, see-through, SQL."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from actors.ledger.records import Records
from actors.parties import messages as msg
from cluster.analytics.moments import Cut, Moment, end_of, start_of
from cluster.analytics.statement import HoldingCertificate, Statement, certificate, statement
from cluster.analytics.through import SeeThrough, see_through
from cluster.hosts.clock import now_ms
from cluster.market.assets import Assets
from cluster.market.line import Line
from cluster.market.past import Past, Progress

if TYPE_CHECKING:
    import pandas as pd

    from cluster.analytics.history import History


class Looking:
    """Questions about what is and what was. A regulator sees all; anyone else the accounts that it keeps: the nodes
    tell it of no others.

    A moment is a commit number, a business date (``"2026-03-23"``: its close) or a time
    (``"2026-03-23T10:30"``, in the market's zone). All raise UnknownMoment for one that lies in the future, before the
    market, or before what the nodes keep; UnknownHolder for an account or asset that there is not; Unreachable.
    """

    line: Line
    assets: Assets

    async def holding_rows(self) -> Records:
        """Positions of the own clients (a regulator: of all) now, rows of HOLDING."""
        from actors.ledger.reads import HOLDING

        reply = await self.line.question("holdings")
        assert isinstance(reply, msg.Table)
        return np.frombuffer(reply.rows, HOLDING)

    @property
    def past(self) -> Past:
        """What was loaded of the past; shared by all clients of the same party."""
        if self.line.past is None:
            self.line.past = Past(self.line)
        return self.line.past

    async def history(self, progress: Progress | None = None) -> History:
        """Positions and every movement, as numpy columns; only what is new is loaded.

        Raises:
            TooLong: more movements than ``past.movements_max``.
        """
        return await self.past.history(self.assets, progress)

    async def holdings(self, as_of: Moment = None) -> pd.DataFrame:
        """Positions of the own clients, now or at a moment; see ``cluster.market.frames.holdings``."""
        from actors.ledger.reads import HOLDING
        from cluster.market import frames

        if as_of is None:
            return frames.holdings(await self.holding_rows(), await self.assets.all(), self.line.roster)
        history, at = await self._at(as_of)
        found = history.positions(at.index)
        accounts = history.accounts[np.searchsorted(history.accounts["number"], found["account"])]
        rows = np.zeros(found.size, HOLDING)
        for name in ("account", "asset", "available", "earmarked"):
            rows[name] = found[name]
        for name in ("owner", "gateway", "class_"):
            rows[name] = accounts[name]
        facts = await self.assets.all()
        faces = history.faces(np.array([one.number for one in facts], np.int64), at.index).tolist()
        then = [replace(one, face_fen=fen) for one, fen in zip(facts, faces, strict=True)]
        return frames.holdings(rows, then, self.line.roster)

    async def statement(self, account: int, first: Moment = None, last: Moment = None) -> Statement:
        """Statement (对账单) of an account from the beginning of ``first`` to the end of ``last``."""
        history = await self.history()
        now = now_ms()
        begin, end = start_of(history, first, now), end_of(history, last, now)
        return await asyncio.to_thread(statement, history, account, begin, end)

    async def certificate(self, account: int, as_of: Moment = None) -> HoldingCertificate:
        """The data of a holding certificate (持有证明): what the account held at a moment."""
        history, at = await self._at(as_of)
        return await asyncio.to_thread(certificate, history, account, at)

    async def see_through(
        self, account: int | None = None, bond: str | int | None = None, *, as_of: Moment = None
    ) -> SeeThrough:
        """Who stands behind an account, or behind all of a bond (穿透), level by level.

        Raises:
            TooLong: more holders than a tree takes.
        """
        history, at = await self._at(as_of)
        return await asyncio.to_thread(see_through, history, at, account, bond)

    async def sql(self, query: str, *, as_of: Moment = None) -> pd.DataFrame:
        """One SELECT (DuckDB) over assets, accounts, holdings, movements, trades and commits (资产, 账户, 持仓, 变动,
        成交, 各次提交); docs/guide/analytics.md lists the columns.

        Raises:
            QueryProblem: it does not run, or does anything but read. TooLong: over a million rows.
        """
        history, at = await self._at(as_of)
        database = await self.past.database(history, at)
        return await asyncio.to_thread(database.sql, query)

    async def export(self, directory: str | Path, *, as_of: Moment = None) -> list[Path]:
        """Write the same tables as Parquet files into a new or empty directory; their paths.

        Raises:
            ExportProblem: it is not empty or cannot be written.
        """
        from cluster.analytics.export import write_parquet
        from cluster.analytics.tables import tables

        history, at = await self._at(as_of)
        return await asyncio.to_thread(lambda: write_parquet(tables(history, at), directory))

    async def _at(self, as_of: Moment) -> tuple[History, Cut]:
        history = await self.history()
        return history, end_of(history, as_of, now_ms())
