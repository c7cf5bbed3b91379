"""The line to one party: orders signed with its key, questions put to the nodes in its name."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from actors.base.canonical import encode
from actors.base.keys import SigningKey
from actors.base.roster import Roster
from actors.host import Unreachable
from actors.parties import messages as msg
from actors.parties import requests as req
from cluster.hosts.clock import now_ms
from cluster.market.problems import RequestRefused
from cluster.market.writing import why_unwritable

if TYPE_CHECKING:
    from cluster.market.past import Past

ORDER_TIMEOUT_MS = 60_000
QUESTION_TIMEOUT_MS = 15_000


class Carrier(Protocol):
    """Whatever brings a request to a party and its answer back: a host."""

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """Ask the party ``name``; raises Unreachable."""


class Line:
    """Acts for one institution, whose key it can open."""

    def __init__(self, carrier: Carrier, roster: Roster, name: str, key: Callable[[], SigningKey]) -> None:
        """A line to the institution ``name`` of ``roster``. ``key`` is called, in a thread, when it is first used."""
        institution = roster.institution_named(name)
        assert institution is not None, "the market looked it up"
        self.carrier = carrier
        self.roster = roster
        self.name = name
        self.index = institution.index
        self.roles = institution.roles
        self._open_key = key
        self._key: SigningKey | None = None
        #: What was loaded of the past in this party's name.
        self.past: Past | None = None

    async def key(self) -> SigningKey:
        """The institution's signing key.

        Raises:
            MarketProblem: it cannot be opened.
        """
        if self._key is None:
            self._key = await asyncio.to_thread(self._open_key)
        return self._key

    async def order(self, body: req.Body) -> req.Answer:
        """Have the party do something; repeated once if no answer came, which does nothing twice.

        Raises:
            RequestRefused: it does not, or the order cannot be written. Unreachable: it does not answer.
        """
        unwritable = [text for texts in why_unwritable(body).values() for text in texts]
        if unwritable:
            raise RequestRefused(unwritable)
        number = secrets.token_bytes(req.ORDER_NUMBER_BYTES)
        message = req.order(await self.key(), self.roster.market_id, self.index, number, now_ms(), body)
        try:
            data = await self.carrier.request(self.name, message, ORDER_TIMEOUT_MS)
        except Unreachable:
            data = await self.carrier.request(self.name, message, ORDER_TIMEOUT_MS)
        answer = req.read_answer(data)
        if isinstance(answer, req.Refusal):
            raise RequestRefused(answer.reasons)
        return answer

    async def why_refused(self, body: req.Body, unread: tuple[str, ...]) -> tuple[str, ...]:
        """Every reason why the party would refuse an order, whatever stands in the fields ``unread``.

        None where it cannot be asked: then the order itself would tell.
        """
        try:
            answer = await self.order(req.Check(encode(body), unread))
        except (Unreachable, RequestRefused):
            return ()
        assert isinstance(answer, req.Checked)
        return answer.reasons

    async def question(
        self, topic: str, numbers: tuple[int, ...] = (), about: bytes = b"", node: str = ""
    ) -> msg.Reply:
        """Ask ``node``, or the first node that answers, in the party's name.

        Raises:
            RequestRefused: the node refuses. Unreachable: none answers.
        """
        names = [node] if node else [one.name for one in self.roster.validators]
        key = await self.key()
        for at, name in enumerate(names):
            question = msg.Question(self.roster.market_id, self.index, topic, numbers, about, now_ms())
            try:
                data = await self.carrier.request(name, msg.ask(key, question), QUESTION_TIMEOUT_MS)
            except Unreachable:
                if at + 1 == len(names):
                    raise
                continue
            reply = msg.read_reply(data)
            if isinstance(reply, msg.Refused):
                raise RequestRefused(reply.reasons)
            if isinstance(reply, msg.Busy) and at + 1 < len(names):
                continue
            return reply
        raise Unreachable(f"no node answers {topic!r}; look at the nodes' status")
