"""What a node tells an institution that follows its outcomes: history in pieces, then finals as they come."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actors.base.block import Ref
from actors.base.canonical import Canonical, encode
from actors.base.commit import Commit
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
from actors.base.outcome import DirectLeaf, leaf_bytes
from actors.host import Entry
from actors.parties import messages as msg
from actors.parties.node import serving
from actors.parties.node.keys import IndexKey
from actors.parties.node.serving import Serving
from tests.parties.finals import MARKET, certificate
from tests.parties.street import ICBC, NOW_MS, first_roster, key

LEAF = leaf_bytes(DirectLeaf(ICBC, 0, 1, ZERO, 0, b"\x02\x00"))


class Log:
    """A log and its index, in memory."""

    def __init__(self) -> None:
        self.index = self
        self._entries: list[Entry] = []
        self._items: dict[bytes, bytes] = {}

    def append(self, kind: EntryKind, value: Canonical) -> int:
        self._entries.append(Entry(len(self._entries), kind, encode(value)))
        return len(self._entries) - 1

    def read(self, position: int) -> Entry:
        return self._entries[position]

    def put(self, items: list[tuple[bytes, bytes]]) -> None:
        self._items.update(items)

    def get(self, wanted: bytes) -> bytes | None:
        return self._items.get(wanted)

    def scan(self, prefix: bytes, limit: int, start: bytes = b"") -> list[tuple[bytes, bytes]]:
        found = sorted(one for one in self._items if one.startswith(prefix) and one >= start)
        return [(one, self._items[one]) for one in found[:limit]]


class Node:
    """As much of a node as serving touches: its log, its clock, and the finals that it sent."""

    def __init__(self) -> None:
        self.log = Log()
        self.host = SimpleNamespace(store=self.log, now_ms=lambda: NOW_MS)
        self.repair = self.log
        self.roster = first_roster().signed.roster
        self.told: list[tuple[int, int]] = []

    def send(self, party: str, message: Canonical) -> None:
        """Note commit and predecessor of each final."""
        assert party == "ICBC"
        assert isinstance(message, msg.FinalNotice)
        self.told.append((message.certificate.result.number, message.previous))


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture
def served(node: Node, monkeypatch: pytest.MonkeyPatch) -> Serving:
    """Five final commits that concern ICBC; history goes out two commits at a time."""
    monkeypatch.setattr(serving, "FINALS_A_TIME", 2)
    one = Serving(node)  # type: ignore[arg-type]
    for number in range(1, 6):
        signed = certificate(number, LEAF)
        commit = Commit(MARKET, 0, number, ZERO, Ref(1, 0, ZERO), NOW_MS, (), ())
        entry = CommitEntry(commit, signed.result, (LEAF,))
        one.index_commit(entry, node.log.append(EntryKind.COMMIT, entry))
        where = IndexKey.number(node.log.append(EntryKind.CERTIFICATE, signed))
        node.log.put([(IndexKey.certificate(number), where)])
    one.pushed = 5
    return one


def subscription(seen: int) -> msg.Query:
    """ICBC's signed wish to be told of commits after ``seen``."""
    question = msg.Question(MARKET, ICBC, "subscribe", (seen, 0), b"", NOW_MS)
    read = msg.read_one_way(msg.ask(key("ICBC"), question))
    assert isinstance(read, msg.Query)
    return read


def test_history_follows_beat_by_beat_unasked(served: Serving, node: Node) -> None:
    served.subscribe("ICBC", subscription(0))
    assert node.told == [(1, 0), (2, 1)]
    served.on_tick()
    assert node.told == [(1, 0), (2, 1), (3, 2), (4, 3)]
    served.on_tick()
    assert node.told[4:] == [(5, 4)]
    served.on_tick()
    assert len(node.told) == 5


def test_only_what_was_not_seen_is_told(served: Serving, node: Node) -> None:
    served.subscribe("ICBC", subscription(4))
    assert node.told == [(5, 4)]


def test_a_wish_that_another_signed_is_not_heard(served: Serving, node: Node) -> None:
    question = msg.Question(MARKET, ICBC, "subscribe", (0, 0), b"", NOW_MS)
    forged = msg.read_one_way(msg.ask(key("PBC"), question))
    assert isinstance(forged, msg.Query)
    served.subscribe("ICBC", forged)
    assert node.told == []
