"""Commands of settlement. Light: a receipt is read with these alone."""

from __future__ import annotations

from typing import Final

from actors.base.canonical import Canonical

#: Priorities: a normal instruction goes behind any that waits, a high one only behind high ones.
NORMAL: Final = 0
HIGH: Final = 1

#: Methods of resolving a gridlock on the ledger.
BILATERAL: Final = 1
MULTILATERAL: Final = 2


class Instruct(Canonical, tag=130):
    """One side's settlement instruction (结算指令); it waits for the other side's.

    Sent by who may debit ``account``. ``delivers``: this side delivers ``asset`` from ``account`` and takes cash at
    ``cash_account``; otherwise it receives and pays. ``counterparty``: the institution that instructs for the other
    side; both give one ``reference``. ``quantity`` in units, ``amount`` in units of ``cash`` (fen); free of payment:
    ``cash``, ``amount`` and ``cash_account`` 0. ``date``: settlement date YYYYMMDD, 0 for at once and at any hour.
    ``deadline_s``: ledger second after which it ends unsettled, 0 for the cut-off alone (without a date: the longest
    life). ``hold``: it enters held. ``partial``: a part may settle at the cut-off, if both sides say so.
    """

    instance: int
    delivers: bool
    counterparty: int
    reference: int
    account: int
    cash_account: int
    asset: int
    quantity: int
    cash: int
    amount: int
    date: int = 0
    deadline_s: int = 0
    priority: int = NORMAL
    hold: bool = False
    partial: bool = False


class Terms(Canonical):
    """Both sides of a settlement instruction, fields as in :class:`Instruct`; ``asset`` may be money (a payment, or
    with a cash leg payment versus payment)."""

    instance: int
    reference: int
    seller_account: int
    seller_cash: int
    buyer_account: int
    buyer_cash: int
    asset: int
    quantity: int
    cash: int
    amount: int
    date: int = 0
    deadline_s: int = 0
    priority: int = NORMAL
    partial: bool = False


class Enter(Canonical, tag=131):
    """Both sides at once, by a venue, a clearing house or who keeps one of the accounts.

    A debit that the sender has no right to waits until who has it affirms.
    """

    terms: Terms


class Affirm(Canonical, tag=132):
    """Agree to those debits of the instruction that the sender has the right to (确认)."""

    number: int


class Hold(Canonical, tag=133):
    """Hold the instruction back for the sender's side (暂缓); it loses its place in the queue."""

    number: int


class Release(Canonical, tag=134):
    """End the hold of the sender's side (解除暂缓); it goes to the end of its queue."""

    number: int


class Cancel(Canonical, tag=135):
    """Cancel the instruction (撤销): alone before it binds both sides, after that when both have asked."""

    number: int


class Reprioritise(Canonical, tag=136):
    """Give the instruction another priority; it goes to the end of that one's queue. By either side."""

    number: int
    priority: int


class ResolveGridlock(Canonical, tag=137):
    """Settle together what is stuck one by one (僵局化解), by ``method`` BILATERAL or MULTILATERAL.

    By a venue, clearing house, central bank or regulator.
    """

    instance: int
    method: int


class SettleTogether(Canonical, tag=138):
    """Settle exactly these queued instructions together or none, as an operator found it best elsewhere."""

    instance: int
    numbers: tuple[int, ...]


class RunCycle(Canonical, tag=139):
    """Run a settlement cycle (结算场次) of an instance by DvP model 2 or 3, by its venue or clearing house."""

    instance: int


Command = (
    Instruct
    | Enter
    | Affirm
    | Hold
    | Release
    | Cancel
    | Reprioritise
    | ResolveGridlock
    | SettleTogether
    | RunCycle
)
