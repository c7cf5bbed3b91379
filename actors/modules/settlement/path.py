"""What a settlement does to each position on its paths (docs/spec/postings.md), reckoned before it is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from actors.ledger.layout import AssetKind
from actors.ledger.moves import Move
from actors.ledger.records import gateway_of
from actors.ledger.status import Status
from actors.modules.settlement.state import Instruction

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: A position: account and asset.
Place = tuple[int, int]


class Flow(NamedTuple):
    """A change of one position. ``short``: the status that says that this position is too small for it."""

    place: Place
    change: int
    short: Status


class Case(NamedTuple):
    """An instruction as the queue and netting see it. ``order``: its place in the queue.

    ``asset``, ``cash``: flows of each leg, clients' accounts and omnibus accounts.
    """

    number: int
    order: int
    asset: tuple[Flow, ...]
    cash: tuple[Flow, ...]

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Flows of both legs; no position occurs twice, as the legs differ in asset."""
        return self.asset + self.cash


def moves_of(row: Instruction, quantity: int, amount: int) -> list[Move]:
    """The moves that settle ``quantity`` against ``amount``."""
    terms = row.terms
    moves = [Move(terms.asset, terms.seller_account, terms.buyer_account, quantity)]
    if terms.cash:
        moves.append(Move(terms.cash, terms.buyer_cash, terms.seller_cash, amount))
    return moves


def flows_of(ledger: Ledger, move: Move) -> tuple[Flow, ...] | None:
    """Every posting of a move, the debited account first; None where a gateway has no omnibus account yet."""
    asset = ledger.state.assets[move.asset]
    root, money = int(asset["root"]), int(asset["kind"]) == AssetKind.MONEY
    giver, taker = gateway_of(move.source), gateway_of(move.target)
    client, upper = (
        (Status.CASH_SHORT, Status.RESERVE_SHORT)
        if money
        else (Status.SECURITIES_SHORT, Status.NOMINEE_SHORT)
    )
    found = [Flow((move.source, move.asset), -move.quantity, client)]
    for gateway, change in ((giver, -move.quantity), (taker, move.quantity)):
        if giver == taker or gateway == root:
            continue
        row = int(ledger.state.omnibus[gateway, root])
        if row < 0:
            return None
        found.append(Flow((int(ledger.state.accounts[row]["number"]), move.asset), change, upper))
    found.append(Flow((move.target, move.asset), move.quantity, client))
    return tuple(found)


def case_of(ledger: Ledger, row: Instruction) -> Case | None:
    """The whole rest of an instruction; None where a gateway has no omnibus account yet."""
    legs = [flows_of(ledger, one) for one in moves_of(row, row.quantity, row.amount)]
    asset, cash = legs[0], legs[1] if len(legs) > 1 else ()
    if asset is None or cash is None:
        return None
    return Case(row.number, row.order, asset, cash)


class Positions(Protocol):
    """What netting asks about positions."""

    def free(self, place: Place) -> int:
        """What is available."""

    def room(self, place: Place) -> int:
        """What the position may still take within its limit."""


class Balances:
    """Copies of the positions concerned, read from the ledger when first asked for, changed here alone."""

    def __init__(self, ledger: Ledger) -> None:
        """As the ledger holds them now."""
        self._ledger = ledger
        self._held: dict[Place, list[int]] = {}

    def free(self, place: Place) -> int:
        """What is available."""
        return self._of(place)[0]

    def room(self, place: Place) -> int:
        """What the position may still take within its limit."""
        return self._of(place)[1]

    def apply(self, flows: tuple[Flow, ...]) -> None:
        """Post here what was posted, or what would be."""
        for place, change, _ in flows:
            one = self._of(place)
            one[0] += change
            one[1] -= change

    def _of(self, place: Place) -> list[int]:
        held = self._held.get(place)
        if held is None:
            one = self._ledger.position(*place)
            held = self._held[place] = [one.available, one.limit - one.available - one.earmarked]
        return held
