"""The chain of rosters: which validators could sign at which commit."""

from __future__ import annotations

from collections.abc import Sequence

from actors.base.canonical import Canonical
from actors.base.commit import Certificate, why_uncertain
from actors.base.roster import Roster, RosterProblem, SignedRoster, why_not_next


class RosterLink(Canonical):
    """A roster, and the certified result that ended the epoch before it (None for the first roster)."""

    signed: SignedRoster
    ended_by: Certificate | None


class RosterChain:
    """A verified chain of rosters, first to newest. Knows which one was in force at a commit."""

    def __init__(self, links: Sequence[RosterLink]) -> None:
        """Verify the whole chain.

        Raises:
            RosterProblem: no link, or one that does not follow from the one before.
        """
        self.links: list[RosterLink] = []
        for link in links:
            self.extend(link)
        if not self.links:
            raise RosterProblem("a market needs a first roster; none was given")
        self.market_id = self.links[0].signed.roster.digest

    def extend(self, link: RosterLink) -> None:
        """Append the next roster after checking it against the newest.

        Raises:
            RosterProblem: it does not follow; the text lists every reason.
        """
        before = self.links[-1].signed.roster if self.links else None
        faults = why_not_next(before, link.signed)
        if before is None:
            if link.ended_by is not None:
                faults.append("nothing ends before the first roster")
        elif link.ended_by is None:
            faults.append("the certified result that carried this roster is missing")
        else:
            faults.extend(why_uncertain(link.ended_by, before))
            result = link.ended_by.result
            if result.next_roster != link.signed.roster.digest:
                faults.append(f"commit {result.number} did not carry this roster")
            if result.number <= self.begins_after(before.epoch):
                faults.append("a roster begins after the one before it")
        if faults:
            raise RosterProblem("; ".join(faults))
        self.links.append(link)

    @property
    def current(self) -> Roster:
        """The newest roster."""
        return self.links[-1].signed.roster

    def of_epoch(self, epoch: int) -> Roster | None:
        """The roster of this epoch, or None."""
        return self.links[epoch].signed.roster if 0 <= epoch < len(self.links) else None

    def begins_after(self, epoch: int) -> int:
        """Number of the commit after which ``epoch`` began (0 for the first)."""
        ended_by = self.links[epoch].ended_by
        return 0 if ended_by is None else ended_by.result.number

    def may_sign(self, epoch: int, commit: int) -> Roster | None:
        """The roster of ``epoch`` if it was in force at commit number ``commit``, else None."""
        roster = self.of_epoch(epoch)
        if roster is None or commit <= self.begins_after(epoch):
            return None
        if epoch + 1 < len(self.links) and commit > self.begins_after(epoch + 1):
            return None
        return roster
