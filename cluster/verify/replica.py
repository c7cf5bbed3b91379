"""Execution, done again: a fresh ledger takes every commit and must come to the bytes that were written."""

from __future__ import annotations

from actors.base.batch import Batch
from actors.base.canonical import encode
from actors.base.commit import Commit
from actors.base.entries import CommitEntry
from actors.base.roster import Roster
from actors.consensus.prefix import Prefix
from actors.ledger.image import state_root
from actors.ledger.ledger import Applied, Ledger
from actors.modules.middle_platform import ledger_from_image, new_ledger
from actors.parties.node.checkpoints import PREFIX_PART
from cluster.verify.report import Wrong, first_difference


class Replica:
    """A ledger that follows the log."""

    def __init__(self, ledger: Ledger) -> None:
        """Continue from ``ledger``."""
        self.ledger = ledger
        #: State roots after commits at which the rules fix a checkpoint, by commit number.
        self.roots: dict[int, bytes] = {}

    @classmethod
    def fresh(cls, roster: Roster) -> Replica:
        """From the market's beginning."""
        return cls(new_ledger(roster))

    @classmethod
    def from_image(cls, image: dict[str, bytes], roster: Roster) -> Replica:
        """From a snapshot's image."""
        return cls(ledger_from_image(image, roster))

    @property
    def number(self) -> int:
        """Newest commit executed."""
        return self.ledger.number

    def execute(self, commit: Commit, batches: list[Batch], entry: bytes) -> Applied:
        """Execute ``commit`` and compare with the commit entry's bytes.

        Raises:
            Wrong: result or leaves differ; ``at`` is the first wrong byte.
        """
        applied = self.ledger.apply(commit, batches)
        true = encode(CommitEntry(commit, applied.result, applied.leaves))
        at = first_difference(entry, true)
        if at is not None:
            outcomes = 1 + len(encode(commit)) + len(encode(applied.result))
            what = (
                "its outcomes are not what it executes to"
                if at >= outcomes
                else "its result is not what it executes to"
            )
            raise Wrong("executed", what, at=at, entry=f"commit {commit.number}")
        return applied

    def image(self, prefix: Prefix) -> dict[str, bytes]:
        """The whole state as a snapshot holds it, the committed prefix included."""
        image = self.ledger.image()
        image[PREFIX_PART] = encode(prefix)
        return image

    def note_root(self, number: int, image: dict[str, bytes]) -> None:
        """Remember the root of ``image``, the whole state after commit ``number``."""
        self.roots[number] = state_root(image)

    def root(self, prefix: Prefix) -> bytes:
        """32-byte root of the whole state."""
        return state_root(self.image(prefix))
