"""What a node is given when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.base.chain import RosterLink
from actors.base.keys import SigningKey
from actors.consensus.intake import IntakeLimits
from actors.parties.node_room import HISTORY_BYTES_MAX, LOG_BYTES_MAX


@dataclass(frozen=True, slots=True)
class NodeOptions:
    """Timings and bounds that are each node's own choice; no two nodes need agree on them."""

    #: Period of tips, of looking for missing votes, and of looking whether this node fell behind.
    tip_ms: int = 500
    #: A tip that says nothing new is sent at every so-many-th period only: an idle market costs almost nothing.
    quiet_beats: int = 4
    #: Least time between two own rounds.
    round_ms: int = 0
    #: How long a round that begins from rest waits for more batches.
    gather_ms: int = 4
    #: How long a round waits for its leader.
    leader_timeout_ms: int = 400
    #: How long nothing may arrive before the latest block is sent again.
    resend_ms: int = 500
    #: A node that is so many commits behind a peer's final one asks for commits instead of blocks.
    catch_up_commits: int = 16
    #: Room for the history, packed; over it the oldest is forgotten here. 0: this node keeps none.
    history_bytes_max: int = HISTORY_BYTES_MAX
    #: The log is cut behind snapshots once it is longer than this.
    log_bytes_max: int = LOG_BYTES_MAX
    intake: IntakeLimits = field(default_factory=IntakeLimits)


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """A validator's name (also its address in the host), its signing key, and the first roster."""

    name: str
    key: SigningKey
    first: RosterLink
    options: NodeOptions = NodeOptions()
