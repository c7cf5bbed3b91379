"""P2 in the settlement queue: who waits is not passed over. Judged from what stands on the shelves, commit by commit.

Source: docs/spec/settlement.md, The queue.
"""

from __future__ import annotations

from typing import Final

from actors.base.canonical import Canonical
from actors.ledger.commands import CloseDate
from actors.modules.settlement.books import Books
from actors.modules.settlement.commands import ResolveGridlock, RunCycle, SettleTogether
from actors.modules.settlement.state import Instruction, Standing

#: Commands that settle out of turn, by the rules.
OUT_OF_TURN: Final = (ResolveGridlock, RunCycle, SettleTogether, CloseDate)


class QueueWatch:
    """Remembers who waited for which position after the last commit."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waited: dict[int, Instruction] = {}
        self._lived: set[int] = set()

    def look(self, books: Books, commands: list[Canonical], where: str) -> list[str]:
        """After a commit that executed ``commands``: a sentence for each instruction that was passed over."""
        rows = list(books.instructions)
        now = {row.number: row for row in rows if row.standing == Standing.QUEUED and row.short_account}
        settled = [row for row in rows if row.standing == Standing.SETTLED and row.number in self._lived]
        faults: list[str] = []
        if not any(isinstance(one, OUT_OF_TURN) for one in commands):
            faults = [
                f"P2: {where}: instruction {row.number} took asset {place[1]} from account {place[0]:#x}, for which "
                f"{first.number} waits before it"
                for first in self._waited.values()
                if (still := now.get(first.number)) and _place(still) == _place(first)
                for row in settled
                for place in _debited(row)
                if place == _place(first) and row.order > first.order
            ]
        self._waited = now
        self._lived = {row.number for row in rows if row.lives}
        return faults


def _place(row: Instruction) -> tuple[int, int]:
    return row.short_account, row.short_asset


def _debited(row: Instruction) -> list[tuple[int, int]]:
    terms = row.terms
    return [(terms.seller_account, terms.asset), (terms.buyer_cash, terms.cash)]
