"""Who looks on while the model executes: told of each command as it was carried out, in the agreed order.

The modules' rules run on the model as they run at the nodes; what they do wrong there, they do wrong here. A watch keeps
books of its own and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.canonical import Canonical
from actors.ledger.status import Status

if TYPE_CHECKING:
    from cluster.simulator.model.plain import PlainLedger


class Watch:
    """Sees nothing wrong; subclasses look closer."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        #: A sentence for each promise that was seen broken, with its number.
        self.faults: list[str] = []

    def done(self, plain: PlainLedger, by: int, command: Canonical, status: Status) -> None:
        """``by`` signed a command that was carried out, or waits: ``status`` is good.

        Of a date that closes it is told before the modules are, of everything else afterwards.
        """

    def commit_ended(self, plain: PlainLedger) -> None:
        """Everything of a commit was done, what waited and was tried again too."""
