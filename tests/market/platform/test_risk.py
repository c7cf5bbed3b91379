"""The typed client of risk: limits in yuan, warnings from the survey to the evaluation, measures by hand."""

from __future__ import annotations

import hashlib
from typing import cast

import pytest

from actors.ledger.status import Status
from actors.modules.risk.commands import Action, Category, Measure, Scope, Verdict
from actors.modules.risk.state import WarningStanding
from cluster.market.clients.party import PartyClient
from cluster.market.platform.risk import RiskClient
from cluster.market.problems import RequestRefused
from tests.ledger.market import BOND, BUYER, CFETS, OWNER_BUYER, PBC, Desk
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.risk.watch import HERE, deal, platform


def client(desk: Desk, index: int = CFETS) -> RiskClient:
    """The client of one institution over the ledger, on the platform."""
    return RiskClient(cast(PartyClient, LedgerParty(desk, index))).on(HERE)


@pytest.mark.asyncio
async def test_limits_and_categories_are_set_and_taken_away() -> None:
    desk = platform()
    venue = client(desk)
    await venue.set_category(OWNER_BUYER, Category.INDIVIDUAL)
    await venue.restrict("019742", Category.INSTITUTION, Category.PRODUCT)
    await venue.set_limit(Scope.ACCOUNT, Measure.ORDER, "9958290.05", BUYER)
    assert [one.value for one in await venue.limits()] == [995_829_005]
    assert deal(desk, 1) == [Status.BOND_RESTRICTED]
    await venue.restrict("019742")
    assert deal(desk, 2) == [Status.OVER_ORDER_LIMIT]
    await venue.drop_limit(Scope.ACCOUNT, Measure.ORDER, BUYER)
    await venue.set_limit(Scope.HOLDING, Measure.UNITS, 100_000, OWNER_BUYER, BOND)
    assert deal(desk, 3) == [Status.QUEUED]
    assert [one.category for one in await venue.investors()] == [Category.INDIVIDUAL]
    await venue.set_category(OWNER_BUYER, None)
    assert await venue.investors() == ()


@pytest.mark.asyncio
async def test_a_warning_goes_from_the_survey_to_its_evaluation() -> None:
    desk = platform()
    venue, regulator = client(desk), client(desk, PBC)
    first, *_ = await venue.survey()
    await venue.acknowledge(first.number)
    await venue.handle(first.number, Action.TALKED, b"minutes of the talk")
    with pytest.raises(RequestRefused):
        await venue.evaluate(first.number, Verdict.EFFECTIVE)
    await regulator.evaluate(first.number, Verdict.EFFECTIVE, b"it helped")
    assert first.number not in [one.number for one in await venue.warnings()]
    (ended,) = [one for one in await venue.warnings(closed=True) if one.number == first.number]
    assert ended.standing == WarningStanding.CLOSED
    assert ended.handling == hashlib.sha256(b"minutes of the talk").digest()
    (reading,) = await venue.readings()
    assert reading.red > 0


@pytest.mark.asyncio
async def test_measures_are_taken_and_ended_by_hand() -> None:
    desk = platform()
    venue = client(desk)
    await venue.halt("019742")
    assert [one.asset for one in await venue.halts()] == [BOND]
    assert deal(desk, 1) == [Status.TRADING_HALTED]
    await venue.resume("019742")
    await venue.stop_buying(issuer="issuer")
    assert [one.issuer for one in await venue.stops()] == ["issuer"]
    assert deal(desk, 2) == [Status.BUYING_STOPPED]
    await venue.allow_buying(issuer="issuer")
    assert (await venue.halts(), await venue.stops()) == ((), ())
