"""Freezes, lines, pledged and closed accounts: the model and the ledger agree after every commit of random play."""

from __future__ import annotations

import random

import pytest

from actors.base.batch import Batch
from actors.ledger import records as r
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.middle_platform import new_ledger
from actors.modules.payment.commands import (
    AuthoriseLine,
    ExecuteCourtOrder,
    FreezeGateway,
    FreezeLine,
    RecordCourtOrder,
    RequireAuthorisation,
    SetLine,
    UnfreezeGateway,
    UnfreezeLine,
)
from actors.modules.settlement.commands import Instruct
from cluster.simulator.model.compare import compare
from cluster.simulator.model.model import Model
from cluster.simulator.model.modules import fresh
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    ICBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TAP,
    Desk,
    acc,
    make_roster,
    opened,
    trade,
)

OWN, HELD = acc(CSDC, 901), acc(CCDC, 60)
KEEPER = {SELLER: CCDC, HELD: CCDC, BUYER: CSDC, SELLER_AT_CSDC: CSDC, OWN: CSDC}
BANK = {SELLER_CASH: ICBC, BUYER_CASH: CCB}
GATEWAYS = (CCDC, CSDC, ICBC, CCB)


def tried(desk: Desk, chance: random.Random, reference: int) -> Batch:
    """A batch that freezes, lifts, bounds, authorises, takes by order of a court, or tries to move all the same."""
    source, target = chance.sample(sorted(KEEPER), 2)
    payer, payee = chance.sample(sorted(BANK), 2)
    asset, quantity = chance.choice((BOND, TAP)), chance.randrange(1, 2_000)
    line = chance.choice(((source, asset), (payer, CNY)))
    gateway = chance.choice(GATEWAYS)
    new = acc(CSDC, 10_000 + reference)
    halves = trade(reference, quantity, quantity)
    return chance.choice(
        (
            lambda: desk.business(CSRC, FreezeLine(*line, 7)),
            lambda: desk.business(CSRC, UnfreezeLine(*line, 7)),
            lambda: desk.business(CSRC, FreezeGateway(gateway, 8)),
            lambda: desk.business(CSRC, UnfreezeGateway(gateway, 8)),
            lambda: desk.business(gateway, RequireAuthorisation(chance.random() < 0.8)),
            lambda: desk.business(KEEPER[source], AuthoriseLine(source, asset)),
            lambda: desk.business(KEEPER[source], SetLine(source, asset, chance.choice((0, 10**7)))),
            lambda: desk.business(
                CSRC, RecordCourtOrder(reference, "c", b"p" * 32, (source,), target, asset, quantity)
            ),
            lambda: desk.business(
                KEEPER[source],
                *(ExecuteCourtOrder(one, 1, source, 1) for one in range(max(1, reference - 30), reference)),
            ),
            lambda: desk.business(
                CCDC, Instruct(0, True, CSDC, reference, SELLER, SELLER_CASH, BOND, 1, CNY, 5)
            ),
            lambda: desk.bulk(KEEPER[source], r.transfer(source, target, asset, quantity)),
            lambda: desk.bulk(KEEPER[source], r.earmark(source, target, asset, 3, reference)),
            lambda: desk.bulk(KEEPER[source], r.settle(chance.randrange(1, reference + 1))),
            lambda: desk.bulk(BANK[payer], r.payment(payer, payee, CNY, quantity)),
            lambda: desk.bulk(CCDC, r.issue(source, asset, quantity), r.redeem(source, asset, 1)),
            lambda: desk.bulk(CCDC, r.grant(HELD, ICBC), halves["deliver"]),
            lambda: desk.bulk(CSDC, halves["receive"]),
            lambda: desk.bulk(CSDC, r.open_account(new, 9), r.transfer(BUYER, new, BOND, 1)),
        )
    )()


@pytest.mark.parametrize("seed", range(4))
def test_model_and_ledger_agree_whatever_is_frozen(seed: int) -> None:
    desk, chance = opened(ledger=new_ledger(make_roster())), random.Random(seed)
    desk.send(CSDC, r.open_account(OWN, 9, Class.ISSUANCE))
    desk.send(CCDC, r.open_account(HELD, 5, Class.COLLATERAL))
    desk.send(CCDC, r.transfer(SELLER, BUYER, BOND, 1_000))
    model = Model(desk.ledger.roster, fresh())
    for commit, batches in desk.log:
        model.apply(commit, batches)
    seen: set[int] = set()
    for turn in range(150):
        found = [tried(desk, chance, 4 * turn + at + 1) for at in range(chance.randrange(1, 4))]
        applied = desk.commit(*found, after_ms=500)
        commit, _ = desk.log[-1]
        assert compare(model, desk.ledger, commit, found, applied) == []
        seen |= {int(status) for one in applied.executed for status in one.statuses}
    assert seen >= {Status.LINE_FROZEN, Status.GATEWAY_FROZEN, Status.LINE_NOT_AUTHORISED, Status.SETTLED}
