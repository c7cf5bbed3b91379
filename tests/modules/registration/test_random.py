"""Whatever is requested, accepted, refused, moved, stated and closed: every bond exists once, collateral is its pledges."""

from __future__ import annotations

import random

import pytest

from actors.base.batch import Batch
from actors.ledger import records as r
from actors.modules.registration.commands import (
    Accept,
    CloseAccount,
    NonTradeTransfer,
    Pledge,
    Refuse,
    Register,
    ReleasePledge,
    RepairBreaks,
    Request,
    SetRegister,
)
from actors.modules.registration.module import Registration
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, CSRC, FUND, SELLER, SELLER_AT_CSDC, SHCH, Desk
from tests.modules.payment.quay import again
from tests.modules.registration.town import (
    COLLATERAL,
    COLLATERAL_AT_CSDC,
    OTHER,
    PAPER,
    SELLER_AT_SHCH,
    held,
    stated,
    town,
)

ACCOUNTS = (SELLER, OTHER, BUYER, SELLER_AT_CSDC, SELLER_AT_SHCH)
INSTITUTIONS = (CCDC, CSDC, SHCH, CSRC, FUND)


def tried(desk: Desk, chance: random.Random, number: int) -> Batch:
    """Something, by somebody who may or may not."""
    source, target = chance.sample(ACCOUNTS, 2)
    quantity, somebody = chance.randrange(1, 900), chance.choice(INSTITUTIONS)
    keeper, earlier = source >> 48, chance.randrange(1, number + 1)
    collateral = chance.choice((COLLATERAL, COLLATERAL_AT_CSDC))
    act = chance.choice(
        (
            Pledge(source, collateral, BOND, quantity, PAPER),
            ReleasePledge(keeper, earlier, quantity, target, PAPER),
            NonTradeTransfer(source, target, BOND, quantity, 1, PAPER),
            RepairBreaks(CCDC, BOND, (SELLER, OTHER), "found", PAPER),
        )
    )
    move = chance.choice((r.transfer, r.custody_transfer))
    legacy = {f"a{SELLER}": held(desk, SELLER) + 5, f"a{OTHER}": max(0, held(desk, OTHER) - 5)}
    return chance.choice(
        (
            lambda: desk.business(keeper, Request(0, number, act)),
            lambda: desk.business(keeper, Request(0, number, act)),
            lambda: desk.business(somebody, Accept(chance.choice(INSTITUTIONS), earlier)),
            lambda: desk.business(
                somebody, *(Accept(one, at) for one in (CCDC, CSDC, SHCH) for at in range(earlier, number))
            ),
            lambda: desk.business(somebody, Refuse(keeper, earlier)),
            lambda: desk.bulk(keeper, move(source, target, BOND, quantity)),
            lambda: desk.business(SHCH, CloseAccount(SELLER_AT_SHCH)),
            lambda: desk.business(CCDC, SetRegister(BOND, Register.MIRRORED), stated(desk, CCDC, **legacy)),
        )
    )()


@pytest.mark.parametrize("seed", range(3))
def test_conservation_under_any_sequence(seed: int) -> None:
    desk, chance = town(), random.Random(seed)
    books = desk.ledger.module(Registration)
    pledged = settled = 0
    for number in range(1, 250):
        applied = desk.commit(tried(desk, chance, number), after_ms=200)
        settled += sum(int(status) == 1 for one in applied.executed for status in one.statuses)
        pledged = max(pledged, len(books.pledges))
        for account in (COLLATERAL, COLLATERAL_AT_CSDC):
            kept = sum(one.quantity for one in books.pledges if one.collateral == account)
            assert held(desk, account) == kept
        assert desk.ledger.reconcile() == []
    assert pledged > 3
    assert settled > 8
    again(desk.ledger)
