"""How far back a node can tell: what was cut, skipped or damaged is said, never passed over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from actors.base.canonical import decode, encode
from actors.base.entries import TradesEntry
from actors.host import Entry
from actors.ledger.layout import TRADE
from actors.ledger.ledger import Ledger
from actors.ledger.movements import MOVEMENT
from actors.parties import messages as msg
from actors.parties.history import MovementsPage
from actors.parties.node.history import History
from actors.parties.node.keys import IndexKey
from tests.ledger.test_movements import everything


class Index:
    """A node's index in memory."""

    def __init__(self) -> None:
        """Empty."""
        self.items: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """As the store's."""
        return self.items.get(key)

    def scan(self, prefix: bytes, limit: int, start: bytes = b"") -> list[tuple[bytes, bytes]]:
        """As the store's."""
        found = sorted(item for item in self.items.items() if item[0].startswith(prefix) and item[0] >= start)
        return found[:limit]


class Node:
    """As much of a node as its history asks for; the log's entry of commit n is at position n, its trades at -n."""

    def __init__(self, commits: range, keeps: bool = True) -> None:
        """Executed ``commits`` of the story of every movement."""
        self.log: dict[int, bytes | None] = {}
        self.index = Index()
        self.repair = self
        self.options = SimpleNamespace(history=keeps)
        self.finality = SimpleNamespace(executed=commits[-1])
        self.host = SimpleNamespace(store=SimpleNamespace(index=self.index), compute=self.compute)
        desk = everything()
        self.ledger = Ledger(desk.ledger.roster)
        for commit, batches in desk.log:
            rows = self.ledger.apply(commit, batches).trades
            if commit.number in commits:
                self.put(
                    commit.number, encode(TradesEntry(commit.number, rows.tobytes())) if rows.size else b""
                )

    def put(self, number: int, trades: bytes) -> None:
        """Log one commit."""
        self.log[number] = b""
        self.index.items[IndexKey.commit(number)] = IndexKey.number(number)
        if trades:
            self.log[1_000 + number] = trades
            self.index.items[IndexKey.trades(number)] = IndexKey.number(1_000 + number)

    def cut(self, before: int) -> None:
        """Forget the log of commits below ``before``; the index still names them."""
        self.log = {at: data for at, data in self.log.items() if at % 1_000 >= before}

    def read(self, position: int) -> Entry | None:
        """As ``Repair.read``."""
        data = self.log[position]
        return None if data is None else Entry(position, 0, data)

    async def compute(self, work: Any, *arguments: Any) -> Any:
        """As the host's."""
        return work(*arguments)


async def page(node: Node, after: int = 0) -> MovementsPage:
    """The movements after a commit."""
    reply = await History(node).movements(None, after, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Facts)
    return decode(reply.data, MovementsPage)


async def test_a_node_that_has_all_tells_all_from_the_beginning() -> None:
    found = await page(Node(range(1, 29)))
    assert (found.whole_from, found.commit, found.newest) == (0, 28, 28)
    assert np.frombuffer(found.rows, MOVEMENT)["commit"][0] == 5
    assert len(np.frombuffer(found.trades, TRADE)) == 2


async def test_a_log_that_was_cut_is_told_from_where_it_begins() -> None:
    node = Node(range(1, 29))
    node.cut(before=12)
    found = await page(node)
    assert found.whole_from == 11
    assert np.frombuffer(found.rows, MOVEMENT)["commit"].min() >= 12


async def test_a_log_that_is_cut_while_it_is_read_is_told_anew() -> None:
    node = Node(range(1, 29))
    history = History(node)  # type: ignore[arg-type]
    assert history.whole_from() == 0
    node.cut(before=20)
    assert history.whole_from() == 19


async def test_a_node_that_went_on_from_a_snapshot_counts_from_there() -> None:
    node = Node(range(1, 29))
    for number in (14, 15, 16):
        del node.index.items[IndexKey.commit(number)]
    history = History(node)  # type: ignore[arg-type]
    assert history.whole_from() == 16
    node.put(30, b"")
    assert history.whole_from() == 29


async def test_a_node_that_executed_nothing_has_no_past() -> None:
    node = Node(range(1, 29))
    node.index.items.clear()
    node.finality.executed = 0
    found = await page(node)
    assert (found.rows, found.whole_from, found.newest) == (b"", 0, 0)


@pytest.mark.parametrize("damage", ["lost", "cut"])
async def test_history_that_is_damaged_is_refused_not_passed_over(damage: str) -> None:
    node = Node(range(1, 29))
    at = 1_000 + 10
    if damage == "lost":
        node.log[at] = None
    else:
        del node.log[at]
    reply = await History(node).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Refused)
    assert reply.reasons == ("the history of commit 10 is damaged on this node; ask another one",)


async def test_a_node_without_history_says_so() -> None:
    reply = await History(Node(range(1, 29), keeps=False)).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Refused)
    assert reply.reasons == ("this node keeps no history; ask another one",)
