"""What the ledger knows of settlement instructions."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Protocol, runtime_checkable

from actors.base.canonical import Canonical
from actors.ledger.ledger import Ledger
from actors.ledger.module import Origin
from actors.modules.settlement.commands import HIGH, Terms

#: Bits of sides, in ``holds`` and ``cancels``; places in ``sides`` and ``signers``.
SELLER, BUYER = 0, 1
BOTH: Final = 0b11


class Standing(IntEnum):
    """How an instruction stands. What is not of the last four lives."""

    UNMATCHED = 1
    UNAFFIRMED = 2
    AHEAD = 3
    HELD = 4
    QUEUED = 5
    SETTLED = 6
    FAILED = 7
    CANCELLED = 8
    EXPIRED = 9


class Instruction(Canonical):
    """One settlement instruction.

    ``other``: the institution that instructed for the other side, or will; 0 where one entered both sides.
    ``sides``: institutions that speak for seller and buyer; ``signers``: whose signature the debit of the seller's
    asset and of the buyer's cash rests on (0: not affirmed yet; ``entered_by`` where there is nothing to debit).
    ``partials``, ``holds``, ``cancels``: bits 1 seller, 2 buyer. ``reason``: the status that says why it waits or how
    it ended; ``short_account``, ``short_asset``: the position that it waits for, or 0.
    ``turn``: its place among those of its priority, 0 before it first queued. ``failed_date``: the last business date
    it failed on and ``fails`` how many. ``settled``, ``paid``: quantity and amount that settled. ``origins``: the
    records that are told its end. ``due_s``: its deadline or cut-off in force, ledger second, 0 for none.
    """

    number: int
    terms: Terms
    sides: tuple[int, int]
    signers: tuple[int, int]
    entered_by: int
    other: int
    origins: tuple[Origin, ...]
    entered_ms: int
    standing: int = 0
    reason: int = 0
    short_account: int = 0
    short_asset: int = 0
    partials: int = 0
    holds: int = 0
    cancels: int = 0
    turn: int = 0
    failed_date: int = 0
    fails: int = 0
    settled: int = 0
    paid: int = 0
    ended_ms: int = 0
    due_s: int = 0

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self.standing < Standing.SETTLED

    @property
    def key(self) -> tuple[int, int, int]:
        """What no other living instruction has: both institutions (or who entered it) and the reference."""
        first, second = sorted((self.entered_by, self.other)) if self.other else (self.entered_by, 0)
        return first, second, self.terms.reference

    @property
    def is_matched(self) -> bool:
        """Whether both sides are known."""
        return self.terms.seller_account != 0 and self.terms.buyer_account != 0

    @property
    def order(self) -> int:
        """Its place in the queue: high before normal, then first in first out."""
        return (0 if self.terms.priority == HIGH else 1) << 61 | self.turn

    @property
    def quantity(self) -> int:
        """What is left to deliver."""
        return self.terms.quantity - self.settled

    @property
    def amount(self) -> int:
        """What is left to pay."""
        return self.terms.amount - self.paid


class Turn(Canonical):
    """A place in the queue: ``order`` ascends from the first to be tried."""

    order: int
    number: int


class Due(Canonical):
    """The ledger second after which something happens to an instruction: its deadline or its cut-off."""

    second: int
    number: int


class Counter(Canonical):
    """The last number given to an instruction, a turn (``name`` ``turn``) or a cycle."""

    name: str
    last: int


class Penalty(Canonical):
    """What one instruction's fail cost on one business date: ``fen`` from one institution to the other.

    ``rate``: hundredths of a basis point of ``value`` fen; ``reason``: the status that says why it failed.
    """

    date: int
    number: int
    instance: int
    debtor: int
    creditor: int
    value: int
    rate: int
    fen: int
    reason: int


class Cycle(Canonical):
    """What a cycle or the resolution of a gridlock did. ``sort``: the command's tag; ``model``: of DvP.

    ``gross``: cash of all instructions settled; ``net``: cash that moved. Both in units of all moneys added up.
    """

    number: int
    instance: int
    sort: int
    model: int
    time_ms: int
    tried: int
    settled: int
    gross: int
    net: int


@runtime_checkable
class Listener(Protocol):
    """A module that wants to know how the instructions end that it entered."""

    def instruction_ended(self, ledger: Ledger, instruction: Instruction) -> None:
        """The instruction has ended; ``instruction.standing`` and ``reason`` say how."""
