"""What simulated back ends with books of their own have in common: each message answered once, days that close."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from cluster.legacy.messages import Answer, Delivery, Entry, Message, Payment, Statement
from cluster.legacy.protocol import LegacyProblem, NotReady
from cluster.legacy.simulated.books import Books
from cluster.legacy.simulated.faults import Faults

M = TypeVar("M", Delivery, Payment)


class BackEnd(ABC, Generic[M]):
    """Takes messages of one kind."""

    def __init__(self, name: str, books: Books, faults: Faults | None) -> None:
        """Over ``books``."""
        self.name, self.faults = name, faults or Faults()
        self._books = books

    async def submit(self, message: Message) -> Answer:
        """Take a message over, or say why not; the same reference is answered alike."""
        known = self._books.answer(message.reference)
        if known is not None:
            return known
        one = self._mine(message)
        reasons = [one] if isinstance(one, str) else self._why_not(one)
        if isinstance(one, str) or reasons:
            return self._books.answered(Answer(message.reference, False, "; ".join(reasons)))
        self._take(one)
        return self._books.answered(Answer(message.reference, True))

    async def entries(self, date: int, after: int = 0) -> tuple[Entry, ...]:
        """What was booked on the date."""
        return self._books.entries(date, after)

    async def statement(self, date: int, code: str) -> Statement:
        """What each account held at the end of the date.

        Raises:
            NotReady: the day is not closed, or its file is late. LegacyProblem: no such code.
        """
        reason = self._why_not_kept(code)
        if reason:
            raise LegacyProblem(reason)
        if date in self.faults.late or not self._books.is_closed(date):
            raise NotReady(f"{self.name} has not closed {date} yet")
        return Statement(self.name, date, code, self._books.rows(date, code))

    @abstractmethod
    def _mine(self, message: Message) -> M | str:
        """The message if it is of the kind that is taken, else why not."""

    @abstractmethod
    def _why_not(self, message: M) -> list[str]:
        """Every reason against a message."""

    @abstractmethod
    def _take(self, message: M) -> None:
        """Book it, or keep it for later."""

    @abstractmethod
    def _why_not_kept(self, code: str) -> str:
        """Why there is no statement of this code; empty if there is."""
