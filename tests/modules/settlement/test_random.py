"""Random sequences of every command: conservation, one outcome each, an image that continues with the same bytes."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.canonical import Canonical
from actors.ledger import commands
from actors.ledger.status import Status
from actors.modules.middle_platform import ledger_from_image
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import (
    BILATERAL,
    MULTILATERAL,
    Affirm,
    Cancel,
    Enter,
    Hold,
    Instruct,
    Release,
    Reprioritise,
    ResolveGridlock,
    RunCycle,
    SettleTogether,
)
from actors.modules.settlement.state import Standing
from tests.ledger.market import CCB, CCDC, CFETS, CSDC, ICBC, PBC
from tests.modules.settlement.street import CLIENTS, CUSTODIAN, MONDAY, Street

WHO = (CCDC, CSDC, ICBC, CCB, CFETS, PBC)


def prepared(seed: int) -> tuple[Random, Street]:
    """Clients with a little of everything, a platform of a random model."""
    chance = Random(seed)
    street = Street(A=200, B=100, C=50)
    for name in "ABD":
        street.give(name, chance.randint(1, 40))
    street.platform(
        model=chance.randint(1, 3),
        carry_days=chance.randint(0, 2),
        partial=1,
        penalty_rate=10_000,
        gridlock_at_cutoff=chance.randint(0, 2),
    )
    return chance, street


def order(chance: Random, street: Street) -> tuple[int, Canonical]:
    """One command and who gives it."""
    seller, buyer = chance.sample(CLIENTS, 2)
    quantity, amount = chance.randint(1, 40), chance.randint(0, 120)
    changes = {
        "instance": chance.choice([0, 7]),
        "priority": chance.choice([0, 0, 1]),
        "date": chance.choice([0, today(street), today(street) + 1]),
    }
    number = chance.randint(1, books_of(street.ledger).peek("instruction"))
    match chance.randint(0, 9):
        case 0 | 1:
            return CFETS, Enter(
                street.terms(seller, buyer, quantity, amount, **changes, partial=changes["instance"] == 7)
            )
        case 2:
            return CFETS, Enter(street.payment(seller, buyer, amount + 1, **changes))
        case 3:
            half = street.halves(seller, buyer, quantity, amount + 1, **changes)[0]
            return CUSTODIAN[seller], half
        case 4:
            return chance.choice(WHO), chance.choice([Hold, Release, Cancel])(number)
        case 5:
            return chance.choice(WHO), Reprioritise(number, chance.randint(0, 1))
        case 6:
            return CFETS, ResolveGridlock(chance.choice([0, 7]), chance.choice([BILATERAL, MULTILATERAL]))
        case 7:
            numbers = tuple(sorted({chance.randint(1, number) for _ in range(3)}))
            return CFETS, SettleTogether(chance.choice([0, 7]), numbers)
        case 8:
            return CFETS, RunCycle(7)
        case _:
            return chance.choice(WHO), Affirm(number)


def other_half(street: Street, half: Instruct) -> Instruct:
    """What the buyer's custodian says to a seller's instruction: some buyer of its own."""
    names = [name for name in CLIENTS if CUSTODIAN[name] == half.counterparty]
    buyer = next(name for name in names if street.halves(name, name, 1, 1)[0].account != half.account)
    mine = street.halves(buyer, buyer, 1, 1)[1]
    fields = {
        name: getattr(half, name)
        for name in ("instance", "reference", "asset", "quantity", "cash", "amount", "date")
    }
    seller = half.account >> 48
    return Instruct(
        delivers=False, counterparty=seller, account=mine.account, cash_account=mine.cash_account, **fields
    )


def today(street: Street) -> int:
    """The business date, or the day before the first one."""
    return street.ledger.business_date or MONDAY - 1


def play(chance: Random, street: Street, steps: int) -> None:
    """Give so many commands; dates open and close on the way."""
    for _ in range(steps):
        who, command = order(chance, street)
        batches = [street.desk.business(who, command)]
        if isinstance(command, Instruct):
            batches.append(street.desk.business(command.counterparty, other_half(street, command)))
        if chance.random() < 0.15:
            ledger = street.ledger
            turn = (
                commands.CloseDate(today(street))
                if ledger.date_open
                else commands.OpenDate(today(street) + 1)
            )
            batches.append(street.desk.business(CFETS, turn))
        street.desk.commit(*batches, after_ms=chance.choice([0, 1_000, 3_600_000]))
        assert street.ledger.reconcile() == []


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32))
def test_conservation_holds_whatever_is_commanded(seed: int) -> None:
    chance, street = prepared(seed)
    play(chance, street, 60)
    books = books_of(street.ledger)
    queued = sorted(one.number for one in books.instructions if one.standing == Standing.QUEUED)
    assert sorted(one.number for one in books.queue) == queued
    assert street.ledger.waiting.records == sum(len(one.origins) for one in books.instructions if one.lives)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 40))
def test_an_image_continues_with_the_same_bytes(seed: int, cut: int) -> None:
    chance, street = prepared(seed)
    play(chance, street, cut)
    copy = ledger_from_image(street.ledger.image(), street.ledger.roster)
    assert copy.image() == street.ledger.image()
    done = len(street.desk.log)
    play(chance, street, 25)
    for commit, batches in street.desk.log[done:]:
        copy.apply(commit, batches)
        copy.deadline_s()
    assert copy.result_digest == street.ledger.result_digest
    assert copy.image() == street.ledger.image()


def test_random_play_reaches_every_end() -> None:
    reached: set[int] = set()
    for seed in range(8):
        chance, street = prepared(seed)
        for _ in range(60):
            play(chance, street, 1)
            applied = street.desk.applied
            assert applied is not None
            reached.update(code for one in applied.executed for code in one.statuses.tolist())
            reached.update(street.late())
    assert reached >= {
        Status.SETTLED,
        Status.QUEUED,
        Status.DONE,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.SECURITIES_SHORT,
        Status.CASH_SHORT,
        Status.NOTHING_FEASIBLE,
        Status.NOT_QUEUED,
        Status.INSTRUCTION_ENDED,
    }
