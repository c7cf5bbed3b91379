"""Simulated payment systems: gross in real time (as HVPS, 大额支付), and net in cycles (as BEPS, 小额支付)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from cluster.legacy.messages import Description, Message, Payment, Sort
from cluster.legacy.protocol import VERSION
from cluster.legacy.simulated.back_end import BackEnd
from cluster.legacy.simulated.books import Books
from cluster.legacy.simulated.faults import Faults

MONEY: Final = "CNY"


class GrossPayments(BackEnd[Payment]):
    """Books each payment at once, or refuses it for want of funds."""

    def __init__(self, name: str, balances: Mapping[str, int], faults: Faults | None = None) -> None:
        """``balances``: fen by account."""
        super().__init__(name, Books(), faults)
        self._books.open_with(MONEY, balances)

    async def describe(self) -> Description:
        """A payment system."""
        return Description(self.name, Sort.PAYMENTS, VERSION, (MONEY,))

    def _mine(self, message: Message) -> Payment | str:
        return message if isinstance(message, Payment) else f"{self.name} takes payments only"

    def _why_not(self, message: Payment) -> list[str]:
        reasons = [
            f"account {account} is not open here"
            for account in (message.payer, message.payee)
            if self._books.held(MONEY, account) is None
        ]
        if message.amount < 1:
            reasons.append(f"the amount {message.amount} is not positive")
        held = self._books.held(MONEY, message.payer)
        if held is not None and held < message.amount:
            reasons.append(f"{message.payer} holds {held} fen, {message.amount} are needed")
        return reasons

    def _take(self, message: Payment) -> None:
        """Book it at once."""
        for amount in self.faults.booked(message.reference, message.amount):
            self._books.book(message.reference, message.date, MONEY, message.payer, message.payee, amount)

    async def close_day(self, date: int) -> None:
        """End of the day."""
        self._books.close(date)

    def _why_not_kept(self, code: str) -> str:
        return "" if code == MONEY else f"{self.name} keeps {MONEY} only; correct the code map"


class NetPayments(GrossPayments):
    """Collects payments and books, cycle by cycle, what each account owes or is owed in all."""

    def __init__(self, name: str, balances: Mapping[str, int], faults: Faults | None = None) -> None:
        """``balances``: fen by account; one named after the system itself is added for its cycles."""
        super().__init__(name, {**balances, name: 0}, faults)
        self._waiting: list[Payment] = []
        self._cycle = 0

    def _take(self, message: Payment) -> None:
        """For the next cycle."""
        self._waiting.append(message)

    async def run_cycle(self, date: int) -> dict[str, int]:
        """Book the net of everything that waits; returns it (fen by account, negative: it paid)."""
        net: defaultdict[str, int] = defaultdict(int)
        for one in self._waiting:
            for amount in self.faults.booked(one.reference, one.amount):
                net[one.payer] -= amount
                net[one.payee] += amount
        self._waiting, self._cycle = [], self._cycle + 1
        for account, amount in sorted(net.items(), key=lambda item: item[1]):
            payer, payee = (account, self.name) if amount < 0 else (self.name, account)
            if amount:
                reference = f"{self.name}/{date}/{self._cycle}/{account}"
                self._books.book(reference, date, MONEY, payer, payee, abs(amount))
        return dict(net)
