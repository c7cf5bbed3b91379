"""What an audit found: counts of everything checked, the first fault, the newest state."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

#: What is counted, in the order in which a report shows it.
COUNTED = (
    "entries",
    "rosters",
    "batches",
    "records",
    "blocks",
    "commits",
    "executed",
    "certificates",
    "checkpoints",
    "snapshots",
    "history",
    "receipts",
    "book",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first wrong thing.

    ``step`` is the kind of check that failed (one of ``COUNTED``, or ``identity``); ``entry`` names the log
    entry or snapshot in words. ``file`` and ``offset`` (bytes from its beginning) say where: the first wrong
    byte where one is to blame, else where the wrong entry begins. ``position`` is the entry's place in the log.
    """

    step: str
    reason: str
    entry: str = ""
    file: str | None = None
    offset: int | None = None
    position: int | None = None

    @property
    def sentence(self) -> str:
        """The fault in one line."""
        where = "" if self.file is None else f"{self.file}: byte {self.offset}: "
        return f"{where}{self.entry + ': ' if self.entry else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of check: how many things passed it, and whether all did."""

    name: str
    count: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of auditing one directory.

    ``commits`` is the newest commit on disk, ``final`` the newest one that a quorum's certificate on this
    disk covers (certificates chain, so all before it are final too). ``state_root`` is the 32-byte root of the
    state after commit ``commits``, derived again from the log (None: nothing was executed). ``learnt`` counts
    commits whose blocks this node never had because it learnt them by catching up. ``notes`` are sentences
    about what is no fault but worth knowing.
    """

    directory: str
    party: str
    market: bytes
    steps: tuple[Step, ...]
    first_fault: Fault | None
    commits: int
    final: int
    state_root: bytes | None
    learnt: int
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing wrong was found."""
        return self.first_fault is None

    def count(self, name: str) -> int:
        """How many of ``name`` (one of ``COUNTED``) were found good."""
        return next(step.count for step in self.steps if step.name == name)

    def to_json(self) -> dict[str, Any]:
        """The report as plain values; digests as hex."""
        fault = self.first_fault
        return {
            "directory": self.directory,
            "party": self.party,
            "market": self.market.hex(),
            "holds": self.holds,
            "counts": {step.name: step.count for step in self.steps},
            "commits": self.commits,
            "final": self.final,
            "learnt_by_catching_up": self.learnt,
            "state_root": None if self.state_root is None else self.state_root.hex(),
            "first_fault": None if fault is None else {**asdict(fault), "sentence": fault.sentence},
            "notes": list(self.notes),
        }


@dataclass(slots=True)
class Tally:
    """Counts and notes while an audit runs."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    notes: list[str] = field(default_factory=list)
    learnt: int = 0
    #: Citations of blocks that fell below the horizon without ever standing in the log.
    unseen: int = 0

    def add(self, name: str, count: int = 1) -> None:
        """``count`` more of ``name`` passed."""
        self.counts[name] += count

    def steps(self, fault: Fault | None) -> tuple[Step, ...]:
        """The counts as steps; the one that ``fault`` stopped does not hold."""
        failed = None if fault is None else fault.step
        return tuple(Step(name, count, name != failed) for name, count in self.counts.items())


class Wrong(Exception):
    """Something on the disk is not what it must be.

    ``at``: offset of the first wrong byte within the entry's data, when one is to blame. ``file`` and
    ``offset``: place on disk, when it is not in the entry being read.
    """

    def __init__(
        self,
        step: str,
        reason: str,
        *,
        at: int | None = None,
        entry: str = "",
        file: str | None = None,
        offset: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.step = step
        self.reason = reason
        self.at = at
        self.entry = entry
        self.file = file
        self.offset = offset


def first_difference(found: bytes, true: bytes) -> int | None:
    """Offset of the first byte in which ``found`` differs from ``true``, or None if they are equal."""
    if found == true:
        return None
    shorter = min(len(found), len(true))
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if found[:middle] == true[:middle] else (low, middle - 1)
    return low


__all__ = ["COUNTED", "Fault", "Report", "Step", "Tally", "Wrong", "first_difference"]
