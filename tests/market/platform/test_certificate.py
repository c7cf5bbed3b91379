"""A holding certificate of a running market, checked by its holder alone; a frozen line as a party meets it."""

from __future__ import annotations

import pytest
from msgspec import structs

from actors.ledger.status import Status
from actors.modules.registration.certificate import why_not_proven
from tests.market.town import THIRTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_holder_checks_a_certificate_with_its_receipt_and_nothing_else(town: Town) -> None:
    custodian = town.market.custodian("CCDC")
    certificate, anchored = await custodian.registration.certify(1, town.seller.account)
    other = await custodian.registration.certify(2, town.seller.account)
    receipt = (await anchored.receipt()).data
    assert why_not_proven(certificate, receipt) == []
    assert certificate.holdings[0].code == THIRTY.code
    [bond, *rest] = certificate.holdings
    forged = structs.replace(certificate, holdings=(structs.replace(bond, available=1), *rest))
    assert why_not_proven(forged, receipt) == [
        "the certificate was changed after it was anchored; ask for the true one"
    ]
    assert len(why_not_proven(other[0], receipt)) == 2
    elsewhere = structs.replace(certificate, market=bytes(32))
    assert why_not_proven(elsewhere, receipt)


async def test_a_receipt_of_something_else_proves_no_certificate(town: Town) -> None:
    custodian = town.market.custodian("CCDC")
    certificate, _ = await custodian.registration.certify(3, town.seller.account)
    sold = await (await town.trade(face=100_000)).receipt()
    [fault] = why_not_proven(certificate, sold.data)
    assert fault.startswith("the receipt is of another instruction")


async def test_a_trade_over_a_frozen_line_ends_with_its_reason(town: Town) -> None:
    regulator, account = town.market.regulator.gateways, town.seller.account
    await regulator.freeze_line(account, THIRTY.code, 4001)
    assert [one.order for one in await regulator.frozen_lines()] == [4001]
    assert await town.market.custodian("CSDC").gateways.frozen_lines() == ()
    assert await (await town.trade(face=100_000)).status() is Status.LINE_FROZEN
    await regulator.unfreeze_line(account, THIRTY.code, 4001)
    assert await (await town.trade(face=100_000)).status() is Status.SETTLED
