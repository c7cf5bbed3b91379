"""Messages at the doors of a running market: what is asked for is done, and the answer tells what became of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from actors.parties.requests import Client, NewAccount
from cluster.kernel_cache import use_kernel_cache
from cluster.market import Market
from cluster.market.clients.bank import BankClient
from cluster.market.clients.messages import directory_of
from cluster.messages.cancellation import CancellationAnswer, of_instruction
from cluster.messages.cash import CashAdvice
from cluster.messages.codes import Codes, InstrumentCodes, PartyCodes
from cluster.messages.confirmation import Confirmation
from cluster.messages.directory import Directory
from cluster.messages.header import Header
from cluster.messages.hold import Hold, HoldAnswer, Release
from cluster.messages.holdings import Holdings, Position
from cluster.messages.message import Message, Noun, read, write
from cluster.messages.movements import Movements
from cluster.messages.payment import Payment, PaymentStatus
from cluster.messages.reasons import State
from cluster.messages.rejection import Rejection
from cluster.messages.settlement import FreeDelivery, Half
from cluster.messages.status import StatusAdvice
from tests.market.town import build
from tests.messages.world import CORPORATE, ISIN, NOON_MS

use_kernel_cache()
pytestmark = pytest.mark.asyncio(loop_scope="module")
CODES = Codes(
    "XCFE",
    {"CCDC": PartyCodes("CDCCCNBJ"), "CSDC": PartyCodes("CSDCCNBJ")},
    {"2024-T6": InstrumentCodes(ISIN)},
)
TODAY = 20260323
DAYS = (20200101, 20991231)


@dataclass
class Desk:
    """A market with a seller at CCDC, who has an account at CSDC too, and a buyer at CSDC."""

    market: Market
    seller: Client
    buyer: Client
    elsewhere: Client
    directory: Directory

    def half(self, sells: bool, reference: int) -> Half:
        """¥100m of the 30-year at 98.50, one side."""
        own, other = (self.seller, self.buyer) if sells else (self.buyer, self.seller)
        name = f"{'S' if sells else 'B'}-{reference}"
        amount = 9_958_290_055
        return Half(
            name, reference, sells, own.account, other.account >> 48, 10, 1_000_000, 1, amount, 20260323
        )

    def free(self, reference: int, held: bool) -> FreeDelivery:
        """Three units of the seller's from CCDC to CSDC."""
        to = self.elsewhere.account
        return FreeDelivery(f"F-{reference}", reference, self.seller.account, to, 10, 3, 20260323, held)

    async def instruct(self, custodian: str, noun: Noun, header: Header | None = None) -> Message:
        """Send a message to a custodian; its answer."""
        data = write(noun, self.directory, header)
        return read(
            await self.market.custodian(custodian).instruct_message(data, CODES, date=TODAY), self.directory
        )

    async def holdings(self) -> Holdings:
        """What the seller holds at CCDC."""
        client = self.market.custodian("CCDC")
        found = read(await client.statement_message(self.seller.account, "H", CODES), self.directory).noun
        assert isinstance(found, Holdings)
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One market for all tests of this file."""
    directory: Path = tmp_path_factory.mktemp("desk") / "market"
    async with await Market.start("treasury", directory=directory) as market:
        town = await build(market)
        own = NewAccount("Seller", owner=town.seller.owner, cash=town.seller.cash)
        (elsewhere,) = await market.custodian("CSDC").open_accounts([own])
        found = await directory_of(market.as_party("CFETS"), CODES)
        parties = [one for index in range(1, 99) if (one := found.party(index)) is not None]
        assets = [fact for number in (1, 2, 10) if (fact := found.instrument(number)) is not None]
        yield Desk(market, town.seller, town.buyer, elsewhere, Directory(parties, assets, mic="XCFE"))


def advice_of(message: Message) -> StatusAdvice:
    """The status advice that an answer is."""
    assert isinstance(message.noun, StatusAdvice)
    return message.noun


async def test_two_halves_settle_and_each_custodian_can_confirm(desk: Desk) -> None:
    first = advice_of(await desk.instruct("CCDC", desk.half(True, 101)))
    assert (first.own_reference, first.reference, first.state) == ("S-101", 101, State.UNMATCHED)
    second = advice_of(await desk.instruct("CSDC", desk.half(False, 101)))
    assert (second.own_reference, second.state, second.reasons) == ("B-101", State.ACCEPTED, ())
    for name, sells in (("CCDC", True), ("CSDC", False)):
        (confirmation,) = await confirmed(desk, name, 101)
        half = replace(
            desk.half(sells, 101), own_reference="101", settlement_date=confirmation.effective_date
        )
        assert confirmation.instruction == half


async def confirmed(desk: Desk, custodian: str, reference: int) -> list[Confirmation]:
    """What a custodian confirms under a reference, as its client reads it."""
    client = desk.market.custodian(custodian)
    sent, commit = await client.confirmation_messages(CODES, reference=reference)
    assert await client.confirmation_messages(CODES, after=commit) == ([], commit)
    found = [read(one, desk.directory).noun for one in sent]
    assert all(isinstance(one, Confirmation) for one in found)
    return found  # type: ignore[return-value]


async def test_a_waiting_half_is_cancelled_once(desk: Desk) -> None:
    half = desk.half(True, 102)
    await desk.instruct("CCDC", half)
    first = (await desk.instruct("CCDC", of_instruction(half))).noun
    again = (await desk.instruct("CCDC", of_instruction(half))).noun
    assert isinstance(first, CancellationAnswer)
    assert isinstance(again, CancellationAnswer)
    assert (first.request, first.state) == ("S-102", State.CANCELLED)
    assert (again.state, again.reasons[0].code) == (State.REJECTED, "REFE")


async def test_a_custody_transfer_is_a_free_instruction(desk: Desk) -> None:
    before = await desk.holdings()
    advice = advice_of(await desk.instruct("CCDC", desk.free(0, held=False)))
    assert advice.state is State.ACCEPTED
    after = await desk.holdings()
    assert after.positions[0].available == before.positions[0].available - 3
    client = desk.market.custodian("CSDC")
    statement = await client.statement_message(desk.elsewhere.account, "M", CODES, days=DAYS)
    found = read(statement, desk.directory).noun
    assert isinstance(found, Movements)
    assert [(one.receives, one.quantity, one.cash) for one in found.movements] == [(True, 3, 0)]
    here, there = await confirmed(desk, "CCDC", 0), await confirmed(desk, "CSDC", 0)
    given = [one for one in here if isinstance(one.instruction, FreeDelivery)]
    taken = [one for one in there if isinstance(one.instruction, FreeDelivery)]
    assert [(one.sells, one.instruction.quantity) for one in given] == [(True, 3)]
    assert [(one.received, one.instruction.account & 0xFFFF) for one in taken] == [(True, 0)]


async def test_what_is_held_is_set_aside_until_released_or_cancelled(desk: Desk) -> None:
    (free,) = (await desk.holdings()).positions
    held = desk.free(103, held=True)
    advice = advice_of(await desk.instruct("CCDC", held))
    assert (advice.state, advice.reasons[0].code) == (State.PENDING, "PREA")
    assert (await desk.holdings()).positions == (Position(10, free.available - 3, free.earmarked + 3),)
    answer = (await desk.instruct("CCDC", of_instruction(held))).noun
    assert isinstance(answer, CancellationAnswer)
    assert answer.state is State.CANCELLED
    assert (await desk.holdings()).positions == (free,)
    hold = Hold("H-1", 104, desk.seller.account, desk.elsewhere.account, 10, 3)
    for request in (hold, Release("R-1", 104, desk.seller.account)):
        found = (await desk.instruct("CCDC", request)).noun
        assert isinstance(found, HoldAnswer)
        assert (found.request, found.state) == (request.own_reference, State.ACCEPTED)
    assert (await desk.holdings()).positions == (replace_available(free, -3),)


def replace_available(position: Position, by: int) -> Position:
    """The position with so much more that is free."""
    return Position(position.asset, position.available + by, position.earmarked)


async def test_what_the_ledger_refuses_is_told_with_its_reason(desk: Desk) -> None:
    short = replace(desk.half(True, 105), quantity=90_000_000_000)
    await desk.instruct("CCDC", short)
    other = replace(desk.half(False, 105), quantity=90_000_000_000)
    advice = advice_of(await desk.instruct("CSDC", other))
    assert (advice.state, advice.reasons[0].code) == (State.FAILING, "LACK")
    assert advice.reasons[0].text.startswith("SECURITIES_SHORT: ")
    assert re.search(r"[\u4e00-\u9fff]", advice.reasons[1].text)
    mismatch = replace(desk.half(False, 106), amount=1)
    await desk.instruct("CCDC", desk.half(True, 106))
    assert advice_of(await desk.instruct("CSDC", mismatch)).reasons[0].code == "DMON"


async def test_what_the_custodian_refuses_is_told_and_changes_nothing(desk: Desk) -> None:
    strange = replace(desk.half(True, 107), counterparty=desk.market.blueprint.index_of("CSDC"), cash=2)
    advice = advice_of(await desk.instruct("CCDC", strange))
    assert advice.state is State.REJECTED
    assert "no account for cash asset 2" in advice.reasons[0].text
    nobody = replace(desk.half(True, 108), account=desk.seller.account + 999)
    advice = advice_of(await desk.instruct("CCDC", nobody))
    assert (advice.state, advice.reasons[0].code) == (State.REJECTED, "SAFE")
    elsewhere = advice_of(await desk.instruct("SHCH", desk.half(True, 109)))
    assert {one.code for one in elsewhere.reasons} == {"SAFE", "ICAG"}


async def test_what_is_to_settle_later_waits_with_its_sender(desk: Desk) -> None:
    later = replace(desk.half(True, 112), settlement_date=20260324)
    advice = advice_of(await desk.instruct("CCDC", later))
    assert (advice.state, {one.code for one in advice.reasons}) == (State.REJECTED, {"DDAT"})
    assert "settle on 20260324 and today is 20260323" in advice.reasons[0].text


async def test_an_answer_goes_back_behind_a_header(desk: Desk) -> None:
    sender, receiver = (desk.market.blueprint.index_of(name) for name in ("CFETS", "CCDC"))
    header = Header(sender, receiver, "MESSAGE-1", "sese.023.001.11", NOON_MS)
    answer = await desk.instruct("CCDC", desk.half(True, 110), header)
    assert answer.header is not None
    assert (answer.header.sender, answer.header.receiver) == (receiver, sender)
    assert (answer.header.message, answer.header.definition) == ("RE-MESSAGE-1", "sese.024.001.12")


async def test_what_is_no_message_and_what_is_not_for_a_custodian_is_rejected(desk: Desk) -> None:
    custodian = desk.market.custodian("CCDC")
    for data, told in (
        (b"<torn", "not well-formed"),
        (write(await desk.holdings(), desk.directory), "does nothing with semt.002.001.11"),
    ):
        answer = read(await custodian.instruct_message(data, CODES, date=TODAY), desk.directory).noun
        assert isinstance(answer, Rejection)
        assert told in answer.text


async def test_a_bank_pays_by_message_and_advises_it(desk: Desk) -> None:
    bank = desk.market.as_party("CCB")
    assert isinstance(bank, BankClient)
    payer = desk.buyer.cash[0][1]
    payee = desk.seller.cash[0][1]
    payment = Payment("P-1", NOON_MS, "E-1", payer, payee, 1, 4_321, 20260323, "Buyer", "Seller")
    for one, code, reason in (
        (payment, "ACSC", ""),
        (replace(payment, message="P-3", debtor="", creditor=""), "ACSC", ""),
        (replace(payment, message="P-2", amount=10**15), "RJCT", "AM04"),
    ):
        status = read(
            await bank.pay_message(write(one, desk.directory), CODES, date=TODAY), desk.directory
        ).noun
        assert isinstance(status, PaymentStatus)
        assert (status.original, status.end_to_end, status.code) == (one.message, "E-1", code)
        assert [item.code for item in status.reasons] == ([reason] if reason else [])
    advice = read(await bank.statement_message(payer, "A", CODES, cash=1), desk.directory).noun
    assert isinstance(advice, CashAdvice)
    assert (False, 4_321, "debit") in [(e.credit, e.amount, e.purpose) for e in advice.entries]


async def test_an_instrument_that_the_ledger_does_not_know_is_refused(desk: Desk) -> None:
    text = write(desk.half(True, 111), desk.directory).decode().replace("2024-T6", "2025-C1")
    custodian = desk.market.custodian("CCDC")
    advice = advice_of(
        read(await custodian.instruct_message(text.encode(), CODES, date=TODAY), desk.directory)
    )
    assert {one.code for one in advice.reasons} == {"DSEC"}
    assert CORPORATE not in [one.number for one in await custodian.assets.all()]
