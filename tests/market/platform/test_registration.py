"""The clients of registration and of gateways, over a ledger: yuan as text, names instead of numbers, every reason."""

from __future__ import annotations

from typing import Any, cast

import pytest

from actors.ledger import records as r
from actors.ledger.records import Records
from actors.ledger.status import Status
from actors.modules.registration.commands import Reason, Register
from cluster.legacy.daily import reconcile_day
from cluster.legacy.simulated.faults import Faults
from cluster.market.platform.gateways import GatewaysClient, hash_of
from cluster.market.platform.registration import RegistrationClient
from cluster.market.problems import RequestRefused, UnknownParty
from tests.ledger.market import BOND, BUYER, CASH_OF, CCDC, CSDC, CSRC, PBC, SELLER, SHCH, Desk, acc
from tests.legacy.village import NAMES, Village
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.registration.town import (
    COLLATERAL_AT_CSDC,
    OTHER,
    TODAY,
    held,
    town,
)

pytestmark = pytest.mark.asyncio

CODE = "019742"


class Party(LedgerParty):
    """A party that sees its holdings."""

    async def holding_rows(self) -> Records:
        """Positions of the accounts that it keeps."""
        return cast(Records, self.desk.ledger.holdings(self.index))


def registers(desk: Desk, *parties: int) -> list[RegistrationClient]:
    """Clients of registration in these parties' names."""
    return [RegistrationClient(cast(Any, Party(desk, one))) for one in parties]


def gateways(desk: Desk, *parties: int) -> list[GatewaysClient]:
    """Clients of gateways in these parties' names."""
    return [GatewaysClient(cast(Any, Party(desk, one))) for one in parties]


async def test_a_pledge_is_agreed_released_in_part_and_listed() -> None:
    desk = town()
    ccdc, csdc = registers(desk, CCDC, CSDC)
    await ccdc.pledge(1, SELLER, COLLATERAL_AT_CSDC, CODE, "40000", b"contract")
    assert [one.number for one in await csdc.requests()] == [1]
    await csdc.accept("CCDC", 1)
    [pledge] = await csdc.pledges()
    assert (pledge.quantity, pledge.document) == (400, hash_of(b"contract"))
    await csdc.release_pledge(2, pledge, "10000", b"paid")
    await ccdc.accept("CSDC", 2)
    assert [one.quantity for one in await ccdc.pledges()] == [300]
    await csdc.release_pledge(3, pledge, "30000", b"default", target=BUYER)
    await ccdc.refuse("CSDC", 3)
    assert await ccdc.requests() == ()


async def test_every_reason_reaches_who_asks() -> None:
    desk = town()
    [ccdc] = registers(desk, CCDC)
    with pytest.raises(RequestRefused) as told:
        await ccdc.transfer_ownership(1, SELLER, SELLER, CODE, "100", Reason.DONATION, b"deed")
    assert told.value.reasons == (Status.SAME_ACCOUNT.en, Status.SAME_OWNER.en)
    with pytest.raises(UnknownParty, match="no institution 'NOBODY'"):
        await ccdc.accept("NOBODY", 1)


async def test_ownership_passes_and_nominees_are_opened_across() -> None:
    desk = town()
    ccdc, csdc, shch = registers(desk, CCDC, CSDC, SHCH)
    await ccdc.transfer_ownership(1, SELLER, BUYER, CODE, "500", Reason.INHERITANCE, b"will")
    await csdc.accept(CCDC, 1)
    assert held(desk, BUYER) == 5
    own, others = (acc(CSDC, 700), CASH_OF[SHCH]), (acc(SHCH, 700), CASH_OF[CSDC])
    await csdc.open_nominees(2, "SHCH", own, others)
    await shch.accept("CSDC", 2)
    with pytest.raises(RequestRefused, match="deliver by custody transfer instead"):
        await ccdc.interconnect(3, CODE, "CSDC", "CCDC")
    await csdc.interconnect(4, CODE, "CCDC", "CSDC")
    await ccdc.accept("CSDC", 4)
    assert [(one.host, one.home) for one in await shch.links()] == [(CCDC, CSDC)]
    await csdc.on(0).close_account(acc(CSDC, 2))


async def test_a_certificate_is_made_of_what_is_held_and_anchored() -> None:
    desk = town()
    [ccdc] = registers(desk, CCDC)
    certificate, _ = await ccdc.certify(1, SELLER)
    assert [(one.code, one.available) for one in certificate.holdings] == [(CODE, 999_000)]
    assert [one.digest for one in await ccdc.certificates()] == [certificate.digest]


async def test_a_day_with_a_lost_trade_is_reconciled_by_name() -> None:
    village = Village(Faults(lost={"t1"}))
    village.transfer("t1", 100, there=False)
    await village.legacy.submit(village.delivery("t1", 100))
    await village.legacy.run_batch(TODAY)
    desk = village.desk
    ccdc, csrc = registers(desk, CCDC, CSRC)
    await ccdc.set_register(CODE, Register.MIRRORED)
    rows = await ccdc.register_rows(CODE)
    day = await reconcile_day(village.legacy, NAMES, BOND, TODAY, rows, village.booked, Register.MIRRORED)
    await ccdc.state_register(
        CODE, "2026-03-23", NAMES.rows(await village.legacy.statement(TODAY, "019742.IB"))
    )
    assert [one.difference for one in await ccdc.breaks()] == [100, -100]
    await ccdc.repair(1, CODE, day.lines, "t1 never reached the register", b"report")
    await csrc.accept("CCDC", 1)
    assert await ccdc.breaks() == ()
    assert [one.breaks for one in await ccdc.statements()] == [2]
    assert [one.register for one in await ccdc.registers()] == [Register.MIRRORED]
    assert (held(desk, SELLER), held(desk, OTHER)) == (999_000, 1_000)


async def test_lines_freezes_and_a_court_order_by_name() -> None:
    desk = town()
    pbc, csrc, ccdc, csdc = gateways(desk, PBC, CSRC, CCDC, CSDC)
    await csdc.accept_up_to(BUYER, CODE, "1000")
    await csrc.freeze_line(SELLER, CODE, 7)
    await pbc.freeze_gateway("CSDC", 8)
    await csrc.record_order(9, "No. 9", b"paper", [SELLER], BUYER, CODE, "900")
    await ccdc.execute_order(9, 1, SELLER, "400")
    assert [(one.executed, one.ended) for one in await ccdc.orders()] == [(4, False)]
    assert [one.quantity for one in await ccdc.parts()] == [4]
    await csrc.end_order(9, b"withdrawn")
    with pytest.raises(RequestRefused, match="nothing more moves under it"):
        await ccdc.execute_order(9, 2, SELLER, "100")
    assert [one.order for one in await ccdc.frozen_lines()] == [7]
    assert [one.gateway for one in await ccdc.frozen_gateways()] == [CSDC]
    await csrc.unfreeze_line(SELLER, CODE, 7)
    await pbc.unfreeze_gateway(CSDC, 8)
    await ccdc.require_authorisation()
    await ccdc.authorise(OTHER, "019742X")
    assert [one.gateway for one in await csdc.authorising()] == [CCDC]
    assert desk.one(CCDC, r.issue(SELLER, 11, 1)) == Status.LINE_NOT_AUTHORISED
