"""ISO 20022 at the parties' doors: a message in, done as its method would, and the message that answers it.

Needs ``pip install 'lianjie[messages]'``; the libraries are loaded with the first message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import numpy as np

from actors.ledger import records as rec
from actors.ledger.layout import AssetKind
from actors.parties import requests as req
from cluster.hosts.clock import now_ms
from cluster.market.clients.keeper import KeeperClient
from cluster.market.clients.party import PartyClient
from cluster.market.problems import InstructionFailed, MarketProblem, RequestRefused

if TYPE_CHECKING:
    from actors.ledger.status import Status
    from cluster.messages.answer import Order
    from cluster.messages.codes import Codes
    from cluster.messages.directory import Directory
    from cluster.messages.message import Message
    from cluster.messages.payment import Payment


class CustodianMessages(KeeperClient):
    """Messages to a custodian."""

    async def instruct_message(
        self, data: bytes, codes: Codes | None = None, *, date: int | None = None
    ) -> bytes:
        """Do what a message says: sese.023 (``instruct``, ``custody_transfer``, an earmark), sese.020 (``cancel``, the
        end of an earmark), sese.030 (an earmark, its settlement). The answer: sese.024, sese.027, sese.031.

        A message that nothing can be done with is answered too, with all its faults, and nothing happens.
        ``codes``: BICs, LEIs and ISINs, see :func:`cluster.messages.codes.load_codes`. ``date``: the business date
        (YYYYMMDD), after which nothing may be set to settle; None: today in China.

        Raises:
            MarketProblem: the libraries of the extra ``messages`` are missing. TooSlow: no certified outcome in time.
        """
        from cluster.messages.answer import Order

        async def act(message: Message) -> Status:
            assert isinstance(message.noun, Order)
            return await self._ordered(message.noun)

        return await answered(self, data, codes, date, Order, act)

    async def confirmation_messages(
        self, codes: Codes | None = None, *, reference: int = 0, after: int = 0
    ) -> tuple[list[bytes], int]:
        """The sese.025 of everything that moved on accounts kept here after commit ``after`` (0: ever), and the commit
        that it was read up to, for the next time. ``reference``: of this common reference alone.

        Raises:
            MarketProblem: the libraries of the extra ``messages`` are missing.
        """
        directory = await directory_of(self, codes)
        from cluster.messages.confirmation import of_rows
        from cluster.messages.message import write

        past = await self.history()
        kept = past.accounts[past.accounts["class_"] != rec.Class.OMNIBUS]
        money = [number for number, one in past.assets.items() if one.kind == AssetKind.MONEY]
        chosen = (past.movements["commit"] > after) & ~np.isin(past.movements["asset"], [0, *money])
        if reference:
            chosen &= past.movements["reference"] == reference
        at = np.flatnonzero(chosen)
        rows = past.movements[at]
        faces = past.faces(rows["asset"], at)
        found = of_rows(rows, faces, past.trades, frozenset(kept["number"].tolist()))
        return [write(one, directory) for one in found], past.commit

    async def _ordered(self, order: Order) -> Status:
        """Do it; its first certified status."""
        from cluster.messages.cancellation import Cancellation
        from cluster.messages.hold import Hold, Release
        from cluster.messages.settlement import FreeDelivery, Half

        match order:
            case Half():
                body: req.Body = req.Instruct(
                    order.sells,
                    order.reference,
                    order.counterparty,
                    order.account,
                    order.asset,
                    order.quantity,
                    order.cash,
                    order.amount,
                )
            case FreeDelivery(held=False):
                body = req.MoveCustody(order.account, order.contra, order.asset, order.quantity)
            case FreeDelivery() | Hold():
                body = _records(
                    rec.earmark(order.account, order.contra, order.asset, order.quantity, order.reference)
                )
            case Release():
                body = _records(rec.settle(order.reference))
            case Cancellation(free=True):
                body = _records(rec.release(order.reference))
            case Cancellation():
                body = req.CancelHalf(order.reference, order.counterparty)
        return (await (await self._begin(body, "message")).statuses())[0]


class BankMessages(KeeperClient):
    """Messages to a bank."""

    async def pay_message(self, data: bytes, codes: Codes | None = None, *, date: int | None = None) -> bytes:
        """Pay as a pacs.008 or pacs.009 says, from an account kept here. The answer is a pacs.002; a message that nothing
        can be done with is answered with all its faults, and nothing happens. ``codes`` and ``date``: as for a custodian.

        Raises:
            MarketProblem: the libraries of the extra ``messages`` are missing. TooSlow: no certified outcome in time.
        """
        from cluster.messages.payment import Payment

        async def act(message: Message) -> Status:
            assert isinstance(message.noun, Payment)
            return await self._paid(message.noun)

        return await answered(self, data, codes, date, Payment, act)

    async def _paid(self, payment: Payment) -> Status:
        records = rec.payment(payment.account, payment.contra, payment.cash, payment.amount)
        return (await (await self._begin(_records(records), "message")).statuses())[0]


async def answered(
    client: KeeperClient,
    data: bytes,
    codes: Codes | None,
    date: int | None,
    wanted: object,
    act: Callable[[Message], Awaitable[Status]],
) -> bytes:
    """The answer to a message: ``act`` on it if it is one of ``wanted``, and tell what became of it."""
    from cluster.messages.answer import outcome, refusal
    from cluster.messages.message import name_of, read, write
    from cluster.messages.problems import BadMessage, Fault
    from cluster.messages.values import date_of_ms

    accounts = frozenset(one.account for one in await client.accounts())
    directory = await directory_of(client, codes, accounts)
    directory.today = date_of_ms(now_ms()) if date is None else date
    header = None
    try:
        message = read(data, directory)
        header = message.header
        if not isinstance(message.noun, wanted):  # type: ignore[arg-type]
            text = f"{client.name} does nothing with {message.name}; send it to who does"
            raise BadMessage([Fault("NOT_DONE_HERE", text)], "")
        try:
            noun = outcome(message.noun, await act(message), now_ms())  # type: ignore[arg-type]
        except InstructionFailed as problem:
            noun = outcome(message.noun, problem.statuses[0], now_ms())  # type: ignore[arg-type]
        except RequestRefused as problem:
            own = getattr(message.noun, "own_reference", "") or getattr(message.noun, "message", "")
            raise BadMessage([Fault("REFUSED", one) for one in problem.reasons], message.name, own) from None
    except BadMessage as problem:
        noun = refusal(problem, now_ms())
    if header is None:
        return write(noun, directory)
    return write(noun, directory, header.answered(name_of(noun), now_ms()))


async def statement_message(
    client: PartyClient,
    account: int,
    name: str,
    codes: Codes | None = None,
    *,
    days: tuple[int, int] | None = None,
    cash: int = 0,
) -> bytes:
    """The statement of one account; see :meth:`PartyClient.statement_message`."""
    from cluster.messages import cash as money
    from cluster.messages import holdings, movements
    from cluster.messages.message import write

    directory, moment = await directory_of(client, codes), now_ms()
    if days is None and not cash:
        rows = await client.holding_rows()
        return write(holdings.of_rows(name, moment, account, rows, directory), directory)
    past = await client.history()
    if cash:
        return write(money.of_rows(name, moment, account, cash, past.movements), directory)
    assert days is not None, "one of the two is there"
    mine = np.flatnonzero(past.movements["account"] == np.uint64(account))
    rows = past.movements[mine]
    faces = past.faces(rows["asset"], mine)
    found = movements.of_rows(name, *days, account, rows, faces, past.trades, directory)
    return write(found, directory)


async def directory_of(
    client: PartyClient, codes: Codes | None = None, accounts: frozenset[int] | None = None
) -> Directory:
    """The roster and the assets on the ledger, with their codes.

    Raises:
        MarketProblem: the libraries of the extra ``messages`` are missing.
    """
    try:
        from cluster.messages.codes import Codes, InstrumentCodes, MoneyCodes, PartyCodes
        from cluster.messages.directory import Directory, InstrumentFact, PartyFact
    except ImportError as problem:
        text = f"messages need {problem.name}, which is not installed: pip install 'lianjie[messages]'"
        raise MarketProblem(text) from None
    known = codes or Codes()
    parties = []
    for one in client.line.roster.institutions:
        given = known.parties.get(one.name, PartyCodes())
        parties.append(PartyFact(one.index, one.name, given.bic, given.lei))
    instruments = []
    for asset in await client.assets.all():
        isin = known.instruments.get(asset.code, InstrumentCodes()).isin
        currency = known.money.get(asset.code, MoneyCodes()).currency
        instruments.append(
            InstrumentFact(asset.number, asset.code, asset.face_fen, isin, asset.kind == 2, currency)
        )
    return Directory(parties, instruments, me=client.index, accounts=accounts, mic=known.mic)


def _records(records: rec.Records) -> req.SubmitRecords:
    return req.SubmitRecords(np.ascontiguousarray(records).tobytes())
