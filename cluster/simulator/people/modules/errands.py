"""What the people of one module do, and what they can look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, TypeVar

from actors.base.canonical import Canonical
from actors.ledger.ledger import Ledger
from actors.ledger.module import Module
from actors.parties.node import Node
from cluster.simulator.people.desk import Desk

M = TypeVar("M", bound=Module)

#: The first business date of a run, and the platforms: settled trade by trade, and in cycles.
TODAY: Final = 20260323
GROSS, NET = 1, 2
#: Institutions in the market's roster, by their numbers.
EVERYBODY: Final = (1, 2, 3, 4, 5, 6)


class Errands:
    """One module's people. ``deeds``: what they do, by the name of its method, with weights.

    ``needs``: whose preparations theirs rest on, besides the business date and the platforms.
    """

    needs: ClassVar[tuple[type[Errands], ...]] = ()
    deeds: ClassVar[Mapping[str, int]] = {}

    def __init__(self, desk: Desk) -> None:
        """They act through ``desk``."""
        self.desk = desk
        self.chance = desk.chance

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """Who gives which commands before anyone trades; all of them are carried out."""
        return []

    def accounts(self) -> list[tuple[int, list[Any]]]:
        """Who opens which accounts before that (records of the bulk lane)."""
        return []

    def see(self, kind: type[M]) -> M | None:
        """The module as the first honest node that runs holds it; None while none runs."""
        ledger = self.ledger()
        return ledger.module(kind) if ledger else None

    def ledger(self) -> Ledger | None:
        """The ledger of the first honest node that runs."""
        world = self.desk.world
        for name in self.desk.market.nodes:
            if name not in self.desk.liars and world.running(name):
                party = world.party(name)
                if isinstance(party, Node):
                    return party.ledger
        return None

    def today(self) -> int:
        """The last business date that opened."""
        ledger = self.ledger()
        return ledger.business_date if ledger and ledger.business_date else TODAY

    def issued(self) -> list[tuple[int, list[Any]]]:
        """Who issues what to whom after that (records of the bulk lane)."""
        return []

    async def wind_up(self) -> None:
        """When the network is whole again: bring to its end what would otherwise wait for hours."""

    def anyone(self) -> int:
        """Some institution."""
        return self.chance.choice(EVERYBODY)

    def now_ms(self) -> int:
        """What the clock on the wall shows."""
        return self.desk.world.now_ms()
