"""A simulated legacy depository: its own register, books once a day, stops custody transfers before record dates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from cluster.legacy.messages import (
    Answer,
    Delivery,
    Description,
    Message,
    Sort,
)
from cluster.legacy.protocol import VERSION
from cluster.legacy.simulated.back_end import BackEnd
from cluster.legacy.simulated.books import Books
from cluster.legacy.simulated.faults import Faults


class SimulatedDepository(BackEnd[Delivery]):
    """Takes deliveries all day, books them in its batch at the end of the day.

    ``stopped``: dates on which it takes no custody transfer (the six trading days before a record date, SZSE 2015).
    """

    def __init__(
        self,
        name: str,
        register: Mapping[str, Mapping[str, int]],
        *,
        path: Path | None = None,
        faults: Faults | None = None,
        stopped: Collection[int] = (),
    ) -> None:
        """``register``: by code, what each account holds at the beginning."""
        super().__init__(name, Books(path), faults)
        self.stopped = frozenset(stopped)
        for code, holdings in register.items():
            self._books.open_with(code, holdings)
        self._waiting: list[Delivery] = []

    async def describe(self) -> Description:
        """A depository."""
        return Description(self.name, Sort.DEPOSITORY, VERSION, self._books.codes())

    def _mine(self, message: Message) -> Delivery | str:
        return message if isinstance(message, Delivery) else f"{self.name} takes deliveries only"

    def _why_not(self, message: Delivery) -> list[str]:
        reasons = [
            f"account {account} does not keep {message.code} here"
            for account in (message.source, message.target)
            if self._books.held(message.code, account) is None
        ]
        if message.quantity < 1:
            reasons.append(f"the quantity {message.quantity} is not positive")
        if self._books.is_closed(message.date):
            reasons.append(f"{message.date} is closed")
        if message.custody and message.date in self.stopped:
            reasons.append(f"custody transfers are stopped on {message.date}, before the record date")
        return reasons

    def _take(self, message: Delivery) -> None:
        """For this evening's batch."""
        self._waiting.append(message)

    def _why_not_kept(self, code: str) -> str:
        known = self._books.knows(code)
        return "" if known else f"{self.name} keeps no register of {code}; correct the code map"

    async def run_batch(self, date: int) -> None:
        """Book everything of the date that came, and close the day; a second run books what came since."""
        for one in [held for held in self._waiting if held.date <= date]:
            self._waiting.remove(one)
            for quantity in self.faults.booked(one.reference, one.quantity):
                self._books.book(one.reference, date, one.code, one.source, one.target, quantity)
        self._books.close(date)

    async def mend(
        self, reference: str, date: int, code: str, source: str, target: str, quantity: int
    ) -> None:
        """An operator books a correction under its own reference, and closes the day anew; once."""
        if self._books.answer(reference) is None:
            self._books.answered(Answer(reference, True))
            self._books.book(reference, date, code, source, target, quantity)
            self._books.close(date)
