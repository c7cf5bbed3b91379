"""A party's client without a market: its commands go straight to a ledger, its questions are answered from shelves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar

import numpy as np

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.layout import Rows
from actors.ledger.module import page
from actors.modules.middle_platform import new_ledger
from actors.parties.node.history import visible_trades
from cluster.market.problems import RequestRefused
from tests.ledger.market import Desk

V = TypeVar("V", bound=Canonical)


class LedgerParty:
    """What a typed client needs of a PartyClient, over the ledger of ``desk``."""

    def __init__(self, desk: Desk, index: int) -> None:
        """Acts as institution ``index``."""
        self.desk, self.index = desk, index
        self.line = SimpleNamespace(roster=desk.ledger.roster)
        self.assets = self

    async def get(self, asset: str | int) -> Any:
        """The asset of this code or number."""
        return next(one for one in self.desk.ledger.assets() if asset in (one.code, one.number))

    async def all(self) -> tuple[Any, ...]:
        """Every asset."""
        return tuple(self.desk.ledger.assets())

    async def give(self, *commands: Canonical) -> Any:
        """Refuse with every reason, or commit."""
        reasons = [
            one.en for command in commands for one in why_refused(self.desk.ledger, self.index, command)
        ]
        if reasons:
            raise RequestRefused(reasons)
        return self.desk.do(self.index, *commands)

    async def rows(self, shelf: str, _kind: type[V]) -> tuple[Any, ...]:
        """Rows that this party may read."""
        module, name = shelf.split(".")
        found = next(one for one in self.desk.ledger.modules if one.name == module).shelves[name]
        return page(self.desk.ledger, found, self.index, 0)[0]

    async def trade_rows(self, _after: int = 0) -> tuple[Rows, int]:
        """Rows of history (TRADE) that this party may see, and the last commit: the desk's log, executed once more."""
        again = new_ledger(self.desk.ledger.roster)
        rows = np.concatenate([again.apply(commit, batches).trades for commit, batches in self.desk.log])
        return visible_trades(rows, self.index), again.number
