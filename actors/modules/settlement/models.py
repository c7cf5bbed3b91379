"""What clients must have beforehand so that a set of instructions settles, by DvP model: what the models trade off.

1: every instruction by itself, in order. 2: securities in order, cash by its nets. 3: both by their nets. A client
that receives before it gives uses what it received. Source: BIS, Delivery versus payment in securities settlement
systems, 1992.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from actors.modules.settlement.commands import Terms
from actors.modules.settlement.path import Place


class Need(NamedTuple):
    """So much of an asset that one account must have beforehand."""

    place: Place
    quantity: int


def needs(model: int, instructions: Iterable[tuple[Terms, int, int]]) -> list[Need]:
    """The needs of a set, by account and asset; each instruction with its quantity and its amount, in order."""
    running: dict[Place, int] = defaultdict(int)
    lowest: dict[Place, int] = defaultdict(int)
    nets: set[Place] = set()
    for terms, quantity, amount in instructions:
        legs = [(terms.asset, terms.seller_account, terms.buyer_account, quantity, model == 3)]
        if terms.cash:
            legs.append((terms.cash, terms.buyer_cash, terms.seller_cash, amount, model != 1))
        for asset, giver, taker, much, net in legs:
            running[giver, asset] -= much
            running[taker, asset] += much
            lowest[giver, asset] = min(lowest[giver, asset], running[giver, asset])
            if net:
                nets |= {(giver, asset), (taker, asset)}
    found = [(place, -(running[place] if place in nets else low)) for place, low in lowest.items()]
    return sorted(Need(place, quantity) for place, quantity in found if quantity > 0)
