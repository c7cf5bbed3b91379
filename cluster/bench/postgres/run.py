"""Trades settled a second by PostgreSQL: one DvP one transaction, durable, many clients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cluster.bench.options import BenchOptions
from cluster.bench.population import population_of
from cluster.bench.postgres.programs import Programs
from cluster.bench.postgres.server import Server, running
from cluster.bench.postgres.tables import faults, fill
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import Progress
from cluster.bench.quantiles import latency_ms

#: Trades loaded for each second of the window: far more than are settled.
_TRADES_A_SECOND: Final = 30_000
#: What pgbench says of a run.
_PROCESSED: Final = re.compile(r"number of transactions actually processed: (\d+)")
_RATE: Final = re.compile(r"tps = ([\d.]+)")
_LOG: Final = "transactions"
#: Each client walks through numbers of its own.
_SCRIPT: Final = """\\set turn :turn + 1
\\set number :turn * {clients} + :client_id
SELECT settle(:number);
"""


@dataclass(frozen=True, slots=True)
class PeerSeen:
    """What PostgreSQL showed. ``durable``: every commit waited for the disk."""

    version: str
    dvp_per_s: float
    settled: int
    clients: int
    accounts: int
    latency_ms: dict[str, float] | None
    durable: bool


def measure(options: BenchOptions, programs: Programs, progress: Progress) -> PeerSeen:
    """Make a cluster, load the same accounts and trades, settle for the window's length, and tear it down.

    Raises:
        BenchProblem: PostgreSQL failed, or did not do what it said.
    """
    population = population_of(options.accounts, options.seed)
    progress(0.0, "PostgreSQL: a new cluster")
    with running(programs, options.directory) as server:
        progress(0.2, f"PostgreSQL: {population.accounts:,} accounts and the trades to come are loaded")
        fill(server, population, options.seed, round(options.seconds * _TRADES_A_SECOND) + options.clients)
        progress(0.5, f"PostgreSQL: {options.clients} clients settle for {options.seconds:g} s")
        said = _pgbench(server, options)
        settled = _number(_PROCESSED, said)
        found = faults(server, population, int(settled))
        if found:
            raise BenchProblem(f"PostgreSQL's tables do not add up: {'; '.join(found)}")
        progress(1.0, "PostgreSQL: measured")
        return PeerSeen(
            server.sql("SHOW server_version")[0],
            _number(_RATE, said),
            int(settled),
            options.clients,
            population.accounts,
            latency_ms(latencies_s(server.directory)),
            server.sql("SHOW fsync", "SHOW synchronous_commit", "SHOW full_page_writes") == ["on"] * 3,
        )


def _pgbench(server: Server, options: BenchOptions) -> str:
    script = server.directory / "settle.sql"
    script.write_text(_SCRIPT.format(clients=options.clients), "ascii")
    script.chmod(0o644)
    return server.programs.run(
        "pgbench",
        *server.address,
        *("-n", "-M", "prepared", "-f", script.name, "-D", "turn=-1", "--max-tries=100"),
        *("-c", str(options.clients), "-j", str(min(2, options.clients))),
        *("-T", str(max(1, round(options.seconds))), "-l", f"--log-prefix={_LOG}", "postgres"),
        directory=server.directory,
    )


def latencies_s(directory: Path) -> NDArray[np.float64]:
    """Seconds that each transaction took, from pgbench's logs (third column, microseconds)."""
    texts = (path.read_text("ascii") for path in sorted(directory.glob(f"{_LOG}.*")))
    lines = (line.split() for text in texts for line in text.splitlines())
    taken = [int(words[2]) for words in lines if words[2].isdigit()]
    return np.array(taken, np.float64) / 1e6


def _number(pattern: re.Pattern[str], said: str) -> float:
    found = pattern.search(said)
    if found is None:
        raise BenchProblem(f"PostgreSQL's pgbench did not say what it did: {' '.join(said.split())[:200]}")
    return float(found[1])
