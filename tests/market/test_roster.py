"""Governance through Market: a new roster ends the epoch, a stale one is refused, the market goes on."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.roster import Roster
from actors.ledger.status import Status
from cluster.market import InstructionFailed, Market, UnknownParty
from tests.market.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="package")


def heavier(market: Market) -> Roster:
    """The next roster: the central bank's node weighs more."""
    roster = market.roster
    validators = tuple(
        msgspec.structs.replace(one, weight=2 if one.name == "node-pbc" else 1) for one in roster.validators
    )
    return msgspec.structs.replace(
        roster, market=market.market_id, epoch=1, previous=roster.digest, validators=validators
    )


async def test_a_roster_without_enough_governors_is_refused(town: Town) -> None:
    market = town.market
    with pytest.raises(InstructionFailed, match="ROSTER_REFUSED") as caught:
        await market.regulator.change_roster(heavier(market), {0: market.governor_key("PBoC")})
    assert "1 valid governors' signatures; 2 are needed" in str(caught.value)
    with pytest.raises(UnknownParty, match="no governor 'Nobody' in this market; it has PBoC, CSRC, CCDC"):
        market.governor_key("Nobody")


async def test_a_new_roster_begins_the_next_epoch_and_then_is_stale_itself(town: Town) -> None:
    market = town.market
    keys = {at: market.governor_key(name) for at, name in enumerate(market.blueprint.governors)}
    before = await town.trade(face=100_000)
    assert await before.status() is Status.SETTLED
    await market.regulator.change_roster(heavier(market), keys)
    deal = await town.trade(face=100_000)
    assert await deal.status() is Status.SETTLED
    statuses = [status for _, status in await market.node_statuses() if status is not None]
    assert {status.epoch for status in statuses} == {1}
    for one in (before, deal):
        assert (await one.receipt()).check(market.market_id).holds
    with pytest.raises(InstructionFailed, match="ROSTER_REFUSED") as caught:
        await market.regulator.change_roster(heavier(market), keys)
    assert "epoch 1 cannot follow epoch 1; the roster is stale" in str(caught.value)
    assert "the roster does not name the one in force as its predecessor" in str(caught.value)
    assert Status.ROSTER_REFUSED.zh in caught.value.zh
    assert await market.reconcile() == []
