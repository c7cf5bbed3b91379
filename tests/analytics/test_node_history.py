"""How far back a node can tell: what was cut, skipped or damaged is said, never passed over."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest

from actors.base.canonical import decode
from actors.host import CorruptFile
from actors.ledger.layout import TRADE, Rows
from actors.ledger.ledger import Ledger
from actors.ledger.movements import MOVEMENT, movements_of, paths_of
from actors.parties import messages as msg
from actors.parties.history import MovementsPage
from actors.parties.node import history as told
from actors.parties.node.archive import Archive, packed
from actors.parties.node.history import History
from tests.ledger.test_movements import everything

VOLUME_ROWS = 4


class Store:
    """Volumes in memory."""

    def __init__(self) -> None:
        """None."""
        self.kept: dict[int, dict[str, bytes]] = {}
        self.bad: set[int] = set()

    def volumes(self) -> dict[int, int]:
        """As the host's store."""
        return {number: sum(map(len, parts.values())) for number, parts in sorted(self.kept.items())}

    def write_volume(self, number: int, parts: Mapping[str, bytes]) -> None:
        """As the host's store."""
        self.kept[number] = dict(parts)
        self.bad.discard(number)

    def read_volume(self, number: int) -> dict[str, bytes]:
        """As the host's store."""
        if number in self.bad:
            raise CorruptFile(f"{number}.vol", 7, "part 'amount' is not as it was written")
        return self.kept[number]

    def read_volume_part(self, number: int, name: str) -> bytes:
        """As the host's store."""
        return self.kept[number][name]


class Node:
    """As much of a node as its history asks for, after the story of every movement."""

    def __init__(self, room: int = 1 << 30) -> None:
        """Executed everything; each volume that closed is on its disk."""
        self.store = Store()
        self.options = SimpleNamespace(history_bytes_max=room)
        self.host = SimpleNamespace(store=self.store, compute=self.compute, background=self.compute)
        self.ready = False
        desk = everything()
        rules = msgspec.structs.replace(desk.ledger.roster.rules, history_rows=VOLUME_ROWS)
        self.ledger = Ledger(desk.ledger.roster)
        self.ledger.roster = msgspec.structs.replace(desk.ledger.roster, rules=rules)
        self.archive = Archive(self)  # type: ignore[arg-type]
        self.rows: list[Rows] = []
        for commit, batches in desk.log:
            market = msgspec.structs.replace(commit, market=self.ledger.roster.market_id)
            applied = self.ledger.apply(market, batches)
            self.rows.append(applied.trades)
            self.archive.executed(applied)
            for volume in applied.volumes:
                self.store.write_volume(volume.head.number, packed(volume.head, volume.rows))
        self.finality = SimpleNamespace(executed=self.ledger.number)

    @property
    def truth(self) -> Rows:
        """Every movement."""
        return movements_of(np.concatenate(self.rows), paths_of(self.ledger.state))

    def reopen(self) -> None:
        """Start again on what is on disk."""
        self.archive = Archive(self)  # type: ignore[arg-type]
        self.archive.look()
        self.archive.begin(self.ledger.chronicle)

    async def compute(self, work: Any, *arguments: Any) -> Any:
        """As the host's."""
        return work(*arguments)


@pytest.fixture
def node() -> Node:
    """A node with several volumes, opened on its disk."""
    node = Node()
    node.reopen()
    assert node.archive.newest >= 4
    return node


async def pages(node: Node, after: int = 0) -> tuple[Rows, Rows, int]:
    """All movements and trades after a commit, page by page, and the commit after which they are whole."""
    history, moved, trades = History(node), [np.zeros(0, MOVEMENT)], [np.zeros(0, TRADE)]  # type: ignore[arg-type]
    done, skip, newest, whole_from = after, 0, after + 1, -1
    while done < newest:
        reply = await history.movements(None, done, skip)
        assert isinstance(reply, msg.Facts), reply
        page = decode(reply.data, MovementsPage)
        assert (page.commit, page.skip) > (done, skip), "each page goes on"
        done, skip, newest = page.commit, page.skip, page.newest
        whole_from = page.whole_from if whole_from < 0 else whole_from
        moved.append(np.frombuffer(page.rows, MOVEMENT))
        trades.append(np.frombuffer(page.trades, TRADE))
    return np.concatenate(moved), np.concatenate(trades), whole_from


@pytest.mark.parametrize("rows_a_page", [1, 2, 3, 7, 1 << 14])
async def test_a_node_that_has_all_tells_all_from_the_beginning_in_pages_of_any_size(
    node: Node, monkeypatch: pytest.MonkeyPatch, rows_a_page: int
) -> None:
    monkeypatch.setattr(told, "HISTORY_ROWS_MAX", rows_a_page)
    moved, trades, whole_from = await pages(node)
    assert moved.tobytes() == node.truth.tobytes()
    assert (trades.size, whole_from) == (2, 0)


@pytest.mark.parametrize("after", range(0, 29, 3))
async def test_what_came_after_a_commit_is_told_alone(node: Node, after: int) -> None:
    moved, _, _ = await pages(node, after)
    assert moved.tobytes() == node.truth[node.truth["commit"] > after].tobytes()


@pytest.mark.parametrize("rows_a_time", [1, 2, 5, 1 << 14])
async def test_trades_come_with_whole_commits(
    node: Node, monkeypatch: pytest.MonkeyPatch, rows_a_time: int
) -> None:
    monkeypatch.setattr(told, "TRADE_ROWS_MAX", rows_a_time)
    parts, after = [np.zeros(0, TRADE)], 0
    while True:
        found = await History(node).trades(after)  # type: ignore[arg-type]
        assert not isinstance(found, str)
        if found[1] == after:
            break
        assert set(found[0]["commit"].tolist()) <= set(range(after + 1, found[1] + 1))
        parts.append(found[0])
        after = found[1]
    assert np.concatenate(parts).tobytes() == np.concatenate(node.rows).tobytes()


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_volume_that_is_not_here_is_told_from_behind_it(node: Node, number: int) -> None:
    last = node.archive.heads[number].last
    del node.store.kept[number]
    node.reopen()
    moved, _, whole_from = await pages(node)
    assert last <= whole_from
    assert moved.tobytes() == node.truth[node.truth["commit"] > whole_from].tobytes()
    gap = node.archive.missing
    assert gap is not None and gap.number == number


async def test_volumes_below_a_gap_are_believed_only_once_it_is_filled(node: Node) -> None:
    lost = node.store.kept.pop(3)
    node.reopen()
    assert [number for number in range(1, 5) if node.archive.is_here(number)] == [4]
    node.store.write_volume(3, lost)
    node.reopen()
    assert node.archive.missing is None


async def test_a_volume_of_another_market_is_not_believed(node: Node) -> None:
    other = node.store.kept[3]["head"].replace(node.archive.heads[3].market, bytes(32))
    assert other != node.store.kept[3]["head"]
    node.store.kept[3]["head"] = other
    node.reopen()
    gap = node.archive.missing
    assert gap is not None and gap.number == 3
    assert node.archive.damage == "volume 3 of the history is not the one of this market"


async def test_history_that_is_damaged_is_refused_not_passed_over(node: Node) -> None:
    node.store.bad.add(2)
    reply = await History(node).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Refused)
    assert reply.reasons == (
        "the history is damaged on this node, ask another one; "
        "2.vol: byte 7: part 'amount' is not as it was written",
    )
    found = await History(node).trades(0)  # type: ignore[arg-type]
    assert not isinstance(found, str), "after that it is told from behind the damage"
    _, _, whole_from = await pages(node)
    assert whole_from == node.archive.heads[2].last


async def test_rows_that_do_not_fit_their_head_are_damage(node: Node) -> None:
    node.store.kept[2]["amount"] = bytes(len(node.store.kept[2]["amount"]))
    reply = await History(node).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Refused)
    assert "the rows of volume 2 of the history are not those of its head" in reply.reasons[0]


async def test_a_node_that_executed_nothing_has_no_past() -> None:
    node = Node()
    node.archive = Archive(node)  # type: ignore[arg-type]
    node.finality.executed = 0
    reply = await History(node).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Facts)
    page = decode(reply.data, MovementsPage)
    assert (page.rows, page.whole_from, page.newest) == (b"", 0, 0)


async def test_a_node_without_history_says_so() -> None:
    reply = await History(Node(room=0)).movements(None, 0, 0)  # type: ignore[arg-type]
    assert isinstance(reply, msg.Refused)
    assert reply.reasons == ("this node keeps no history; ask another one",)
