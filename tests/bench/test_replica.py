"""One node's work: an opened market on which every random trade settles, durably."""

from __future__ import annotations

from pathlib import Path

from actors.base.entries import EntryKind
from cluster.bench.population import FEN_EACH, UNITS_EACH
from cluster.bench.replica import Replica
from cluster.bench.town import BONDS, MONEY
from cluster.storage.files import OsFiles
from cluster.storage.identity import Identity
from cluster.storage.store import open_store

ACCOUNTS = 160


def test_all_accounts_are_opened_with_their_balances(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "node", ACCOUNTS, 1)
    clients = replica.population.clients
    assert replica.population.accounts == 2 * clients == ACCOUNTS
    issued = {one.number: one.issued for one in replica.ledger.assets()}
    assert issued == dict.fromkeys(BONDS, clients * UNITS_EACH) | {MONEY: clients * FEN_EACH}
    assert not replica.ledger.reconcile()
    replica.close()


def test_all_the_work_is_done_and_durable(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "node", ACCOUNTS, 1)
    rounds = replica.rounds(5, 40)
    alone = replica.alone(rounds[:2])
    assert alone.trades == 80
    assert alone.hashed_bytes == 80 * 2 * 64
    assert alone.disk_bytes > alone.hashed_bytes
    assert min(alone.hash_s, alone.first_s, alone.second_s, alone.disk_s) > 0
    assert alone.kernel_s == alone.first_s + alone.second_s
    span = replica.together(rounds[2:])
    assert span.began_s < span.ended_s
    assert not replica.ledger.reconcile()
    replica.close()
    store = open_store(OsFiles(), str(tmp_path / "node"), Identity(replica.town.roster.market_id, "node"))
    kinds = [entry.kind for entry in store.scan()]
    store.close()
    assert kinds.count(EntryKind.BATCH) == 10
    assert kinds.count(EntryKind.COMMIT) == 7
