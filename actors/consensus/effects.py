"""What the agreement core asks of its shell."""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.base.block import Block, Ref
from actors.base.commit import Commit
from actors.consensus.prefix import Prefix


@dataclass(frozen=True, slots=True)
class WriteBlock:
    """Append another's block to the log. Nothing waits for the disk: what this node signs later stands behind it."""

    block: Block


@dataclass(frozen=True, slots=True)
class PersistBlock:
    """Append the own block to the log, make it durable, then answer with ``BlockPersisted``."""

    block: Block


@dataclass(frozen=True, slots=True)
class SendBlock:
    """Send the own, durable block to every other validator."""

    block: Block


@dataclass(frozen=True, slots=True)
class SendBlockTo:
    """Send an accepted block, own or not, to one validator that seems to lack it."""

    validator: int
    block: Block


@dataclass(frozen=True, slots=True)
class WantBlocks:
    """Ask the first of ``validators`` that can be reached for the blocks. Repeated while they are missing."""

    refs: tuple[Ref, ...]
    validators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WantBatches:
    """Ask for batches; those already held are answered with ``BatchesHeld`` at once."""

    digests: tuple[bytes, ...]
    validators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CommitMade:
    """The next commit of the agreed order; each exactly once, ascending.

    ``prefix`` is the committed prefix right after it, given where the rules fix a checkpoint.
    """

    commit: Commit
    prefix: Prefix | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Handle ``Wake`` at this time; a later ``WakeAt`` does not lift an earlier one."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Misbehaved:
    """A validator broke a rule; ``reason`` is a sentence for the operator."""

    validator: int
    reason: str


Effect = (
    WriteBlock
    | PersistBlock
    | SendBlock
    | SendBlockTo
    | WantBlocks
    | WantBatches
    | CommitMade
    | WakeAt
    | Misbehaved
)
