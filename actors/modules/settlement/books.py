"""The shelves of settlement, and what is kept beside them to find rows quickly."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.module import Module, Shelf
from actors.ledger.records import gateway_of
from actors.modules.settlement.path import Case, case_of
from actors.modules.settlement.state import Counter, Cycle, Due, Instruction, Penalty, Turn

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Checksum of all balances, and each instance of the queue with the time of its last change.
Sight = tuple[bytes, tuple[tuple[int, int], ...]]
#: Cycles and resolutions remembered; the oldest go first.
CYCLES_MAX: Final = 10_000


class Books(Module):
    """Shelves, and three indexes that follow from them and stand in no image."""

    name: ClassVar[str] = "settlement"

    def __init__(self) -> None:
        """No instruction."""
        self.instructions = Shelf(Instruction, lambda one: one.number, _may_read)
        self.queue = Shelf(Turn, lambda one: one.order, _regulators_only)
        self.due = Shelf(Due, lambda one: (one.second, one.number), _regulators_only)
        self.counters = Shelf(Counter, lambda one: one.name)
        self.penalties = Shelf(Penalty, lambda one: (one.date, one.number), _may_read_penalty)
        self.cycles = Shelf(Cycle, lambda one: one.number, rows_max=CYCLES_MAX)
        #: Number by key of every instruction that lives or had both sides; living ones by who entered them; paths of living ones.
        self.by_key: dict[tuple[int, int, int], int] = {}
        self.entered: dict[int, int] = defaultdict(int)
        self.cases: dict[int, Case] = {}
        #: What the last sweep saw when it left nothing to try again; None: try in any case.
        self.seen: Sight | None = None

    def restore(self, data: bytes) -> None:
        """Continue from an image."""
        super().restore(data)
        self.by_key = {one.key: one.number for one in self.instructions if one.lives or one.is_matched}
        self.entered = defaultdict(int)
        for one in self.instructions:
            self.entered[one.entered_by] += one.lives
        self.cases, self.seen = {}, None

    def peek(self, name: str) -> int:
        """The number that comes next under this name."""
        known = self.counters.get(name)
        return known.last + 1 if known else 1

    def next(self, name: str) -> int:
        """Take the next number under this name."""
        number = self.peek(name)
        self.counters.put(Counter(name, number))
        return number

    def case(self, ledger: Ledger, row: Instruction) -> Case | None:
        """The row's flows; None while a gateway on its path has no omnibus account."""
        known = self.cases.get(row.number)
        if known is None or known.order != row.order:
            known = case_of(ledger, row)
            if known is not None:
                self.cases[row.number] = known
        return known


def books_of(ledger: Ledger) -> Books:
    """The market's settlement module.

    Raises:
        KeyError: the market runs without it.
    """
    return ledger.module(Books)


def _may_read(_ledger: Ledger, institution: int, row: Instruction) -> bool:
    terms = row.terms
    accounts = (terms.seller_account, terms.seller_cash, terms.buyer_account, terms.buyer_cash)
    return institution in (*row.sides, row.entered_by, *(gateway_of(one) for one in accounts))


def _may_read_penalty(_ledger: Ledger, institution: int, row: Penalty) -> bool:
    return institution in (row.debtor, row.creditor)


def _regulators_only(_ledger: Ledger, _institution: int, _row: Turn | Due) -> bool:
    return False
