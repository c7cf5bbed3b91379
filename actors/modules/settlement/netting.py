"""Settling many instructions at once: which of them can, and by which moves.

Everything is reckoned over copies of positions; nothing here touches the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush

from actors.ledger.moves import Move
from actors.ledger.records import gateway_of
from actors.modules.settlement.path import Case, Place, Positions


def nets_of(cases: Iterable[Case]) -> dict[Place, int]:
    """What the cases together change at each position, omnibus accounts too."""
    nets: dict[Place, int] = defaultdict(int)
    for case in cases:
        for place, change, _ in case.flows:
            nets[place] += change
    return nets


def all_fit(cases: Iterable[Case], balances: Positions) -> bool:
    """Whether the cases can settle all together: no position short, none above its limit."""
    return all(not _breaks(balances, place, net) for place, net in nets_of(cases).items())


def _breaks(balances: Positions, place: Place, net: int) -> bool:
    return balances.free(place) + net < 0 if net < 0 else net > 0 and net > balances.room(place)


def feasible(cases: Iterable[Case], balances: Positions) -> list[Case]:
    """The cases that can settle together, after the newest of whoever is left short was removed again and again.

    Of all that debit a position that would be short (or credit one above its limit) the last in the queue goes first,
    until the rest fits (multilateral offsetting; Bech and Soramäki, gridlock resolution in interbank payment systems,
    Bank of Finland, 2001). In the order of the queue; n log n for n cases.
    """
    return _Removal(cases, balances).run()


class _Removal:
    """Removes cases until the rest fits."""

    def __init__(self, cases: Iterable[Case], balances: Positions) -> None:
        self._cases = {case.order: case for case in sorted(cases, key=lambda one: one.order)}
        self._balances = balances
        self._nets = nets_of(self._cases.values())
        self._lines: dict[tuple[Place, int], list[int]] = defaultdict(list)
        for order, case in self._cases.items():
            for place, change, _ in case.flows:
                self._lines[place, change > 0].append(order)
        self._heap: list[tuple[int, Place]] = []
        self._in_heap: set[Place] = set()
        for place in self._nets:
            self._look(place)

    def run(self) -> list[Case]:
        """What is left."""
        while self._heap:
            order, place = heappop(self._heap)
            self._in_heap.discard(place)
            newest = self._newest(place)
            if newest == -order:
                self._remove(self._cases.pop(newest))
            elif newest is not None:
                self._look(place)
        return list(self._cases.values())

    def _newest(self, place: Place) -> int | None:
        """The order of the newest case that makes this position break; None: it does not break."""
        net = self._nets[place]
        if not _breaks(self._balances, place, net):
            return None
        line = self._lines[place, net > 0]
        while line[-1] not in self._cases:
            line.pop()
        return line[-1]

    def _look(self, place: Place) -> None:
        """Put a position that breaks on the heap, once, under its newest case."""
        newest = None if place in self._in_heap else self._newest(place)
        if newest is not None:
            self._in_heap.add(place)
            heappush(self._heap, (-newest, place))

    def _remove(self, case: Case) -> None:
        for place, change, _ in case.flows:
            self._nets[place] -= change
        for place, _, _ in case.flows:
            self._look(place)


def net_moves(moves: Iterable[Move]) -> list[Move]:
    """Few moves that have the effect of ``moves`` on every client account, hence on every omnibus account.

    Debtors pay creditors of the same gateway first, then those of other gateways, accounts ascending: so no omnibus
    account moves by more than its net, and none is short on the way that is not short in the end. No technical
    account is needed.
    """
    nets: dict[Place, int] = defaultdict(int)
    for one in moves:
        nets[one.asset, one.source] -= one.quantity
        nets[one.asset, one.target] += one.quantity
    found: list[Move] = []
    for asset in sorted({one for one, _ in nets}):
        sides = {account: net for (one, account), net in sorted(nets.items()) if one == asset and net}
        gateways: dict[int, dict[int, int]] = defaultdict(dict)
        for account, net in sides.items():
            gateways[gateway_of(account)][account] = net
        rest: dict[int, int] = {}
        for _, kept in sorted(gateways.items()):
            found += _pair(asset, kept)
            rest.update(kept)
        found += _pair(asset, rest)
    return found


def _pair(asset: int, nets: dict[int, int]) -> list[Move]:
    """Let debtors pay creditors, in order, until one sort is used up; ``nets`` keeps what is left."""
    debtors = [account for account, net in nets.items() if net < 0]
    creditors = [account for account, net in nets.items() if net > 0]
    found: list[Move] = []
    while debtors and creditors:
        source, target = debtors[-1], creditors[-1]
        quantity = min(-nets[source], nets[target])
        found.append(Move(asset, source, target, quantity))
        nets[source] += quantity
        nets[target] -= quantity
        if not nets[source]:
            debtors.pop()
        if not nets[target]:
            creditors.pop()
    return found
