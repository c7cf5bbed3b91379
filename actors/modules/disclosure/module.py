"""The module of disclosure."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actors.ledger.module import Rule, Rules
from actors.ledger.parameter import Parameter
from actors.modules.disclosure import alarm, disclosing, registering, schedule
from actors.modules.disclosure import commands as c
from actors.modules.disclosure.parameters import PARAMETERS
from actors.modules.disclosure.register import Register

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


class Disclosure(Register):
    """Issuers tell field by field what they owe; what is late, or does not agree, is warned of."""

    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[Rules] = {
        c.RegisterIssuer: Rule(registering.why_not_registered, registering.register_issuer),
        c.BeginBond: Rule(registering.why_not_begun, registering.begin_bond),
        c.Disclose: Rule(disclosing.why_not_disclosed, disclosing.disclose),
        c.ExtendDue: Rule(registering.why_not_extended, registering.extend),
        c.ChangeDiscloser: Rule(registering.why_not_changed, registering.change_discloser),
    }

    def date_opened(self, ledger: Ledger) -> None:
        """What was due before is overdue now."""
        schedule.fall_due(ledger)
        alarm.overdue(ledger)
