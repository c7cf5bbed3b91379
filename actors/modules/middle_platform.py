"""The middle platform (大中台): every module of the market, and a ledger that runs them.

A node, and a replica that checks a log, take the modules from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from actors.base.roster import Roster
from actors.ledger.ledger import Ledger
from actors.ledger.module import Module
from actors.modules.corporate.module import Corporate
from actors.modules.disclosure.module import Disclosure
from actors.modules.instances.module import Instances
from actors.modules.instruments.module import Instruments
from actors.modules.issuance.module import Issuance
from actors.modules.payment.module import Payment
from actors.modules.registration.module import Registration
from actors.modules.risk.module import Risk
from actors.modules.settlement.module import Settlement
from actors.modules.trading.module import Trading

#: Every module, in the order of its hooks.
MODULES: Final[tuple[type[Module], ...]] = (
    Instances,
    Instruments,
    Issuance,
    Trading,
    Settlement,
    Payment,
    Registration,
    Corporate,
    Risk,
    Disclosure,
)


def new_ledger(roster: Roster) -> Ledger:
    """An empty ledger of this roster's market, with every module."""
    return Ledger(roster, [module() for module in MODULES])


def ledger_from_image(parts: Mapping[str, bytes], roster: Roster) -> Ledger:
    """The ledger that an image was taken of, with every module.

    Raises:
        ValueError, KeyError: not an image of this roster's epoch.
    """
    return Ledger.from_image(parts, roster, [module() for module in MODULES])
