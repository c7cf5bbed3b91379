"""The module of platform instances."""

from __future__ import annotations

from typing import ClassVar, Final

from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.modules.instances import governance
from actors.modules.instances.commands import ApproveAct, ProposeAct, RejectAct
from actors.modules.instances.state import Instance, Proposal

INSTANCES_MAX: Final = 4_096
PROPOSALS_MAX: Final = 100_000


class Instances(Module):
    """Composed, extended, suspended and closed while the market runs, by acts that several must approve."""

    name: ClassVar[str] = "instances"
    rules: ClassVar[Rules] = {
        ProposeAct: Rule(governance.why_not_proposed, governance.propose),
        ApproveAct: Rule(governance.why_not_approved, governance.approve),
        RejectAct: Rule(governance.why_not_rejected, governance.reject),
    }

    def __init__(self) -> None:
        """No instance."""
        self.instances = Shelf(Instance, lambda one: one.number, rows_max=INSTANCES_MAX)
        self.proposals = Shelf(Proposal, lambda one: one.number, rows_max=PROPOSALS_MAX)
