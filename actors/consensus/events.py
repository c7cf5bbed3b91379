"""What may happen to the agreement core."""

from __future__ import annotations

from dataclasses import dataclass

from actors.base.block import Block, Ref
from actors.base.commit import Commit


@dataclass(frozen=True, slots=True)
class BlockArrived:
    """A decoded block, its signature not verified yet; ``sender`` is the validator that sent it, if known."""

    block: Block
    sender: int | None = None


@dataclass(frozen=True, slots=True)
class BlockRestored:
    """A block of the own log or snapshot: durable already, verified when it was written."""

    block: Block


@dataclass(frozen=True, slots=True)
class Recovered:
    """Everything durable was restored; from now on the node decides, proposes and sends."""


@dataclass(frozen=True, slots=True)
class BatchesHeld:
    """Batches verified from own memory and in the log: blocks that name them may be accepted.

    ``fresh``: they came just now, and to every validator at about the same time.
    """

    digests: tuple[bytes, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class BatchesOffered:
    """Batches held that this node proposes until they are committed."""

    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class BlockPersisted:
    """Answer to ``PersistBlock``: the own block, and everything appended before it, is durable."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class CommitFinal:
    """A quorum signed the result of this commit, and of all before it."""

    number: int


@dataclass(frozen=True, slots=True)
class CommitAdopted:
    """The next commit, replayed from the own log or certified by a quorum."""

    commit: Commit


@dataclass(frozen=True, slots=True)
class DeadlineDue:
    """Execution wants ledger time to reach ``at_ms``. May be announced ahead of time."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class PeerBehind:
    """A tip shows that ``validator`` knows no round above ``round``."""

    validator: int
    round: int


@dataclass(frozen=True, slots=True)
class RoundsInDoubt:
    """Own blocks of rounds up to ``round`` may have been signed and lost: none of them is proposed (0: lifted)."""

    round: int


@dataclass(frozen=True, slots=True)
class Wake:
    """The time of a ``WakeAt`` came."""


Event = (
    BlockArrived
    | BlockRestored
    | Recovered
    | BatchesHeld
    | BatchesOffered
    | BlockPersisted
    | CommitFinal
    | CommitAdopted
    | DeadlineDue
    | PeerBehind
    | RoundsInDoubt
    | Wake
)
