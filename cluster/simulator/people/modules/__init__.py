"""People who use the modules of the middle platform: a file a module, all behind :data:`ERRANDS`.

Whoever adds a module to the market adds a file with a subclass of ``errands.Errands`` and names it here.
"""

from __future__ import annotations

from typing import Final

from cluster.simulator.people.modules.errands import Errands
from cluster.simulator.people.modules.instances import Governing
from cluster.simulator.people.modules.instruments import Describing
from cluster.simulator.people.modules.issuance import Issuing
from cluster.simulator.people.modules.payment import Restraining
from cluster.simulator.people.modules.settlement import Settling
from cluster.simulator.people.modules.trading import Trading

#: Every module's people, in the order in which they make their preparations.
ERRANDS: Final[tuple[type[Errands], ...]] = (
    Governing,
    Describing,
    Settling,
    Issuing,
    Trading,
    Restraining,
)
