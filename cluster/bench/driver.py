"""The load as a party: an institution that opens its accounts and makes, signs and follows its halves by itself.

It runs wherever a host puts it and is led by requests alone. Both custodians draw the same trades from the same
seed, so they need not talk to one another, and neither process sees the other's key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from actors.base.canonical import MalformedBytes, decode, encode
from actors.base.keys import SigningKey
from actors.ledger.status import status_of
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.submission import Submission, SubmissionRefused
from cluster.bench import talk
from cluster.bench.population import Step, population_of
from cluster.bench.town import CUSTODIANS
from cluster.bench.window import Window

#: Opening batches of one institution on their way at a time.
_OPENING_AT_A_TIME = 2


class Driver(Institution):
    """An institution of the benchmark: opens accounts; a custodian also offers trades."""

    def __init__(self, config: InstitutionConfig, plan: talk.Plan) -> None:
        """Not started yet."""
        super().__init__(config)
        self._plan = plan
        self._window: Window | None = None
        self._opening = talk.Progress(0, 0, 0, False, "")

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Do what the command asks; any other request is the institution's."""
        try:
            ask = talk.read_ask(message)
        except MalformedBytes:
            return await super().answer(sender, message)
        return encode(self._do(ask) if self.ready else talk.Unknown(f"{self.name} has not started"))

    def _do(self, ask: talk.Ask) -> talk.Answer:
        match ask:
            case talk.OpenPhase(phase):
                return self._open(phase)
            case talk.Go():
                return self._go(ask)
            case talk.GetProgress():
                return self._opening if self._window is None else self._window.progress
            case _ if self._window is None:
                return talk.Unknown(f"{self.name} offers nothing yet")
            case talk.Halt():
                self._window.halt()
            case talk.Level(pairs):
                self._window.level(pairs)
            case talk.GetReport():
                return self._window.seen()
            case talk.GetReceipt(pair, record):
                return self._find_receipt(self._window, pair, record)
        return talk.Begun()

    # opening ------------------------------------------------------------------------------------------
    def _open(self, phase: int) -> talk.Answer:
        self._window = None
        population = population_of(self._plan.accounts, self._plan.seed)
        self._opening = talk.Progress(self._opening.sent, 0, self._opening.settled, True, "")
        self.host.spawn(self._take_all(population.steps(phase, self.name)), "opening")
        return talk.Begun()

    async def _take_all(self, steps: Iterator[Step]) -> None:
        """Submit every step, a few at a time; the first that is not accepted ends it."""
        problem = ""
        try:
            await asyncio.gather(*(self._take_in_turn(steps) for _ in range(_OPENING_AT_A_TIME)))
        except SubmissionRefused as refusal:
            problem = str(refusal)
        self._opening = talk.Progress(self._opening.sent, 0, self._opening.settled, False, problem)

    async def _take_in_turn(self, steps: Iterator[Step]) -> None:
        for step in steps:
            submission = await self._submit_step(step)
            await submission.executed
            _must_be_good(step, submission)
            done = self._opening
            settled = done.settled + len(submission.statuses)
            self._opening = talk.Progress(done.sent + 1, 0, settled, done.sending, "")

    async def _submit_step(self, step: Step) -> Submission:
        if step.records is None:
            return await self.command(*step.commands)
        return await self.submit(step.records)

    # offering -----------------------------------------------------------------------------------------
    def _go(self, go: talk.Go) -> talk.Answer:
        if self.name not in CUSTODIANS:
            return talk.Unknown(f"{self.name} is no custodian and signs no trades")
        population = population_of(self._plan.accounts, self._plan.seed)
        self._window = Window(self, population, self._plan.seed, CUSTODIANS.index(self.name), go)
        return talk.Begun()

    def _find_receipt(self, window: Window, pair: int, record: int) -> talk.Answer:
        one = window.find(pair)
        if one is None:
            return talk.Unknown(f"{self.name} signed nothing of pair {pair}")
        try:
            return talk.ReceiptFound(encode(self.receipt(one.sequence, record)))
        except KeyError as problem:
            return talk.Unknown(str(problem.args[0]))


def _must_be_good(step: Step, submission: Submission) -> None:
    """Raises: SubmissionRefused: a record was not accepted."""
    bad = sorted({one for one in set(submission.statuses.tolist()) if not status_of(one).good})
    if bad:
        reasons = tuple(status_of(one).en for one in bad)
        raise SubmissionRefused((f"the opening by {step.institution} was not accepted:", *reasons))


def driver(plan: bytes, key: SigningKey) -> Driver:
    """Make the driver of a ``talk.Plan``."""
    one = decode(plan, talk.Plan)
    return Driver(InstitutionConfig(one.name, key, one.first, one.node), one)
