"""The town of registration beside its legacy depository, whose register begins equal to the ledger's."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from actors.ledger import records
from actors.modules.registration.registers import rows_of
from cluster.legacy.messages import Delivery
from cluster.legacy.names import Names
from cluster.legacy.reconcile import Booking
from cluster.legacy.simulated.depository import SimulatedDepository
from cluster.legacy.simulated.faults import Faults
from tests.ledger.market import BOND, CCDC, NOMINEE, SELLER, Desk
from tests.modules.registration.town import OTHER, TODAY, good, town

T = TypeVar("T")

CODE = "019742.IB"
#: The depository's own names of accounts.
NAMES = Names(
    {"A001": SELLER, "A005": OTHER, **{f"N{lower}": number for lower, number in NOMINEE.items()}},
    {CODE: BOND},
)


def wait(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine to its end."""
    return asyncio.run(coroutine)


class Village:
    """A ledger and a legacy register to which the same transfers are given."""

    def __init__(self, faults: Faults | None = None, stopped: tuple[int, ...] = ()) -> None:
        """Equal registers."""
        self.desk: Desk = town()
        rows = rows_of(self.desk.ledger, CCDC, BOND)
        register = {name: rows.get(number, 0) for name, number in NAMES.accounts.items()}
        self.faults = faults or Faults()
        self.legacy = SimulatedDepository("CCDC", {CODE: register}, faults=self.faults, stopped=stopped)
        self.booked: list[Booking] = []

    @property
    def rows(self) -> dict[int, int]:
        """The ledger's register."""
        return rows_of(self.desk.ledger, CCDC, BOND)

    def delivery(self, reference: str, quantity: int, custody: bool = False) -> Delivery:
        """From the seller to the other client, in the depository's own names."""
        return Delivery(reference, TODAY, CODE, "A001", "A005", quantity, custody)

    def transfer(self, reference: str, quantity: int, *, here: bool = True, there: bool = True) -> None:
        """The same transfer on the ledger and in the legacy register, or on one of them only."""
        if here:
            good(self.desk.send(CCDC, records.transfer(SELLER, OTHER, BOND, quantity)))
            self.booked += [Booking(reference, SELLER, -quantity), Booking(reference, OTHER, quantity)]
        if there:
            assert wait(self.legacy.submit(self.delivery(reference, quantity))).accepted
