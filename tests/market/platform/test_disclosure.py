"""The typed client of disclosure: yuan and percent, documents by digest, and the page that everybody reads."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

import pytest

from actors.modules.disclosure.fields import FIELDS, Field
from actors.modules.price import PriceProblem
from cluster.market.clients.party import PartyClient
from cluster.market.platform.disclosure import DisclosureClient
from cluster.market.problems import RequestRefused, UnknownParty
from cluster.storage.documents import DocumentProblem
from tests.ledger.market import CCDC, FUND, Desk
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.disclosure.book import ISSUER, QUARTER, YEAR, on
from tests.modules.risk.watch import HERE, platform

TEXT = "2026 年预算".encode()


def client(desk: Desk, index: int = FUND) -> DisclosureClient:
    """The client of one institution over the ledger."""
    return DisclosureClient(cast(PartyClient, LedgerParty(desk, index)))


async def told(tmp_path: Path) -> tuple[Desk, DisclosureClient]:
    """An issuer with one bond: budget told in time, debt late, outstanding wrong, ratio told; the rest owed."""
    desk = platform()
    await client(desk, CCDC).register_issuer(ISSUER, "issuer", "FUND", HERE)
    mine = client(desk).keeping(tmp_path)
    await mine.begin_bond(ISSUER, "019742", [Field.OUTSTANDING, Field.USE_OF_FUNDS, Field.LIFE])
    await mine.disclose(ISSUER, Field.BUDGET, YEAR, document=TEXT)
    on(desk, 20260501)
    await mine.disclose(ISSUER, Field.DEBT_BALANCE, QUARTER, "201000000.00")
    await mine.disclose(ISSUER, Field.OUTSTANDING, QUARTER, "149999999.99", bond="019742")
    on(desk, YEAR)
    await mine.disclose(ISSUER, Field.DEBT_RATIO, YEAR, "85.5")
    return desk, mine


@pytest.mark.asyncio
async def test_the_page_has_every_field_with_due_date_value_and_check_mark(tmp_path: Path) -> None:
    _, mine = await told(tmp_path)
    page = await mine.page(ISSUER)
    lines = page.lines(0)
    assert {one.field for one in lines} == {one.en for one in FIELDS.values() if not one.of_bond}
    budget = next(one for one in lines if one.field == "Budget")
    assert (budget.period, budget.due, budget.mark) == ("2026-12-31", "2026-04-01", "✓ in time")
    assert budget.document == f"{hashlib.sha256(TEXT).hexdigest()[:16]}… at hand"
    balance = next(one for one in lines if one.field == "Debt balance" and one.value)
    assert (balance.value, balance.mark) == ("¥201,000,000.00 (ledger ¥201,000,000.00)", "! late")
    ratio = next(one for one in lines if one.field == "Debt ratio" and one.value)
    assert (ratio.value, ratio.mark) == ("85.50%", "✓ in time")
    (wrong, *_) = [one for one in page.lines(10) if one.value]
    assert (wrong.value, wrong.mark) == ("¥149,999,999.99 (ledger ¥150,000,000.00)", "✗ differs")
    assert [one.mark for one in page.lines(10) if one.field == "Use of funds"] == ["✗ overdue"]
    assert wrong.receipt.startswith(f"{FUND}/")


@pytest.mark.asyncio
async def test_the_page_stands_in_both_languages_as_html_and_as_markdown(tmp_path: Path) -> None:
    _, mine = await told(tmp_path)
    page = await mine.page(ISSUER)
    english, chinese = page.markdown(), page.markdown("zh")
    assert english.startswith("# Sunshine debt: issuer\n")
    assert chinese.startswith("# 阳光债务: issuer\n")
    assert (
        "| 债务率 | 2026-12-31 |" in chinese
        and "✗ 与账本不符" in chinese
        and "（账本 ¥150,000,000.00）" in chinese
    )
    assert english.count("\n|") == chinese.count("\n|") == page.html().count("<tr>") + 2
    assert "<td>债务限额</td>" in page.html("zh")
    assert page._repr_html_() == page.html()


@pytest.mark.asyncio
async def test_a_full_text_is_given_only_if_it_is_what_was_signed(tmp_path: Path) -> None:
    desk, mine = await told(tmp_path)
    (entry,) = [one for one in await mine.entries(ISSUER) if one.field == Field.BUDGET]
    assert mine.document(entry) == TEXT
    with pytest.raises(DocumentProblem, match="keeps no documents"):
        client(desk).document(entry)
    assert mine.documents is not None
    mine.documents.path(entry.digest).write_bytes(b"another")
    with pytest.raises(DocumentProblem, match="was changed on disk"):
        mine.document(entry)
    page = await mine.page(ISSUER)
    assert "digest alone" in next(one.document for one in page.lines(0) if one.field == "Budget")


@pytest.mark.asyncio
async def test_what_cannot_be_read_is_told_before_anything_is_signed(tmp_path: Path) -> None:
    desk = platform()
    mine = client(desk, CCDC)
    with pytest.raises(UnknownParty):
        await mine.register_issuer(ISSUER, "issuer", "nobody", HERE)
    await mine.register_issuer(ISSUER, "issuer", FUND, HERE)
    for value in ("85.555", "-1", "much"):
        with pytest.raises(PriceProblem, match="the ratio"):
            await client(desk).disclose(ISSUER, Field.DEBT_RATIO, YEAR, value)
    with pytest.raises(RequestRefused, match="has not ended"):
        await client(desk).disclose(ISSUER, Field.DEBT_RATIO, YEAR, "85")
    with pytest.raises(DocumentProblem, match="no issuer 99"):
        await mine.page(99)
    assert await mine.overdue() == ()
    with pytest.raises(RequestRefused, match="no role"):
        await mine.extend(ISSUER, Field.BUDGET, 20270101)
    await mine.change_discloser(ISSUER, "CCDC")
    assert (await mine.issuers())[0].institution == CCDC
