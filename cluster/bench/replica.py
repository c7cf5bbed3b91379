"""One node's unavoidable work, without agreement and messages: the real hash, the real kernel, the real disk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from actors.base import batch as batches
from actors.base import merkle
from actors.base.batch import Batch, Lane
from actors.base.block import Ref
from actors.base.canonical import encode
from actors.base.commit import Commit
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
from actors.ledger import commands as typed
from actors.ledger.ledger import Applied, Ledger
from actors.ledger.records import Records
from actors.ledger.status import Status
from cluster.bench.population import PHASES, Step, population_of
from cluster.bench.town import CUSTODIANS, INDEX, RULES, make_town
from cluster.bench.trades import draw, halves
from cluster.storage.files import OsFiles
from cluster.storage.identity import Identity
from cluster.storage.store import create_store, open_store

_TIME_MS: Final = 1_800_000_000_000
#: Groups on their way to the disk at a time, so that writing overlaps with computing.
_FLUSHES_MAX: Final = 2


@dataclass(frozen=True, slots=True)
class Work:
    """One round: a batch of each custodian, both halves of ``trades`` trades, and their bytes."""

    batches: tuple[Batch, Batch]
    data: tuple[bytes, bytes]
    trades: int


@dataclass(frozen=True, slots=True)
class Alone:
    """One process by itself: seconds for each kind of work over ``trades`` trades, bytes hashed and on disk.

    ``first_s`` and ``second_s``: executing the halves that wait, and those that match and settle.
    """

    first_s: float
    second_s: float
    hash_s: float
    hashed_bytes: int
    disk_s: float
    disk_bytes: int
    trades: int

    @property
    def kernel_s(self) -> float:
        """Executing all halves."""
        return self.first_s + self.second_s


@dataclass(frozen=True, slots=True)
class Span:
    """When work began and ended, in monotonic seconds, which all processes of a machine share."""

    began_s: float
    ended_s: float


class Replica:
    """A ledger and a store that take ordered batches."""

    def __init__(self, directory: Path, accounts: int, seed: int) -> None:
        """An opened market with ``accounts`` client accounts; its store is made in ``directory``, which is absent."""
        self.town = make_town(seed)
        self.population = population_of(accounts, seed)
        self.ledger = Ledger(self.town.roster)
        self._seed = seed
        self._pairs = 0
        self._sequences: dict[str, int] = {}
        files, identity = OsFiles(), Identity(self.town.roster.market_id, directory.name)
        create_store(files, str(directory), identity)
        self._store = open_store(files, str(directory), identity)
        for phase in range(PHASES):
            for name in INDEX:
                for step in self.population.steps(phase, name):
                    self._must_be_good(self.apply([self._sign_step(step)]))

    def rounds(self, count: int, batch: int) -> list[Work]:
        """``count`` rounds of ``batch`` random trades, signed."""
        made: list[Work] = []
        for _ in range(count):
            trades = draw(self.population.clients, self._seed, self._pairs, batch)
            self._pairs += 1
            rows = (halves(self.population, trades, side) for side in (0, 1))
            one, two = (self._sign(name, each) for name, each in zip(CUSTODIANS, rows, strict=True))
            made.append(Work((one, two), (one.encode(), two.encode()), batch))
        return made

    def alone(self, rounds: list[Work]) -> Alone:
        """Do each kind of work by itself, one after another."""
        started = time.perf_counter()
        hashed = sum(self._hash(work) for work in rounds)
        hash_s = time.perf_counter() - started
        entries: list[list[bytes]] = []
        took_s = [0.0, 0.0]
        for work in rounds:
            entries.append([])
            for side, one in enumerate(work.batches):
                started = time.perf_counter()
                entries[-1].append(self._execute([one], (Status.PENDING, Status.SETTLED)[side]))
                took_s[side] += time.perf_counter() - started
        begin, started = self._store.end, time.perf_counter()
        for work, commits in zip(rounds, entries, strict=True):
            self._append(work)
            for entry in commits:
                self._store.append(EntryKind.COMMIT, entry)
            self._store.flush()
        disk_s = time.perf_counter() - started
        trades = sum(work.trades for work in rounds)
        return Alone(took_s[0], took_s[1], hash_s, hashed, disk_s, self._store.end - begin, trades)

    def together(self, rounds: list[Work]) -> Span:
        """Do all the work, writing while computing."""
        started = time.monotonic()
        flushes: list[Future[None]] = []
        with ThreadPoolExecutor(1) as disk:
            for work in rounds:
                self._append(work)
                flushes.append(disk.submit(self._store.flush))
                self._hash(work)
                self._store.append(EntryKind.COMMIT, self._execute(work.batches, Status.SETTLED))
                while len(flushes) > _FLUSHES_MAX:
                    flushes.pop(0).result()
            flushes.append(disk.submit(self._store.flush))
            for flush in flushes:
                flush.result()
        return Span(started, time.monotonic())

    def close(self) -> None:
        """Let go of the disk."""
        self._store.close()

    def apply(self, signed: list[Batch]) -> tuple[Commit, Applied]:
        """Execute batches as the next commit."""
        commit = Commit(
            self.town.roster.market_id,
            0,
            self.ledger.number + 1,
            ZERO,
            Ref(1, 0, ZERO),
            _TIME_MS,
            (),
            tuple(one.digest for one in signed),
        )
        return commit, self.ledger.apply(commit, signed)

    def _append(self, work: Work) -> None:
        for data in work.data:
            self._store.append(EntryKind.BATCH, data)

    @staticmethod
    def _hash(work: Work) -> int:
        for one in work.batches:
            assert merkle.data_root("payload", one.payload) == one.header.root
        return sum(len(one.payload) for one in work.batches)

    def _execute(self, signed: Sequence[Batch], wanted: Status) -> bytes:
        """Execute batches of which the last comes to ``wanted``; the bytes of the commit entry."""
        commit, applied = self.apply(list(signed))
        assert bool((applied.executed[-1].statuses == wanted).all()), "random trades wait, then settle"
        return encode(CommitEntry(commit, applied.result, applied.leaves))

    def _sign_step(self, step: Step) -> Batch:
        if step.records is not None:
            return self._sign(step.institution, step.records)
        payload = typed.payload(*step.commands)
        return self._make(step.institution, Lane.BUSINESS, len(step.commands), payload)

    def _sign(self, name: str, rows: Records) -> Batch:
        return self._make(name, Lane.BULK, len(rows), rows.tobytes())

    def _make(self, name: str, lane: Lane, count: int, payload: bytes) -> Batch:
        sequence = self._sequences[name] = self._sequences.get(name, 0) + 1
        market, until_ms = self.town.roster.market_id, _TIME_MS + RULES.batch_life_ms_max
        key = self.town.keys[name].signing
        return batches.make(key, market, INDEX[name], 0, sequence, lane, count, payload, until_ms)

    @staticmethod
    def _must_be_good(done: tuple[Commit, Applied]) -> None:
        for one in done[1].executed:
            assert bool((one.statuses < Status.MALFORMED).all()), "the opening is accepted"
