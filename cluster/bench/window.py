"""What one custodian sends in a window, and what it saw of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from actors.base.receipt import check_receipt
from actors.host import Timer
from actors.ledger.status import Status
from actors.parties.institution import Institution
from actors.parties.submission import SubmissionRefused
from cluster.bench.clock import SteadyClock
from cluster.bench.pace import Pace
from cluster.bench.population import Population
from cluster.bench.talk import PAIR, Go, Progress, Seen
from cluster.bench.trades import own_halves


@dataclass(slots=True)
class Sent:
    """One own batch; fields as those of ``talk.PAIR``. ``sequence``: its number once it is signed."""

    pair: int
    count: int
    due_us: int
    accepted_us: int = 0
    completed_us: int = 0
    settled: int = 0
    sequence: int = 0

    @property
    def row(self) -> tuple[int, ...]:
        """As a row of ``talk.PAIR``."""
        return self.pair, self.count, self.due_us, self.accepted_us, self.completed_us, self.settled


@dataclass(slots=True)
class _Tally:
    """What came back so far. ``others``: halves by the status they ended with, where that is not SETTLED."""

    settled: int = 0
    others: Counter[int] = field(default_factory=Counter)
    receipts: int = 0
    problem: str = ""


class Window:
    """Sends own halves of random trades at a pace; each batch is a task of the party, nothing waits in a loop."""

    def __init__(self, party: Institution, population: Population, seed: int, side: int, go: Go) -> None:
        """Begin as ``go`` says. ``side``: which of the two custodians the party is, 0 or 1."""
        self._party = party
        self._population = population
        self._seed = seed
        self._side = side
        self._pace = Pace(go)
        self._clock = SteadyClock()
        self._timer: Timer | None = None
        self._under_way = 0
        self._tally = _Tally()
        self.sent: list[Sent] = []
        self._drive()

    # asked from outside -------------------------------------------------------------------------------
    @property
    def progress(self) -> Progress:
        """How far it is."""
        sending = not self._pace.is_over(len(self.sent), self._clock.now_us())
        tally = self._tally
        return Progress(len(self.sent), self._under_way, tally.settled, sending, tally.problem)

    def seen(self) -> Seen:
        """What was seen so far."""
        rows = np.array([one.row for one in self.sent], PAIR)
        tally = self._tally
        return Seen(rows.tobytes(), tuple(sorted(tally.others.items())), tally.receipts, tally.problem)

    def halt(self) -> None:
        """Send nothing more."""
        self._pace.halted_us = self._pace.halted_us or self._clock.now_us()
        self._cancel_timer()

    def level(self, pairs: int) -> None:
        """Send what the other side sent, although the window is over."""
        self._pace.level = pairs
        self._drive()

    def find(self, pair: int) -> Sent | None:
        """The own batch of a pair, if it is signed."""
        return next((one for one in self.sent if one.pair == pair and one.sequence), None)

    # sending ------------------------------------------------------------------------------------------
    def _drive(self) -> None:
        """Begin what is due and has room, then wait for the next."""
        self._cancel_timer()
        while self._under_way < self._pace.go.in_flight and not self._tally.problem:
            now_us = self._clock.now_us()
            wait_us = self._pace.wait_us(len(self.sent), now_us)
            if wait_us is None:
                return
            if wait_us > 0:
                self._timer = self._party.host.timer(-(-wait_us // 1_000), self._drive)
                return
            self._begin(now_us)

    def _begin(self, now_us: int) -> None:
        go, number = self._pace.go, len(self.sent)
        one = Sent(go.first + number, go.batch, self._pace.due_us(number, now_us))
        self.sent.append(one)
        self._under_way += 1
        self._party.host.spawn(self._settle(one), f"pair {one.pair}")

    async def _settle(self, one: Sent) -> None:
        """Draw, sign, submit, and follow one batch to its end."""
        try:
            drawn = (self._population, self._seed, one.pair, one.count, self._side)
            rows = await self._party.host.compute(own_halves, *drawn)
            submission = await self._party.submit(rows)
            one.sequence = submission.batch.header.sequence
            one.accepted_us = self._clock.now_us()
            await submission.completed
            if self._pace.go.receipts:
                self._check_receipt(one)
            one.completed_us = self._clock.now_us()
            self._count(one, submission.statuses)
        except SubmissionRefused as refusal:
            self._tally.problem = f"pair {one.pair} was refused: {refusal}"
        self._under_way -= 1
        self._drive()

    def _check_receipt(self, one: Sent) -> None:
        verdict = check_receipt(self._party.receipt(one.sequence, 0).receipt, self._party.chain)
        if verdict.holds:
            self._tally.receipts += 1
        else:
            faults = "; ".join(step.detail for step in verdict.steps if not step.holds)
            self._tally.problem = f"the receipt of pair {one.pair} does not hold: {faults}"

    def _count(self, one: Sent, statuses: npt.NDArray[np.uint16]) -> None:
        settled = statuses == Status.SETTLED
        one.settled = int(np.count_nonzero(settled))
        self._tally.settled += one.settled
        if one.settled < one.count:
            self._tally.others.update(_counted(statuses[~settled]))

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _counted(statuses: npt.NDArray[np.uint16]) -> Iterable[int]:
    values: list[int] = statuses.tolist()
    return values
