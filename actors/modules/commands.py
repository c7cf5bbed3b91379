"""Every kind of typed command that a market may know, without the rules: light, for whoever only reads them.

A module's commands stand in its ``commands.py``; its rules, which need the ledger, elsewhere.
"""

from __future__ import annotations

from typing import Final, Union, get_args

from actors.base.canonical import Canonical
from actors.ledger import commands as ledger
from actors.modules.corporate import commands as corporate
from actors.modules.disclosure import commands as disclosure
from actors.modules.instances import commands as instances
from actors.modules.instruments import commands as instruments
from actors.modules.issuance import commands as issuance
from actors.modules.payment import commands as payment
from actors.modules.registration import commands as registration
from actors.modules.risk import commands as risk
from actors.modules.settlement import commands as settlement
from actors.modules.trading import commands as trading

#: Classes of commands: the ledger's own, then each module's.
ALL: Final[tuple[type[Canonical], ...]] = (
    *get_args(ledger.Command),
    *get_args(instances.Command),
    *get_args(instruments.Command),
    *get_args(issuance.Command),
    *get_args(settlement.Command),
    *get_args(trading.Command),
    *get_args(payment.Command),
    *get_args(registration.Command),
    *get_args(corporate.Command),
    *get_args(risk.Command),
    *get_args(disclosure.Command),
)
#: Their union, as a decoder wants it.
KINDS: Final = Union[ALL]  # noqa: UP007


def read_one(data: bytes) -> Canonical:
    """One command of a payload, of any module, as a receipt shows it.

    Raises:
        MalformedBytes: not the canonical bytes of a command.
    """
    return ledger.read_one(data, KINDS)
