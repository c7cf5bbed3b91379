"""The typed client of settlement, over a ledger: yuan and codes in, instructions and figures out; files of instructions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actors.base.canonical import encode
from actors.ledger import commands as typed
from actors.ledger.business.assets import may
from actors.ledger.layout import Rows
from actors.ledger.reads import Asset
from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.state import Standing
from actors.parties import messages as msg
from actors.parties.node.queries import reasons_against
from cluster.market.platform.instructions_file import InstructionsRefused
from cluster.market.platform.settlement import SettlementClient, When
from cluster.market.platform.values import read_units
from cluster.market.problems import RequestRefused, UnknownAsset
from tests.ledger.market import CCB, CCDC, CFETS, CSDC, ICBC, PBC, Desk
from tests.market.platform.on_ledger import LedgerParty, V
from tests.modules.settlement.street import BONDS, CASH, MONDAY, Street


class Party(LedgerParty):
    """A party over the ledger that also answers what files and operators ask."""

    def __init__(self, desk: Desk, index: int) -> None:
        super().__init__(desk, index)
        self.line.question = self.reasons

    async def reasons(self, _topic: str, _numbers: tuple[int, ...], payload: bytes) -> msg.Facts:
        """What a node has against the commands of a payload."""
        ledger = self.desk.ledger
        told = reasons_against(ledger, self.index, typed.read(payload, ledger.kinds))
        return msg.Facts(encode(tuple(told)), ledger.number)

    async def rows(self, shelf: str, kind: type[V]) -> tuple[Any, ...]:
        """As a node: a regulator reads all."""
        if may(self.desk.ledger, self.index, "regulator"):
            return tuple(books_of(self.desk.ledger).shelves[shelf.partition(".")[2]])
        return await super().rows(shelf, kind)

    async def all(self) -> tuple[Asset, ...]:
        """Every asset."""
        return tuple(self.desk.ledger.assets())

    async def units(self, asset: str | int, face: str | int) -> int:
        """Units that make a face in yuan."""
        return read_units(face, (await self.get(asset)).face_fen)

    async def get(self, asset: str | int) -> Asset:
        """The asset of this code or number."""
        found = [one for one in self.desk.ledger.assets() if asset in (one.code, one.number)]
        if not found:
            raise UnknownAsset(f"no asset {asset!r} is registered; registered are CNY")
        return found[0]

    async def holding_rows(self) -> Rows:
        """Every position."""
        return self.desk.ledger.holdings()


def client(street: Street, index: int, instance: int = 0) -> SettlementClient:
    """The client of an institution."""
    return SettlementClient(Party(street.desk, index), instance)  # type: ignore[arg-type]


async def test_two_custodians_settle_by_codes_and_yuan() -> None:
    street = Street(C=995_829)
    street.give("A", 100)
    legs = {"reference": 5, "asset": "260003", "face": "10000", "amount": "9958.29"}
    sell = {"account": BONDS["A"], "cash_account": CASH["A"], "counterparty": "CSDC"}
    buy = {"account": BONDS["C"], "cash_account": CASH["C"], "counterparty": CCDC}
    given: list[object] = [
        await client(street, CCDC).instruct("deliver", **sell, **legs),  # type: ignore[arg-type]
        await client(street, CSDC).instruct("receive", **buy, **legs),  # type: ignore[arg-type]
    ]
    assert given == [[Status.PENDING], [Status.QUEUED]]
    row = await client(street, CSDC).instruction(5)
    assert row is not None
    assert (row.standing, row.terms.quantity, row.terms.amount) == (Standing.SETTLED, 100, 995_829)
    assert await client(street, CSDC).instruction(6) is None


async def test_an_instruction_is_affirmed_held_released_raised_and_cancelled() -> None:
    street = Street()
    venue, bank, other = client(street, CFETS), client(street, ICBC), client(street, CCB)
    await venue.pay(CASH["A"], CASH["B"], 1, "12.50", when=When(high=True))
    await bank.affirm(1)
    assert [one.number for one in await venue.queue()] == [1]
    await bank.hold(1)
    assert await venue.queue() == ()
    await bank.release(1)
    await bank.reprioritise(1, high=False)
    await bank.cancel(1)
    await other.cancel(1)
    assert (await venue.instructions())[0].standing == Standing.CANCELLED


async def test_every_reason_is_told_and_what_cannot_be_read() -> None:
    street = Street()
    await client(street, CFETS).pay(CASH["A"], CASH["B"], 1, "1")
    with pytest.raises(RequestRefused, match="priority already"):
        await client(street, ICBC).reprioritise(1, high=False)
    with pytest.raises(ValueError, match="say 'deliver' or 'receive'"):
        await client(street, CCDC).instruct(  # type: ignore[call-overload, unused-ignore]
            "sell",  # type: ignore[arg-type]
            account=BONDS["A"],
            counterparty="CSDC",
            reference=1,
            asset="260003",
            face="100",
        )
    with pytest.raises(ValueError, match="bilateral"):
        await client(street, CFETS).resolve_gridlock("magic")  # type: ignore[arg-type]


async def test_a_regulator_finds_the_best_set_and_has_it_settled() -> None:
    street = Street(A=30)
    numbers = street.enter(
        *(street.payment(*one) for one in (("A", "B", 45), ("A", "C", 10), ("B", "A", 15)))
    )
    regulator = client(street, PBC)
    best = await regulator.best("value")
    assert best.numbers == (numbers[0], numbers[2])
    await regulator.settle_together(*best.numbers)
    assert street.standings(numbers) == "SQS"
    assert [(one.settled, one.gross, one.net) for one in await regulator.cycles()] == [(2, 60, 30)]


async def test_penalties_are_reported_by_debtor_and_creditor() -> None:
    street = Street()
    on = street.platform(penalty_rate=10, carry_days=1)
    street.open(MONDAY)
    street.enter(*(street.terms("A", "C", 5, 40_000_000, instance=on, date=MONDAY) for _ in range(2)))
    street.close(MONDAY)
    assert await client(street, CSDC).penalty_report(202603) == {(CCDC, CSDC): 800}
    assert await client(street, CSDC).penalty_report(202602) == {}
    assert await client(street, ICBC).penalty_report(202603) == {}


HEAD = "reference,seller,seller_cash,buyer,buyer_cash,asset,face,amount,date,priority\n"


async def test_a_file_of_instructions_is_entered_as_a_whole(tmp_path: Path) -> None:
    street = Street()
    path = tmp_path / "today.csv"
    line = f"{BONDS['A']},{CASH['A']},{BONDS['C']},{CASH['C']},260003,1000,995.80,,high"
    path.write_text(HEAD + f"1,{line}\n2,{line}\n", "utf-8")
    assert await client(street, CFETS).import_instructions(path) == 2
    rows = list(books_of(street.ledger).instructions)
    assert [(one.terms.reference, one.terms.quantity, one.terms.amount) for one in rows] == [
        (1, 10, 99_580),
        (2, 10, 99_580),
    ]


async def test_every_error_of_every_row_stands_in_a_file(tmp_path: Path) -> None:
    street = Street()
    path = tmp_path / "bad.csv"
    good = f"{BONDS['A']},{CASH['A']},{BONDS['C']},{CASH['C']},260003,1000,995.80,,"
    path.write_text(
        HEAD
        + f"1,{good}\n"
        + f"1,x,{CASH['A']},{BONDS['C']},5,NONE,99,1.234,2026-02-30,urgent\n"
        + f"3,{BONDS['A']},{CASH['A']},{BONDS['A']},{CASH['A']},260003,1000,995.80,,\n",
        "utf-8",
    )
    with pytest.raises(InstructionsRefused, match="2 rows") as caught:
        await client(street, CFETS).import_instructions(path)
    found = [(one.line, one.column) for one in caught.value.errors]
    assert found == [(3, name) for name in ("amount", "asset", "date", "priority", "reference", "seller")] + [
        (4, "")
    ]
    assert caught.value.path.read_text("utf-8-sig").count("\n") == 8
    assert len(books_of(street.ledger).instructions) == 0
