"""The rules of the settlement queue, over copies of positions.

Two priorities; a new normal instruction goes behind any that waits, a high one behind high ones only; first in first
out within a priority (BIS, real-time gross settlement systems, 1997; ECB, TARGET2 liquidity management). In payment
systems a line is a bank's account. Here a settlement debits several positions, so every position has a line of its
own: who is short of it holds up whoever comes after and debits it too, and nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from actors.ledger.status import Status
from actors.modules.settlement.path import Balances, Case, Place


class Wait(NamedTuple):
    """Why a case waits, and for which position (0, 0: for none)."""

    reason: Status
    place: Place = (0, 0)


#: Settle one case that its balances allow: why not, or None when it settled.
Settle = Callable[[Case], Wait | None]


class Sweep:
    """One pass over the queue, to its end: what settles credits others, which are tried again, in order.

    ``waits``: by number, why the rest waits. ``settled``: what settled, in the order in which it did. Each case is
    tried again only when a position that it is short of grew or a line moved up, so that long queues stay cheap.
    """

    def __init__(self, cases: Iterable[Case], balances: Balances, settle: Settle) -> None:
        """Nothing is tried before :meth:`run`."""
        self._cases = {one.order: one for one in cases}
        self._balances, self._settle = balances, settle
        self._ready = list(self._cases)
        heapify(self._ready)
        self._is_ready = set(self._ready)
        self._first: dict[Place, int] = {}
        self._holds: dict[int, list[Place]] = {}
        self._behind: dict[Place, list[int]] = defaultdict(list)
        self._parked: set[tuple[Place, int]] = set()
        self.waits: dict[int, Wait] = {}
        self.settled: list[Case] = []

    def run(self) -> None:
        """Try until nothing more settles."""
        while self._ready:
            order = heappop(self._ready)
            self._is_ready.discard(order)
            case = self._cases.get(order)
            if case is not None:
                self._try(case)

    def _try(self, case: Case) -> None:
        debits = [flow for flow in case.flows if flow.change < 0]
        shorts = [flow for flow in debits if self._balances.free(flow.place) + flow.change < 0]
        self._hold(case.order, [flow.place for flow in shorts])
        ahead = [flow.place for flow in debits if self._first.get(flow.place, case.order) < case.order]
        for place in ahead:
            self._park(place, case.order)
        if shorts:
            self.waits[case.number] = Wait(shorts[0].short, shorts[0].place)
        elif ahead:
            self.waits[case.number] = Wait(Status.WAITS_BEHIND, ahead[0])
        else:
            self._post(case)

    def _post(self, case: Case) -> None:
        wait = self._settle(case)
        if wait is not None:
            self.waits[case.number] = wait
            self._hold(case.order, [wait.place] if wait.place[0] else [])
            return
        del self._cases[case.order]
        self.waits.pop(case.number, None)
        self.settled.append(case)
        self._balances.apply(case.flows)
        self._hold(case.order, [])
        for flow in case.flows:
            if flow.change > 0 and flow.place in self._first:
                self._again(self._first[flow.place])

    def _hold(self, order: int, places: list[Place]) -> None:
        """The case of this order holds up these lines, as far as nobody before it does, and no others."""
        for place in self._holds.pop(order, []):
            if place not in places and self._first.get(place) == order:
                self._move_up(place)
        for place in places:
            first = self._first.get(place)
            if first is None or first > order:
                self._first[place] = order
                if first is not None:
                    self._park(place, first)
        kept = [place for place in places if self._first[place] == order]
        if kept:
            self._holds[order] = kept

    def _move_up(self, place: Place) -> None:
        """The line's first has gone: the next one is tried."""
        del self._first[place]
        line = self._behind[place]
        while line:
            order = heappop(line)
            self._parked.discard((place, order))
            if order in self._cases:
                self._first[place] = order
                self._holds.setdefault(order, []).append(place)
                self._again(order)
                return

    def _park(self, place: Place, order: int) -> None:
        if (place, order) not in self._parked:
            self._parked.add((place, order))
            heappush(self._behind[place], order)

    def _again(self, order: int) -> None:
        if order not in self._is_ready:
            self._is_ready.add(order)
            heappush(self._ready, order)
