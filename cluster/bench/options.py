"""What a benchmark is told, checked before anything starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cluster.hosts.choice import HOSTS

#: How the validator of ``--lying 1`` lies: names of cluster.simulator.byzantine.
LIES: Final = ("equivocate", "wrong_results")
NODES: Final = 4
#: Nodes that may be dead or lie while a quorum of :data:`NODES` equal validators still signs.
FAULTY_MAX: Final = (NODES - 1) // 3
ACCOUNTS_MIN: Final = 64
ACCOUNTS_MAX: Final = 2_000_000
BATCH_MAX: Final = 200_000
SECONDS_MAX: Final = 3_600
OFFERED_MAX: Final = 10_000_000
TRADES_MAX: Final = 1_000_000


class OptionProblem(ValueError):
    """Options that make no benchmark; the text lists every reason and says what to give."""


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """Options of all benchmarks; each uses those that concern it.

    ``accounts``: client accounts, half for securities and half for money. ``batch``: trades that each custodian
    signs at once. ``offered``: trades a second in open loop; 0: flat out. ``trades``: those of ``latency``, one
    every ``every_ms``. ``dead``, ``slow``, ``lying``: so many validators are killed before the window, delay all
    that they send by ``slow_ms``, or lie (see :data:`LIES`). ``clients``: connections to a peer's database.
    ``directory``: where a temporary directory is made (None: the system's); it should be on the disk that counts.
    """

    host: str = "local"
    accounts: int = 100_000
    batch: int = 50_000
    seconds: float = 10.0
    offered: int = 0
    dead: int = 0
    slow: int = 0
    slow_ms: int = 100
    lying: int = 0
    trades: int = 200
    every_ms: int = 100
    clients: int = 16
    seed: int = 1
    directory: Path | None = None
    #: Pairs of batches on their way at a time when flat out.
    in_flight: int = 4
    #: Pairs on their way, at most, in open loop; what is due beyond that waits, and its waiting counts.
    backlog_max: int = 64
    #: Pairs of batches that each node works through when the limit is measured; some more are measured alone.
    limit_rounds: int = 30
    #: The market's logs grow by so much at a time.
    segment_bytes: int = 64 << 20

    def __post_init__(self) -> None:
        """Refuse what makes no benchmark.

        Raises:
            OptionProblem: with every reason.
        """
        faults = [
            f"{name} is {value:,}; give {least:,} to {most:,}"
            for name, value, least, most in (
                ("accounts", self.accounts, ACCOUNTS_MIN, ACCOUNTS_MAX),
                ("batch", self.batch, 1, BATCH_MAX),
                ("offered", self.offered, 0, OFFERED_MAX),
                ("trades", self.trades, 1, TRADES_MAX),
                ("every-ms", self.every_ms, 1, 60_000),
                ("slow-ms", self.slow_ms, 1, 10_000),
                ("clients", self.clients, 1, 90),
                ("in-flight", self.in_flight, 1, 64),
                ("limit rounds", self.limit_rounds, 1, 10_000),
                ("seed", self.seed, 0, 2**63 - 1),
            )
            if not least <= value <= most
        ]
        if not 0 < self.seconds <= SECONDS_MAX:
            faults.append(f"a window of {self.seconds} s; give more than 0 and at most {SECONDS_MAX:,}")
        if self.host not in HOSTS:
            faults.append(f"no host {self.host!r}; there is {', '.join(HOSTS)}")
        faults += self._node_faults()
        if self.directory is not None and not self.directory.is_dir():
            faults.append(f"{self.directory} is no directory; create it, or name another")
        elif self.directory is not None and not os.access(self.directory, os.W_OK | os.X_OK):
            faults.append(f"{self.directory} cannot be written; change its permissions, or name another")
        if faults:
            raise OptionProblem("; ".join(faults))

    def _node_faults(self) -> list[str]:
        faults = [
            f"{name} is {value}; give 0 to {most}"
            for name, value, most in (
                ("dead", self.dead, FAULTY_MAX),
                ("lying", self.lying, FAULTY_MAX),
                ("slow", self.slow, NODES),
            )
            if not 0 <= value <= most
        ]
        if not faults and self.dead + self.lying > FAULTY_MAX:
            faults.append(
                f"{self.dead} dead and {self.lying} lying nodes of {NODES}; at most {FAULTY_MAX} in all: with more "
                "there is no quorum"
            )
        if not faults and self.dead + self.lying + self.slow > NODES:
            faults.append(
                f"{self.slow} slow nodes, but only {NODES - self.dead - self.lying} are left; give fewer"
            )
        return faults
