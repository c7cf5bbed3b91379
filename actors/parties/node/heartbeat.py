"""A node's heartbeat: where it stands, which votes it lacks, and whether it fell behind; slow, and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.host import Timer
from actors.parties import messages as msg
from actors.parties.node.door import VOTES_MAX

if TYPE_CHECKING:
    from actors.parties.node.shell import Node


class Heartbeat:
    """Beats once a tip period while the node is ready."""

    def __init__(self, node: Node) -> None:
        """The heartbeat of ``node``; it does not beat yet."""
        self.node = node
        self._timer: Timer | None = None
        self._missing_before: tuple[int, int] | None = None
        self._tip_before: msg.Tip | None = None
        self._quiet_beats = 0

    def beat(self) -> None:
        """One beat, and the next one after a period."""
        node = self.node
        if not node.ready:
            return
        self._timer = node.host.timer(node.options.tip_ms, self.beat)
        self._send_tips()
        self._ask_for_votes()
        node.catch_up.on_tick()
        node.repair.on_tick()
        node.gathering.on_tick()
        node.serving.on_tick()
        node.after_sync(_nothing)

    def stop(self) -> None:
        """No further beat."""
        if self._timer is not None:
            self._timer.cancel()

    def send_tip(self, peer: str) -> None:
        """Tell one party where this node stands."""
        tip = self._tip()
        if tip is not None:
            self.node.host.send(peer, msg.sign_tip(self.node.key, tip))

    def _send_tips(self) -> None:
        """Tell the other validators; seldom, when nothing has changed."""
        node, tip = self.node, self._tip()
        self._quiet_beats = self._quiet_beats + 1 if tip == self._tip_before else 0
        self._tip_before = tip
        if tip is None or self._quiet_beats % node.options.quiet_beats:
            return
        data = msg.sign_tip(node.key, tip)
        for peer in node.peers():
            node.host.send(peer, data)

    def _ask_for_votes(self) -> None:
        """Commits that lacked a certificate at the last beat, too: ask for votes on them."""
        missing = self.node.finality.missing
        if missing is not None and missing == self._missing_before:
            self.node.broadcast(msg.WantVotes(missing[0], min(missing[1], missing[0] + VOTES_MAX - 1)))
        self._missing_before = missing

    def _tip(self) -> msg.Tip | None:
        node = self.node
        if node.validator is None:
            return None
        round_now = node.agreement.tip.round if node.agreement is not None else 0
        return msg.Tip(
            node.chain.market_id,
            node.roster.epoch,
            node.validator,
            round_now,
            node.agreed_to,
            node.finality.final,
        )


def _nothing() -> None:
    """What waits for the sync of a beat: what was written since the last one, such as commits, is durable then."""
