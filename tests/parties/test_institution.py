"""An institution follows its outcomes: told once durable, asked for again only when the news stalls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from actors.ledger.records import RECORD
from actors.ledger.status import Status
from actors.parties import messages as msg
from actors.parties import requests as req
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.submission import Submission
from tests.parties.finals import final
from tests.parties.street import NOW_MS, PBC, Memory, Quiet, Street, StreetHost, first_roster, key


class Watched(StreetHost):
    """A host whose clock the test turns, tick by tick, and whose sent messages it sees."""

    def __init__(self) -> None:
        super().__init__(Street(), "ICBC", Memory())
        self.sent: list[msg.OneWay] = []
        self._ticks: list[Callable[[], None]] = []

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Quiet:
        self._ticks.append(callback)
        return Quiet()

    def send(self, peer: str, message: bytes) -> None:
        self.sent.append(msg.read_one_way(message))

    def pass_ms(self, period_ms: int) -> None:
        """Let one tick pass."""
        self.now += period_ms
        due, self._ticks = self._ticks, []
        for tick in due:
            tick()

    @property
    def subscriptions(self) -> list[int]:
        """Commits after which news was asked for, in order."""
        questions = (one.question for one in self.sent if isinstance(one, msg.Query))
        return [one.numbers[0] for one in questions if one.topic == "subscribe"]


@pytest.fixture
async def host() -> Watched:
    return Watched()


@pytest.fixture
async def bank(host: Watched) -> Institution:
    """An institution that has started."""
    one = Institution(InstitutionConfig("ICBC", key("ICBC"), first_roster()))
    await one.start(host)  # type: ignore[arg-type]
    return one


async def submitted(bank: Institution, host: Watched) -> Submission:
    """A batch of three records on its way."""
    submission = await bank.submit(np.zeros(3, RECORD))
    await asyncio.gather(*host.street.tasks)
    return submission


def ticks(host: Watched, bank: Institution, count: int) -> Iterator[int]:
    """Let ticks pass; yields the number of each."""
    for at in range(1, count + 1):
        host.pass_ms(bank.options.tick_ms)
        yield at


async def test_nothing_is_asked_for_again_while_news_comes(bank: Institution, host: Watched) -> None:
    waiting = await submitted(bank, host)
    for number in ticks(host, bank, 20):
        bank.deliver("node-0", final(number, number - 1, waiting.batch, Status.PENDING))
        await asyncio.gather(*host.street.tasks)
    assert host.subscriptions == [0]
    assert bank.seen == 20


async def test_news_that_stalls_is_asked_for_again(bank: Institution, host: Watched) -> None:
    waiting = await submitted(bank, host)
    bank.deliver("node-0", final(1, 0, waiting.batch, Status.PENDING))
    for _ in ticks(host, bank, 4):
        pass
    assert host.subscriptions == [0, 1]


async def test_a_subscription_is_renewed_before_the_node_forgets_it(bank: Institution, host: Watched) -> None:
    for _ in ticks(host, bank, 100):
        pass
    assert (host.now - NOW_MS) // bank.options.renew_ms == 2
    assert len(host.subscriptions) == 1 + 2


async def test_outcomes_are_told_once_they_are_durable(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await street.ask(PBC, req.RegisterMoney(1, "CNY"))
    assert isinstance(ticket, req.Ticket)
    desk = street.desks["PBC"]
    durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def sync(_: Memory) -> None:
        await asyncio.shield(durable)

    with monkeypatch.context() as slow:
        slow.setattr(Memory, "sync", sync)
        desk.deliver("node-0", final(1, 0, desk.recent[ticket.sequence].batch, Status.DONE))
        early = await street.ask(PBC, req.WaitFor(ticket.sequence, 10, True))
        assert early == req.Outcomes(bytes(2), bytes(8), False, False)
        durable.set_result(None)
        late = await street.ask(PBC, req.WaitFor(ticket.sequence, 10, True))
    done = int(Status.DONE).to_bytes(2, "little")
    assert late == req.Outcomes(done, (1).to_bytes(8, "little"), True, True)
    assert not desk.open
