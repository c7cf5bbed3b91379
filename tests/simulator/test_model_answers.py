"""The model answers what modules ask as the ledger answers it, after the same commits."""

from __future__ import annotations

import random

import numpy as np
import pytest

from actors.ledger import records as r
from actors.ledger.layout import Rows
from actors.modules.middle_platform import new_ledger
from actors.modules.payment.commands import FreezeGateway, FreezeLine
from cluster.simulator.model import Model
from cluster.simulator.model.modules import fresh
from cluster.simulator.model.plain import PlainLedger
from tests.ledger.market import BOND, BUYER, CCDC, CNY, CSDC, CSRC, ICBC, SELLER, SHCH, Desk
from tests.modules.registration import test_random as registry
from tests.modules.registration.town import town


def played(seed: int) -> tuple[Desk, PlainLedger]:
    """A town in which much was requested, with a half that waits, a frozen line and a frozen gateway; and its model."""
    desk, chance = town(), random.Random(seed)
    for number in range(1, 40):
        desk.commit(registry.tried(desk, chance, number), after_ms=50)
    half = r.deliver(
        reference=77, counterparty=CSDC, account=SELLER, contra=0, asset=BOND, quantity=1, cash=CNY,
        amount=100, expiry_s=0,
    )  # fmt: skip
    desk.send(CCDC, half)
    desk.do(CSRC, FreezeLine(BUYER, BOND, 5), FreezeGateway(ICBC, 6))
    model = Model(desk.ledger.roster, fresh())
    ledger = new_ledger(desk.ledger.roster)
    for commit, batches in desk.log:
        ledger.apply(commit, batches)
        model.apply(commit, batches)
    assert model.plain is not None
    return desk, model.plain


def by_number(rows: Rows) -> list[tuple[int, ...]]:
    """Rows of accounts, comparable."""
    return sorted(
        tuple(map(int, one)) for one in rows[["number", "owner", "cash_account", "gateway", "class_"]]
    )


@pytest.mark.parametrize("seed", range(3))
def test_every_question_has_the_same_answer(seed: int) -> None:
    desk, plain = played(seed)
    ledger = desk.ledger
    accounts = sorted(ledger.state.accounts["number"][: ledger.counts()["accounts"]].tolist())
    numbers = np.array(accounts, np.uint64)
    assert np.array_equal(np.sort(plain.standing()), np.sort(ledger.standing()))
    for asset in (BOND, CNY):
        (mine, held), (theirs, there) = plain.holders(asset), ledger.holders(asset)
        assert by_number(mine) == by_number(theirs)
        assert sorted(zip(mine["number"].tolist(), held.tolist(), strict=True)) == sorted(
            zip(theirs["number"].tolist(), there.tolist(), strict=True)
        )
        assert plain.lines_of(asset)[1] == ledger.lines_of(asset)[1] == (asset == BOND)
    assert by_number(plain.accounts_at(numbers)) == by_number(ledger.accounts_at(numbers))
    assert plain.cash_accounts(numbers).tolist() == ledger.cash_accounts(numbers).tolist()
    for one in accounts:
        assert [(asset, held[:2]) for asset, held in plain.held_on(one)] == [
            (asset, held[:2]) for asset, held in ledger.held_on(one)
        ]
        assert plain.is_paid_into(one) == ledger.is_paid_into(one)
        assert plain.is_awaited(one) == ledger.is_awaited(one)
    for first in (CCDC, CSDC, SHCH, ICBC):
        assert plain.is_stopped(first) == ledger.is_stopped(first) == (first == ICBC)
        for second in (CCDC, CSDC, SHCH):
            assert plain.omnibus(first, second) == ledger.omnibus(first, second)
    for count in (1, 10**6, 10**8):
        assert plain.has_room(accounts=count) == ledger.has_room(accounts=count)
