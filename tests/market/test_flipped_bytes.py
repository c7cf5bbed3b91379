"""A byte of a node's disk turns over while its market is stopped: it is named, the node is repaired, trade goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from actors.base.entries import EntryKind
from actors.host import Entry
from actors.ledger.status import Status
from cluster import blueprint as blueprints
from cluster.kernel_cache import use_kernel_cache
from cluster.market import Market
from cluster.storage.files import OsFiles
from cluster.storage.identity import Identity
from cluster.storage.record import HEADER_BYTES
from cluster.storage.snapshots import Snapshots
from cluster.storage.store import open_store
from cluster.verify import verify
from cluster.verify.disk import Disk
from tests.market.town import Town, build

use_kernel_cache()
pytestmark = pytest.mark.asyncio(loop_scope="module")

ONE_BIT = 0b0001_0000
#: No single flipped bit: such a byte does not mend by itself, its true value must come from elsewhere.
GARBLED = 0b0101_1010
#: Small, so that a short life has snapshots.
RULES = {"checkpoint_commits": 8}
DEALS_MAX = 400
KINDS = (
    EntryKind.ROSTER,
    EntryKind.BATCH,
    EntryKind.BLOCK,
    EntryKind.COMMIT,
    EntryKind.CERTIFICATE,
    EntryKind.CHECKPOINT,
)


class Stopped:
    """A market that traded and was stopped."""

    def __init__(self, town: Town, directory: Path) -> None:
        """The market of ``town`` in ``directory``."""
        self.town = town
        self.directory = directory
        self.names = [one.name for one in town.market.blueprint.nodes]

    def node(self, at: int) -> Path:
        """A node's own directory."""
        return self.directory / "parties" / self.names[at]

    def entries(self, at: int, kind: EntryKind) -> list[Entry]:
        """A node's log entries of one kind, in order."""
        return [one for one in Disk(self.node(at)).entries() if one.kind == kind]

    def place(self, at: int, entry: Entry) -> tuple[Path, int]:
        """File, and offset in it, of the middle byte of an entry's data."""
        file, offset = Disk(self.node(at)).place(entry.position)
        return Path(file), offset + HEADER_BYTES + len(entry.data) // 2

    async def go_on(self) -> list[str]:
        """Open the market and trade until no node has a problem that it still works on; returns those left."""
        async with await Market.open(self.directory) as market:
            town = Town(market, self.town.seller, self.town.buyer, count(1))
            for _ in range(DEALS_MAX):
                assert await (await town.trade(face=1_000_000)).status() is Status.SETTLED
                statuses = await market.node_statuses()
                problems = [one.problem for _, one in statuses if one is not None and one.problem]
                if all("no peer" in problem for problem in problems):
                    break
            assert await market.failures() == [] and await market.reconcile() == []
            return problems


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stopped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stopped]:
    """The market; each test leaves it stopped."""
    directory = tmp_path_factory.mktemp("flipped") / "market"
    plan = msgspec.structs.replace(blueprints.load("treasury"), rules=RULES)
    async with await Market.start(plan, directory=directory) as market:
        town = await build(market)
        for _ in range(12):
            assert await (await town.trade(face=1_000_000)).status() is Status.SETTLED
    yield Stopped(town, directory)


def flip(place: tuple[Path, int], mask: int) -> None:
    """Change one byte of a file; again: change it back."""
    file, offset = place
    with file.open("r+b") as handle:
        handle.seek(offset)
        byte = handle.read(1)[0]
        handle.seek(offset)
        handle.write(bytes([byte ^ mask]))


def late(entries: list[Entry]) -> Entry:
    """One of the later entries, and not the last: what stood last may not have left the node when all stopped.

    Of checkpoints the last but one: a snapshot that is still there holds it.
    """
    last_but_one = max(0, len(entries) - 2)
    is_checkpoint = entries[0].kind == EntryKind.CHECKPOINT
    return entries[last_but_one if is_checkpoint else min(last_but_one, len(entries) * 4 // 5)]


async def test_each_byte_is_named_and_every_entry_is_repaired(stopped: Stopped) -> None:
    places = {kind: stopped.place(0, late(stopped.entries(0, kind))) for kind in KINDS}
    for kind, place in places.items():
        flip(place, ONE_BIT)
        fault = verify(stopped.node(0)).first_fault
        assert fault is not None, kind
        assert (fault.file, fault.offset) == (str(place[0]), place[1]), kind
        flip(place, ONE_BIT)
    for place in places.values():
        flip(place, GARBLED)
    for place in [stopped.place(1, stopped.entries(1, kind)[0]) for kind in KINDS]:
        flip(place, ONE_BIT)
    assert await stopped.go_on() == []
    for at in range(len(stopped.names)):
        assert verify(stopped.node(at)).first_fault is None


async def test_a_snapshot_with_a_flipped_byte_is_not_used(stopped: Stopped) -> None:
    directory = str(stopped.node(2))
    snapshots = Snapshots(OsFiles(), directory)
    older, newest = snapshots.numbers()
    place = Path(snapshots.path(newest)), Path(snapshots.path(newest)).stat().st_size // 2
    flip(place, ONE_BIT)
    fault = verify(stopped.node(2)).first_fault
    assert fault is not None and fault.file == str(place[0]) and str(newest) in fault.sentence
    identity = Identity(stopped.town.market.market_id, stopped.names[2])
    store = open_store(OsFiles(), directory, identity)
    found = store.read_snapshot()
    store.close()
    assert found is not None and found[0] == older
    assert await stopped.go_on() == []
    flip(place, ONE_BIT)


async def test_what_no_node_has_any_more_is_reported_and_trade_goes_on(stopped: Stopped) -> None:
    lost = stopped.entries(3, EntryKind.BLOCK)[0].data
    place = stopped.place(3, stopped.entries(3, EntryKind.BLOCK)[0])
    for at in range(len(stopped.names)):
        own = next(one for one in stopped.entries(at, EntryKind.BLOCK) if one.data == lost)
        flip(stopped.place(at, own), GARBLED)
    problems = await stopped.go_on()
    assert len(problems) == len(stopped.names)
    assert any(str(place[0]) in problem for problem in problems)
    fault = verify(stopped.node(3)).first_fault
    assert fault is not None and fault.file == str(place[0])
