"""The module of settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actors.ledger.module import Rule, Rules
from actors.ledger.parameter import Parameter
from actors.modules.settlement import changes, cycle, day, entry, gridlock, matching
from actors.modules.settlement.books import Books
from actors.modules.settlement.commands import (
    Affirm,
    Cancel,
    Enter,
    Hold,
    Instruct,
    Release,
    Reprioritise,
    ResolveGridlock,
    RunCycle,
    SettleTogether,
)
from actors.modules.settlement.parameters import PARAMETERS
from actors.modules.settlement.placing import follow
from actors.modules.settlement.settling import sweep

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


class Settlement(Books):
    """Instructions that both sides gave or agreed to, queued until they can settle or their time is over."""

    rules: ClassVar[Rules] = {
        Instruct: Rule(matching.why_not, matching.instruct),
        Enter: Rule(entry.why_not_by_command, entry.by_command),
        Affirm: Rule(changes.why_not_affirmed, changes.affirm),
        Hold: Rule(changes.why_not_held, changes.hold),
        Release: Rule(changes.why_not_released, changes.release),
        Cancel: Rule(changes.why_not_cancelled, changes.cancel),
        Reprioritise: Rule(changes.why_not_reprioritised, changes.reprioritise),
        ResolveGridlock: Rule(gridlock.why_not_resolved, gridlock.resolve),
        SettleTogether: Rule(gridlock.why_not_together, gridlock.settle_together),
        RunCycle: Rule(cycle.why_not_run, cycle.run),
    }
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS

    def asset_merged(self, ledger: Ledger, tranche: int, parent: int) -> None:
        """Instructions about a tranche are about its parent now."""
        follow(ledger, tranche, parent)

    def date_opened(self, ledger: Ledger) -> None:
        """Instructions of this date queue."""
        day.opened(ledger)

    def date_closed(self, ledger: Ledger) -> None:
        """What was due has settled or failed."""
        day.closed(ledger)

    def time_passed(self, ledger: Ledger) -> None:
        """Deadlines and cut-offs."""
        day.passed(ledger)

    def batches_executed(self, ledger: Ledger) -> None:
        """The queue is tried."""
        sweep(ledger)

    def due_s(self) -> int:
        """The first deadline, cut-off or end of keeping."""
        first = self.due.first
        return first.second if first else 0
