"""Numbers that a venue gives: its own institution number, then the next that it has not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.records import gateway_of
from actors.modules.trading.state import Deal, Declared, Member, Quote, Request, TwoWay

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

_SHIFT: Final = 48
_Row = type[Member] | type[Request] | type[Quote] | type[TwoWay] | type[Declared] | type[Deal]
_SHELVES: Final[dict[str, _Row]] = {
    "members": Member,
    "requests": Request,
    "quotes": Quote,
    "two_way": TwoWay,
    "declared": Declared,
    "deals": Deal,
}


class Numbering:
    """Counts on from the highest number that stands on the ledger when it is first asked."""

    def __init__(self, client: PartyClient) -> None:
        """For the venue of ``client``."""
        self._client = client
        self._last = 0

    async def next(self) -> int:
        """A number that was not given before."""
        if not self._last:
            self._last = await self._highest()
        self._last += 1
        return self._last

    async def _highest(self) -> int:
        found = [self._client.index << _SHIFT]
        for shelf, kind in _SHELVES.items():
            rows = await self._client.rows(f"trading.{shelf}", kind)
            found += [one.number for one in rows if gateway_of(one.number) == self._client.index]
        return max(found)
