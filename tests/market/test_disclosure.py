"""Sunshine debt on a running market: disclosed by the issuer, read by a bank, proved by a receipt."""

from __future__ import annotations

from pathlib import Path

import pytest

from actors.ledger.status import Status
from actors.modules.disclosure.fields import Field
from actors.modules.disclosure.state import Entry
from actors.modules.risk.commands import Category
from cluster.market.problems import RequestRefused
from cluster.storage.documents import DocumentProblem
from tests.market.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="package")

ISSUER = 7_001


async def test_what_an_issuer_signs_everybody_reads_and_anyone_can_check(town: Town, tmp_path: Path) -> None:
    market = town.market
    custodian, bank = market.custodian("CCDC"), market.keeper("ICBC")
    await custodian.disclosure.register_issuer(ISSUER, "Issuer of the town", "CCDC", fields=[Field.BUDGET])
    page = await bank.disclosure.page(ISSUER)
    (owed,) = page.owed
    mine = custodian.disclosure.keeping(tmp_path)
    given = await mine.disclose(ISSUER, Field.BUDGET, owed.end, document="预算全文".encode())
    (entry,) = await bank.disclosure.entries(ISSUER)
    assert isinstance(entry, Entry) and mine.document(entry) == "预算全文".encode()
    for receipt in (await given.receipt(), await mine.receipt(entry)):
        assert receipt.check().holds and receipt.status is Status.DONE
    with pytest.raises(DocumentProblem, match="ask it for the receipt"):
        await bank.disclosure.receipt(entry)
    with pytest.raises(RequestRefused, match="signs for the issuer"):
        await bank.disclosure.disclose(ISSUER, Field.BUDGET, owed.end, document=b"another")


async def test_a_custodian_says_which_kind_of_investor_its_client_is(town: Town) -> None:
    custodian = town.market.custodian("CSDC")
    await custodian.risk.set_category(town.buyer.owner, Category.PRODUCT)
    assert [one.category for one in await custodian.risk.investors()] == [Category.PRODUCT]
    assert await town.market.custodian("CCDC").risk.investors() == ()
    await custodian.risk.set_category(town.buyer.owner, None)
