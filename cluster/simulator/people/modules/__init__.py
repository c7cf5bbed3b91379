"""People who use the modules of the middle platform: a file a module, all behind :data:`ERRANDS`.

Whoever adds a module to the market adds a file with a subclass of ``errands.Errands`` and names it here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from cluster.simulator.people.modules.bookbuilding import Booking
from cluster.simulator.people.modules.corporate import Servicing
from cluster.simulator.people.modules.disclosure import Disclosing
from cluster.simulator.people.modules.errands import Errands
from cluster.simulator.people.modules.instances import Governing
from cluster.simulator.people.modules.instruments import Describing
from cluster.simulator.people.modules.issuance import Issuing
from cluster.simulator.people.modules.payment import Restraining
from cluster.simulator.people.modules.registration import Registering
from cluster.simulator.people.modules.risk import Watching
from cluster.simulator.people.modules.settlement import Settling
from cluster.simulator.people.modules.taps import Tapping
from cluster.simulator.people.modules.trading import Trading

#: Every module's people, in the order in which they make their preparations.
ERRANDS: Final[tuple[type[Errands], ...]] = (
    Governing,
    Describing,
    Settling,
    Issuing,
    Booking,
    Tapping,
    Trading,
    Restraining,
    Registering,
    Servicing,
    Watching,
    Disclosing,
)


def prepared(people: Collection[str]) -> list[type[Errands]]:
    """Whose preparations these people (names of classes) need, themselves included, in their order."""
    found: set[type[Errands]] = {Governing}
    wanted = [one for one in ERRANDS if one.__name__ in people]
    while wanted:
        one = wanted.pop()
        found.add(one)
        wanted.extend(one.needs)
    return [one for one in ERRANDS if one in found]
