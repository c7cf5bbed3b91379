"""The chain of rosters as one log tells it, checked link by link."""

from __future__ import annotations

from actors.base.canonical import MalformedBytes, decode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import why_uncertain
from actors.base.roster import Roster, RosterProblem
from cluster.verify.report import Wrong


class Rosters:
    """The verified chain, None until the first link (or a snapshot's, or a given chain) is known."""

    def __init__(self, market: bytes, chain: RosterChain | None = None) -> None:
        """Rosters of ``market``; ``chain`` when it is known from elsewhere."""
        self.market = market
        self.chain = chain

    def take(self, data: bytes) -> RosterLink:
        """Check one link and extend the chain with it, unless it holds that link already.

        Raises:
            Wrong: the link does not follow, or contradicts the chain.
        """
        try:
            link = decode(data, RosterLink)
            if self.chain is None:
                self._begin(link)
            elif link.signed.roster.epoch < len(self.chain.links):
                self._compare(self.chain, link)
            else:
                self.chain.extend(link)
        except (MalformedBytes, RosterProblem) as problem:
            raise Wrong("rosters", str(problem)) from None
        return link

    def adopt(self, chain: RosterChain) -> None:
        """Take a verified chain that reaches as far as this one, or farther.

        Raises:
            Wrong: it is another market's, or contradicts this one.
        """
        if chain.market_id != self.market:
            raise Wrong("rosters", "its rosters are of another market than IDENTITY names")
        if self.chain is not None:
            for link in self.chain.links[: len(chain.links)]:
                self._compare(chain, link)
            if len(chain.links) <= len(self.chain.links):
                return
        self.chain = chain

    def in_force(self, epoch: int, commit: int) -> Roster | None:
        """The roster of ``epoch`` if it was in force at ``commit``."""
        return None if self.chain is None else self.chain.may_sign(epoch, commit)

    def of_epoch(self, epoch: int) -> Roster | None:
        """The roster of ``epoch``, or None."""
        return None if self.chain is None else self.chain.of_epoch(epoch)

    def start(self, epoch: int) -> bytes:
        """Digest of the result that ``epoch`` starts from: the market's id for the first."""
        assert self.chain is not None, "only asked about an epoch that is known"
        ended_by = self.chain.links[epoch].ended_by
        return self.market if ended_by is None else ended_by.result.digest

    def newest(self, count: int) -> list[Roster]:
        """Up to ``count`` rosters, newest first."""
        links = [] if self.chain is None else self.chain.links
        return [link.signed.roster for link in reversed(links[-count:])]

    def _begin(self, link: RosterLink) -> None:
        chain = RosterChain([link])
        if chain.market_id != self.market:
            raise Wrong("rosters", "the first roster is that of another market than IDENTITY names")
        self.chain = chain

    def _compare(self, chain: RosterChain, link: RosterLink) -> None:
        epoch = link.signed.roster.epoch
        known = chain.links[epoch]
        if known.signed.roster != link.signed.roster:
            raise Wrong("rosters", f"two rosters of epoch {epoch}")
        if (known.ended_by is None) != (link.ended_by is None):
            raise Wrong("rosters", f"two beginnings of epoch {epoch}")
        if known.ended_by is None or link.ended_by is None:
            return
        faults = why_uncertain(link.ended_by, chain.links[epoch - 1].signed.roster)
        if known.ended_by.result != link.ended_by.result or faults:
            raise Wrong("rosters", "; ".join(faults) or f"two beginnings of epoch {epoch}")
