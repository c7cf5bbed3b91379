"""The notebook of the bond market in a real browser, offline: clicked through, and compared with the ledger."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from lianjie import Market
from tests.browser.lab import browser, command, lab, open_notebook

PATIENCE_MS = 120_000
WORKED = "¥99,582,900.55"


async def press(page: Page, panel: str, label: str, then: str) -> None:
    """Press a button of a panel and wait until the panel says ``then``."""
    box = page.locator(f".lianjie-{panel}")
    await box.get_by_role("button", name=label, exact=True).click()
    await box.locator(".lianjie-good", has_text=then).wait_for(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page showed, and where its market lies."""
    root, found = tmp_path_factory.mktemp("lab"), dict[str, Any]()
    async with lab(root) as at, browser() as context:
        watched = await open_notebook(context, at, "01-bond-market.ipynb")
        page = watched.page
        await command(page, "notebook:run-all-cells")
        await page.locator(".lianjie-HoldingsTree .lianjie-good").wait_for(timeout=PATIENCE_MS)
        await _issue(page)
        await _trade(page)
        found["tree"] = await _hold(page)
        found["coupon"] = await page.locator(".lianjie-coupon").inner_text()
        found["sums"] = await page.locator(".lianjie-sums").inner_text()
        for name in ("IssuancePanel", "TradeTicket", "HoldingsTree"):
            await page.locator(f".lianjie-{name}").screenshot(path=root / f"{name}.png")
        found["chinese"] = await _in_chinese(page, root)
        text = await page.locator(".jp-Notebook").inner_text()
        found["directory"] = Path(re.search(r"market directory: (\S+)", text).group(1))  # type: ignore[union-attr]
        found["strayed"], found["errors"] = watched.strayed, watched.errors
    return found


async def _issue(page: Page) -> None:
    window = page.locator(".lianjie-IssuancePanel input[type=number]")
    await window.fill("8")
    await window.press("Tab")
    await press(page, "IssuancePanel", "Announce", "Announced")
    await press(page, "IssuancePanel", "All others bid", "nobody can read them yet")
    await press(page, "IssuancePanel", "Open the bids", "every node opened every sheet")
    await press(page, "IssuancePanel", "Pay", "149,957,000,000.00")
    await press(page, "IssuancePanel", "List", "Listed")


async def _trade(page: Page) -> None:
    panel = page.locator(".lianjie-TradeTicket")
    for at, value in ((0, "100000000"), (1, "98.50")):
        field = panel.locator("input[type=text]").nth(at)
        await field.fill(value)
        await field.press("Tab")
    await panel.locator(".lianjie-sums", has_text=WORKED).wait_for(timeout=PATIENCE_MS)
    await panel.locator("select").nth(3).select_option(label="Harbour Fund (CSDC)")
    await press(page, "TradeTicket", "Trade", WORKED.removeprefix("¥"))


async def _hold(page: Page) -> dict[str, tuple[str, ...]]:
    """The rows of the tree by label, as they stand on the page after a new look."""
    await press(page, "HoldingsTree", "Look", "end owners")
    rows = page.locator(".lianjie-HoldingsTree .lianjie-tree tbody tr")
    await rows.filter(has_text="Harbour Fund").first.wait_for()
    cells = [await row.locator("td").all_inner_texts() for row in await rows.all()]
    return {re.sub(r"^[▾▸\s]*", "", one[0]).strip(): tuple(one[1:]) for one in cells}


async def _in_chinese(page: Page, root: Path) -> str:
    """Every panel after its switch was turned."""
    told = []
    for name in ("IssuancePanel", "TradeTicket", "HoldingsTree"):
        panel = page.locator(f".lianjie-{name}")
        await panel.get_by_role("button", name="中文").click()
        await panel.get_by_text(re.compile("发行|交易单|持有人")).first.wait_for()
        await panel.screenshot(path=root / f"{name}.zh.png")
        told.append(await panel.inner_text())
    return "\n".join(told)


async def test_the_page_shows_what_the_auction_gives(seen: dict[str, Any]) -> None:
    assert seen["coupon"] == "Coupon 1.54%"


async def test_the_ticket_shows_both_markets(seen: dict[str, Any]) -> None:
    assert WORKED in seen["sums"] and "¥99,580,000.00" in seen["sums"]


async def test_the_page_says_what_the_ledger_says(seen: dict[str, Any]) -> None:
    async with await Market.open(seen["directory"]) as market:
        through = await market.regulator.see_through(bond="2024-T6")
        names = {
            one.account: f"{one.name} {custodian}"
            for custodian in ("CCDC", "SHCH", "CSDC")
            for one in await market.custodian(custodian).accounts()
        }
        ledger = {names[one.account]: f"{one.units:,}" for one in through.ends if one.units}
        page = {label: cells[0] for label, cells in seen["tree"].items() if label in ledger}
        assert page == ledger
        assert ledger["Harbour Fund CSDC"] == "1,000,000"
        assert (await market.regulator.issuance.issue(202_603)).coupon == 15_400


async def test_every_panel_speaks_chinese(seen: dict[str, Any]) -> None:
    for words in ("密封投标发行", "票面利率 1.54%", "交易单", "应计利息", "穿透", "名义持有人账户"):
        assert words in seen["chinese"]


async def test_nothing_left_the_machine_and_nothing_went_wrong(seen: dict[str, Any]) -> None:
    assert seen["strayed"] == []
    assert seen["errors"] == []
