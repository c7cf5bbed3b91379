"""What one validator's agreement core is told when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from actors.base.keys import SigningKey
from actors.base.roster import Roster


@dataclass(frozen=True, slots=True)
class AgreementConfig:
    """Fixed for one epoch of one validator. Times are milliseconds."""

    roster: Roster
    #: Own index in ``roster.validators``.
    validator: int
    key: SigningKey
    #: Digest of the result that the epoch starts from; the market id for epoch 0.
    start: bytes
    #: Least time between two own blocks.
    round_ms: int = 5
    #: How long a round that begins from rest waits for more batches: the two halves of a trade come together.
    gather_ms: int = 4
    #: When all is final, everyone but its leader proposes the next round after so long: a payload that comes then needs
    #: the leader's block only.
    ahead_ms: int = 20
    #: When a round could be proposed for so long, its block names no batch: ledger time is what the blocks before say,
    #: and those are old.
    rest_ms: int = 1_000
    #: How long the leader, and others believed alive, are waited for.
    leader_timeout_ms: int = 400
    #: First pause before the latest block is sent again; doubles up to eight times.
    resend_ms: int = 500
    #: Pause before a missing block or batch is asked for: it is usually on its way.
    ask_ms: int = 20
    #: Blocks of one author that may wait aside.
    aside_per_author_max: int = 256
    #: Held batch digests remembered though no block names them yet.
    held_max: int = 65_536
    #: Deadlines remembered.
    deadlines_max: int = 1_024

    def __post_init__(self) -> None:
        """Refuse settings that only a programming error can bring."""
        assert 0 <= self.validator < len(self.roster.validators), "not a validator of the roster"
        assert self.key.public == self.roster.validators[self.validator].key, "the key of another validator"
        assert min(self.leader_timeout_ms, self.resend_ms, self.aside_per_author_max) > 0, "must be positive"
