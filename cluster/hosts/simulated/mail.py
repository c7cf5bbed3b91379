"""Messages, requests and answers between the parties of a simulated world."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cluster.hosts.simulated.network import Network
from cluster.hosts.simulated.process import Process, ProcessEnded
from cluster.hosts.simulated.seat import Life, Seat
from cluster.hosts.simulated.trace import Event, Kind, Trace

Failed = Callable[[Process, str, BaseException], None]


class Asker(NamedTuple):
    """Who waits for an answer: the end of the network, the name it goes by, its process, the future."""

    label: str
    name: str
    #: None: the driver of the simulation, which never dies.
    process: Process | None
    answered: asyncio.Future[bytes | None]


class Mail:
    """Hands messages to the network and takes them from it to the incarnations that live by then."""

    def __init__(self, network: Network, trace: Trace, seats: dict[str, Seat], failed: Failed) -> None:
        """Serve ``seats``, which may grow; ``failed`` hears of a party that raised."""
        self._network = network
        self._trace = trace
        self._seats = seats
        self._failed = failed

    def post(self, label: str, name: str, incarnation: int, peer: str, message: bytes) -> None:
        """Send a one-way message, as the sender's filter has it."""
        for target, altered in self._leaving(label, peer, message):
            self._note("send", label, incarnation, target, altered)
            for end in self._ends(label, target, altered):
                self._network.carry(label, end, altered, partial(self._deliver, end, name, altered))

    def ask(self, asker: Asker, incarnation: int, peer: str, message: bytes) -> None:
        """Send a request; its filter may alter it, drop it, or send one-way messages beside it."""
        for altered in self._one_of(asker.label, asker.name, incarnation, peer, message):
            self._note("request", asker.label, incarnation, peer, altered)
            for end in self._ends(asker.label, peer, altered):
                self._network.carry(asker.label, end, altered, partial(self._serve, end, asker, altered))

    # --- leaving

    def _leaving(self, label: str, peer: str, message: bytes) -> list[tuple[str, bytes]]:
        seat = self._seats.get(label)
        return [(peer, message)] if seat is None else seat.sends(peer, message)

    def _one_of(self, label: str, name: str, incarnation: int, peer: str, message: bytes) -> list[bytes]:
        """The first message that the filter leaves for ``peer``, if any; the others go one way."""
        kept: list[bytes] = []
        for target, altered in self._leaving(label, peer, message):
            if target == peer and not kept:
                kept.append(altered)
                continue
            self._note("send", label, incarnation, target, altered)
            for end in self._ends(label, target, altered):
                self._network.carry(label, end, altered, partial(self._deliver, end, name, altered))
        return kept

    def _ends(self, label: str, peer: str, message: bytes) -> list[str]:
        """Every end of the network that goes by the name of ``peer``, in the order in which they were added."""
        ends = [seat.label for seat in self._seats.values() if seat.name == peer]
        if not ends:
            self._note("drop", label, 0, peer, message, "unknown")
        return ends

    # --- arriving

    def _deliver(self, end: str, sender: str, message: bytes) -> None:
        lives = [life for life in self._seats[end].lives if life.hears]
        if not lives:
            self._note("drop", sender, 0, end, message, "not running")
        for life in lives:
            self._note("deliver", end, life.process.number, sender, message)
            self._within(life, sender, message)

    def _within(self, life: Life, sender: str, message: bytes) -> None:
        process = life.process
        try:
            if process.effect():
                process.context.run(life.party.deliver, sender, message)
        except ProcessEnded:
            pass
        except Exception as error:
            self._failed(process, "deliver", error)

    def _serve(self, end: str, asker: Asker, message: bytes) -> None:
        life = self._seats[end].current
        if life is None or not life.hears:
            self._note("drop", asker.label, 0, end, message, "not running")
            return
        self._note("serve", end, life.process.number, asker.name, message)
        answer = life.party.answer(asker.name, message)
        life.process.run(answer, "answer", partial(self._answer, end, life.process, asker))

    def _answer(self, end: str, process: Process, asker: Asker, task: asyncio.Task[bytes]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            if not isinstance(error, ProcessEnded):
                self._failed(process, "answer", error)
            return
        if not process.alive:
            return
        seat = self._seats[end]
        for answer in self._one_of(end, seat.name, process.number, asker.name, task.result()):
            self._note("answer", end, process.number, asker.name, answer)
            self._network.carry(end, asker.label, answer, partial(self._answered, end, asker, answer))

    def _answered(self, end: str, asker: Asker, answer: bytes) -> None:
        process, answered = asker.process, asker.answered
        if answered.done() or (process is not None and not process.alive):
            return
        self._note("answered", asker.label, 0 if process is None else process.number, end, answer)
        answered.set_result(answer)

    def _note(
        self, kind: Kind, party: str, incarnation: int, peer: str, message: bytes, note: str = ""
    ) -> None:
        self._trace.add(Event(self._network.now_us, kind, party, incarnation, peer, message, note=note))
