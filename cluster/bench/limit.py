"""What this machine allows: the work that no four-node ledger of this kind can leave out, and nothing else."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final, TypeVar

from cluster.bench.options import NODES, BenchOptions
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import Progress
from cluster.bench.replica import Alone, Replica, Span

T = TypeVar("T")

#: A process that says nothing for so long is given up.
_PATIENCE_S: Final = 600


@dataclass(frozen=True, slots=True)
class Limit:
    """What the machine allows.

    ``dvp_per_s``: trades a second when every node does all its work, each in its own process. The others are
    measured in one process by itself: nanoseconds of the kernel a half (matching, settling, leaves and their
    Merkle root included; the half that waits, the one that settles, and their mean), GB/s of page hashing, MB/s of the log with one sync a pair of batches.
    """

    dvp_per_s: float
    kernel_ns_per_half: float
    hash_gb_per_s: float
    disk_mb_per_s: float
    nodes: int
    accounts: int
    batch: int
    trades: int
    kernel_ns_first_half: float = 0.0
    kernel_ns_second_half: float = 0.0


def measure_limit(options: BenchOptions, progress: Progress) -> Limit:
    """Measure in processes of their own, all torn down afterwards.

    Raises:
        BenchProblem: a process ended before its time.
    """
    with tempfile.TemporaryDirectory(prefix="lianjie-bench-", dir=options.directory) as directory:
        crew = [_start(Path(directory) / f"node-{at + 1}", options) for at in range(NODES)]
        try:
            return _measure(crew, options, progress)
        finally:
            for process, pipe in crew:
                pipe.close()
                process.terminate()
                process.join()


def _measure(
    crew: Sequence[tuple[SpawnProcess, Connection]], options: BenchOptions, progress: Progress
) -> Limit:
    progress(0.0, f"limit: {NODES} processes open a market of {options.accounts:,} accounts")
    accounts = [_hear(one, int) for one in crew]
    progress(0.5, "limit: kernel, hash and disk, each alone")
    crew[0][1].send("alone")
    alone = _hear(crew[0], Alone)
    progress(0.7, f"limit: {NODES} nodes' work at the same time")
    for _, pipe in crew:
        pipe.send("together")
    times = [_hear(one, Span) for one in crew]
    progress(1.0, "limit: measured")
    took_s = max(one.ended_s for one in times) - min(one.began_s for one in times)
    trades = options.limit_rounds * options.batch
    return Limit(
        trades / took_s,
        alone.kernel_s * 1e9 / (2 * alone.trades),
        alone.hashed_bytes / alone.hash_s / 1e9,
        alone.disk_bytes / alone.disk_s / 1e6,
        NODES,
        accounts[0],
        options.batch,
        trades,
        alone.first_s * 1e9 / alone.trades,
        alone.second_s * 1e9 / alone.trades,
    )


def _start(directory: Path, options: BenchOptions) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, directory, options), daemon=True)
    process.start()
    there.close()
    return process, here


def _hear(one: tuple[SpawnProcess, Connection], kind: type[T]) -> T:
    process, pipe = one
    try:
        if pipe.poll(_PATIENCE_S):
            said: object = pipe.recv()
            if isinstance(said, kind):
                return said
            raise BenchProblem(f"a process that measures the limit failed: {said}")
    except EOFError:
        process.join()
    raise BenchProblem(
        f"a process that measures the limit ended with status {process.exitcode}; "
        "is there memory and disk enough? Ask for fewer accounts or a smaller batch"
    )


def _work(pipe: Connection, directory: Path, options: BenchOptions) -> None:
    """One node's work in a process of its own, step by step as it is told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    try:
        replica = Replica(directory, options.accounts, options.seed)
        few = max(1, options.limit_rounds // 3)
        rounds = replica.rounds(few + options.limit_rounds, options.batch)
        pipe.send(replica.population.accounts)
        while True:
            match pipe.recv():
                case "alone":
                    pipe.send(replica.alone(rounds[:few]))
                case "together":
                    pipe.send(replica.together(rounds[few:]))
    except EOFError:
        return
    except Exception as problem:
        pipe.send(RuntimeError(str(problem)))
