"""Whether a block keeps the rules that can be checked from the block alone."""

from __future__ import annotations

from actors.base.block import BlockBody, Ref
from actors.base.digest import DIGEST_BYTES, of
from actors.base.roster import Roster
from actors.consensus.electorate import Electorate

TIME_MS_MAX = 2**53
#: Citations of one block: those of the round before, and this many times as many older ones.
OLDER_CITES_FACTOR = 3


def genesis_of(roster: Roster, start: bytes) -> tuple[Ref, ...]:
    """The virtual blocks of round 0, one per validator, known to all."""
    return tuple(
        Ref(0, author, of("genesis", (roster.market_id, roster.epoch, start, author)))
        for author in range(len(roster.validators))
    )


def cites_max(electorate: Electorate) -> int:
    """Most citations that a block may have."""
    return electorate.size * (1 + OLDER_CITES_FACTOR)


class Validity:
    """The rules of one epoch for a single block; signatures are checked elsewhere."""

    def __init__(self, roster: Roster, electorate: Electorate, start: bytes) -> None:
        """Rules under ``roster`` for the epoch that starts from the result digest ``start``."""
        self._market = roster.market_id
        self._epoch = roster.epoch
        self._batches_max = roster.rules.block_batches_max
        self._electorate = electorate
        self.genesis = genesis_of(roster, start)

    def is_ours(self, body: BlockBody) -> bool:
        """Whether the block belongs to this market and epoch."""
        return body.market == self._market and body.epoch == self._epoch

    def why_invalid(self, body: BlockBody) -> str | None:
        """Why no honest validator could have made this block, or None."""
        if not 0 <= body.author < self._electorate.size:
            return f"author {body.author} is no validator"
        if body.round < 1 or not 0 <= body.time_ms < TIME_MS_MAX:
            return f"round {body.round} or time {body.time_ms} is out of range"
        if len(body.batches) > self._batches_max or len(set(body.batches)) != len(body.batches):
            return f"{len(body.batches)} batches, of which {self._batches_max} distinct ones are allowed"
        if any(len(digest) != DIGEST_BYTES for digest in body.batches):
            return "a batch digest of another length"
        return self._why_cites_invalid(body)

    def _why_cites_invalid(self, body: BlockBody) -> str | None:
        cites = body.cites
        if not cites or len(cites) > cites_max(self._electorate):
            return f"{len(cites)} citations; 1 to {cites_max(self._electorate)} are allowed"
        if cites[0].author != body.author:
            return "its first citation is not its author's own block"
        if len({(cited.round, cited.author) for cited in cites}) != len(cites):
            return "two citations share author and round"
        if not all(self._may_cite(cited, body.round) for cited in cites):
            return "a citation of no possible earlier block"
        fresh = [cited.round == body.round - 1 for cited in cites[1:]]
        if fresh != sorted(fresh, reverse=True):
            return "an older citation before one of the round before"
        if not self._cites_quorum(body):
            return "its citations of the round before carry no quorum"
        return None

    def _may_cite(self, cited: Ref, round: int) -> bool:
        if not 0 <= cited.author < self._electorate.size or not 0 <= cited.round < round:
            return False
        if cited.round == 0:
            return cited == self.genesis[cited.author]
        return len(cited.digest) == DIGEST_BYTES

    def _cites_quorum(self, body: BlockBody) -> bool:
        below = body.round - 1
        return self._electorate.is_quorum(
            self._electorate.weigh(cited.author for cited in body.cites if cited.round == below)
        )
