"""Broken variants of the middle platform. The model runs the modules' own rules, so other checkers must see these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec import structs

from actors.base.canonical import encode
from actors.ledger import ledger as ledgers
from actors.ledger.late import Group
from actors.ledger.module import Origin, Shelf
from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.ledger.waiting import Waiting
from actors.modules.instances import governance
from actors.modules.instances.commands import ApproveAct, ProposeAct
from actors.modules.instances.module import Instances
from actors.modules.issuance import opening
from actors.modules.issuance.commands import PublishKey, SealBid
from actors.modules.issuance.issue import find
from actors.modules.issuance.module import Issuance
from actors.modules.issuance.state import Stage
from actors.modules.settlement import cycle, entry, gridlock, settling
from actors.modules.settlement.netting import net_moves
from actors.modules.settlement.queue import Sweep, Wait
from actors.modules.settlement.state import Instruction
from cluster.simulator.market import CNY
from cluster.simulator.service_variants import SERVICE_VARIANTS
from cluster.simulator.variant import Variant
from cluster.simulator.wrong_rules import of_people, ruled, without


def _proposed_is_done(ledger: Any, institution: int, command: ProposeAct) -> Status:
    status = governance.propose(ledger, institution, command)
    governance._carry_out(ledger, command.act)
    return status


def _opened_by_one(ledger: Any, institution: int, command: PublishKey) -> Status:
    status = opening.publish(ledger, institution, command)
    one = find(ledger, command.issue)
    if one is not None and one.stage == Stage.ACCEPTED:
        opening.conclude(ledger, one)
    return status


def _passes_over(self: Sweep, case: Any) -> None:
    """Shortness counts, a place in the line does not."""
    shorts = [
        flow for flow in case.flows if flow.change < 0 and self._balances.free(flow.place) + flow.change < 0
    ]
    if shorts:
        self.waits[case.number] = Wait(shorts[0].short, shorts[0].place)
    else:
        self._post(case)


def _one_leg(moves: Iterable[Move]) -> list[Move]:
    return [one for one in net_moves(moves) if one.asset != CNY]


def _fen_lost(moves: Iterable[Move]) -> list[Move]:
    return [
        one._replace(quantity=one.quantity - 1) if one.asset == CNY and one.quantity > 1 else one
        for one in net_moves(moves)
    ]


def _told_twice(late: Callable[..., None]) -> Callable[..., None]:
    def twice(self: ledgers.Ledger, origin: Origin, status: Status) -> None:
        late(self, origin, status)
        late(self, origin, status)

    return twice


def _counts_no_ends(self: Waiting, groups: list[Group]) -> None:
    """Every batch that ever waited is remembered."""


def _row_left_out(self: Shelf[Any]) -> bytes:
    return encode(tuple(self)[:-1])


def _affirmed_by_nobody(signed: Callable[..., Instruction]) -> Callable[..., Instruction]:
    def all_signed(ledger: Any, row: Instruction, signed_by: Any) -> Instruction:
        found = signed(ledger, row, signed_by)
        gateways = [account >> 48 for account in (row.terms.seller_account, row.terms.buyer_cash)]
        seller, buyer = (one or gateway for one, gateway in zip(found.signers, gateways, strict=True))
        return structs.replace(found, signers=(seller, buyer))

    return all_signed


MODULE_VARIANTS: Final[tuple[Variant, ...]] = (
    of_people("four-eyes-skipped", "P2", "an act is carried out when it is proposed",
            ruled(Instances, ProposeAct, do=_proposed_is_done), by=("Governing",), first=2),
    of_people("approval-counted-twice", "P2", "one institution's second approval counts as another's",
            ruled(Instances, ApproveAct, why_not=without(Status.APPROVED_ALREADY, governance.why_not_approved)),
            by=("Governing",)),
    of_people("bid-after-the-close", "P2", "a sheet is taken after bidding has closed",
            ruled(Issuance, SealBid, why_not=without(Status.BIDDING_CLOSED, Issuance.rules[SealBid].why_not)),
            by=("Issuing",), first=22),
    of_people("opened-with-one-key", "P2", "bids are judged when the first key is published",
            ruled(Issuance, PublishKey, do=_opened_by_one), by=("Issuing",), first=1),
    of_people("queue-passed-over", "P2", "an instruction settles before one that waits for the same position",
            (Sweep, "_try", _passes_over), by=("Settling",), first=48),
    of_people("affirmed-by-nobody", "P2", "what one side entered debits the other unasked",
            (entry, "signed", _affirmed_by_nobody(entry.signed)), by=("Settling",), first=4),
    of_people("gridlock-leaves-a-leg", "P4", "a gridlock is resolved in securities and not in cash",
            (gridlock, "net_moves", _one_leg), by=("Settling",), first=7),
    of_people("netting-loses-a-fen", "P4", "each net payment of a cycle is a fen short",
            (cycle, "net_moves", _fen_lost), by=("Settling",), first=2),
    of_people("settled-without-history", "P4", "what the queue settles is not written down",
            (settling, "note", lambda *arguments: None), by=("Settling",)),
    of_people("late-outcome-twice", "P5", "a queued command is told its end twice",
            (ledgers.Ledger, "late", _told_twice(ledgers.Ledger.late)), (Waiting, "ended", _counts_no_ends),
            by=("Settling",), first=2),
    *SERVICE_VARIANTS,
    of_people("row-not-in-image", "P7", "the last row of a shelf is missing in an image",
            (Shelf, "image", _row_left_out), by=("Settling", "Issuing"), first=1),
)  # fmt: skip
