"""P2 in the settlement queue: whoever is debited signed, who waits is not passed over. Judged from what stands on the shelves, commit by commit.

Source: docs/spec/settlement.md, The queue.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from actors.base.canonical import Canonical
from actors.ledger.commands import CloseDate
from actors.modules.settlement.books import Books
from actors.modules.settlement.commands import Affirm, ResolveGridlock, RunCycle, SettleTogether
from actors.modules.settlement.state import Instruction, Standing
from cluster.simulator.model.authority import may_debit
from cluster.simulator.model.state import State

#: Commands that settle out of turn, by the rules.
OUT_OF_TURN: Final = (ResolveGridlock, RunCycle, SettleTogether, CloseDate)


class QueueWatch:
    """Remembers who waited for which position after the last commit, and who affirmed which instruction."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waited: dict[int, Instruction] = {}
        self._lived: set[int] = set()
        self._settled: set[int] = set()
        self._affirmed: dict[int, set[int]] = defaultdict(set)

    def look(self, books: Books, state: State, done: list[tuple[int, Canonical]], where: str) -> list[str]:
        """After a commit: a sentence for each instruction that was passed over, or settled without authority.

        ``done``: commands that were carried out, and who signed them; ``state``: accounts and mandates.
        """
        rows = list(books.instructions)
        for by, one in done:
            if isinstance(one, Affirm):
                self._affirmed[one.number].add(by)
        settled = [
            row for row in rows if row.standing == Standing.SETTLED and row.number not in self._settled
        ]
        self._settled.update(row.number for row in settled)
        faults = [fault for row in settled for fault in self._unsigned(row, state, where)]
        return faults + self._passed_over(rows, [one for _, one in done], where)

    def _unsigned(self, row: Instruction, state: State, where: str) -> list[str]:
        """Debits of a settled instruction that nobody with the right to ordered or affirmed."""
        signed = {row.entered_by, *(one.institution for one in row.origins), *self._affirmed[row.number]}
        return [
            f"P2: {where}: instruction {row.number} debited account {account:#x} on the word of {sorted(signed)}"
            for account, _ in _debited(row)
            if account and not any(may_debit(state, one, account) for one in signed)
        ]

    def _passed_over(self, rows: list[Instruction], commands: list[Canonical], where: str) -> list[str]:
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
