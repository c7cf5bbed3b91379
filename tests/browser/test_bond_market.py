"""The notebook of the bond market in a real browser, offline: clicked through on either host, compared with the ledger."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from cluster.hosts.on_ray.instance import RayInstance
from cluster.hosts.on_ray.names import INSTANCE_FILE
from lianjie import Market
from tests.browser.lab import browser, command, lab, open_notebook

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE_MS = 120_000
WORKED = "¥99,582,900.55"
PANELS = ("MarketPanel", "StoryPanel", "IssuancePanel", "TradeTicket", "HoldingsTree")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


async def good(page: Page, panel: str, then: str) -> None:
    """Wait until a panel says ``then``."""
    await page.locator(f".lianjie-{panel} .lianjie-good", has_text=then).wait_for(timeout=PATIENCE_MS)


async def press(page: Page, panel: str, label: str, then: str) -> None:
    """Press a button of a panel and wait until the panel says ``then``."""
    await page.locator(f".lianjie-{panel}").get_by_role("button", name=label, exact=True).click()
    await good(page, panel, then)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["local", "ray"])
async def seen(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Any]]:
    """What the page showed, and the market behind it, which on Ray outlived the page."""
    host, root = request.param, tmp_path_factory.mktemp("lab")
    with tempfile.TemporaryDirectory(prefix="lab-", dir="/tmp") as files:
        try:
            found = await _click_through(root, host, files)
            [directory] = Path(files).glob("lianjie-*/market")
            async with _again(host, directory) as market:
                yield {**found, "host": host, "behind": market}
        finally:
            for instance in map(RayInstance.load, Path(files).glob(f"lianjie-*/market/{INSTANCE_FILE}")):
                if instance is not None:
                    instance.stop()


async def _click_through(root: Path, host: str, files: str) -> dict[str, Any]:
    found = dict[str, Any]()
    async with lab(root, TMPDIR=files) as at, browser() as context:
        watched = await open_notebook(context, at, "01-bond-market.ipynb")
        page = watched.page
        await _choose(page, host)
        await command(page, "notebook:run-all-cells")
        await good(page, "MarketPanel", "The market runs.")
        await good(page, "HoldingsTree", "end owners")
        await _issue(page)
        found["faults"] = await _mistake(page, root)
        await _trade(page)
        found["tree"] = await _hold(page)
        found["coupon"] = await page.locator(".lianjie-coupon").inner_text()
        found["sums"] = await page.locator(".lianjie-sums").inner_text()
        found["market"] = await page.locator(".lianjie-MarketPanel").inner_text()
        await _show(page, root / "en")
        found["chinese"] = await _in_chinese(page, root / "zh")
        found["strayed"], found["errors"] = watched.strayed, watched.errors
    return found


@asynccontextmanager
async def _again(host: str, directory: Path) -> AsyncIterator[Market]:
    """The market of the page: joined on Ray, opened again from its disk else; afterwards nothing of it runs."""
    market = await (Market.join(directory) if host == "ray" else Market.open(directory))
    try:
        yield market
    finally:
        await market.stop()


async def _choose(page: Page, host: str) -> None:
    """As a presenter does: write the host into the cell that names it."""
    cell = page.locator(".jp-CodeCell", has_text="HOST =").first
    await cell.locator(".cm-line", has_text="HOST =").click()
    await page.keyboard.press("Home")
    await page.keyboard.press("Shift+End")
    await page.keyboard.insert_text(f'HOST = "{host}"')


async def _issue(page: Page) -> None:
    window = page.locator(".lianjie-IssuancePanel input[type=number]")
    await window.fill("8")
    await window.press("Tab")
    await press(page, "IssuancePanel", "Announce", "Announced")
    await press(page, "IssuancePanel", "All others bid", "nobody can read them yet")
    await press(page, "IssuancePanel", "Open the bids", "every node opened every sheet")
    await press(page, "IssuancePanel", "Pay", "149,957,000,000.00")
    await press(page, "IssuancePanel", "List", "Listed")


async def _type(page: Page, face: str, price: str) -> None:
    for at, value in enumerate((face, price)):
        field = page.locator(".lianjie-TradeTicket input[type=text]").nth(at)
        await field.fill(value)
        await field.press("Tab")


async def _mistake(page: Page, folder: Path) -> str:
    """What the ticket says to two values that cannot be."""
    await _type(page, "1,52", "cheap")
    panel = page.locator(".lianjie-TradeTicket")
    await panel.get_by_role("button", name="Trade", exact=True).click()
    await panel.locator(".lianjie-bad", has_text="cheap").wait_for(timeout=PATIENCE_MS)
    await panel.screenshot(path=folder / "faults.png")
    return await panel.locator(".lianjie-bad").inner_text()


async def _trade(page: Page) -> None:
    panel = page.locator(".lianjie-TradeTicket")
    await _type(page, "100,000,000", "98.50")
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


async def _show(page: Page, folder: Path) -> None:
    """A picture of every panel in both themes."""
    for theme, name in THEMES.items():
        await command(page, "apputils:change-theme", {"theme": name})
        await page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")
        await page.locator("#jupyterlab-splash").wait_for(state="detached")
        for panel in PANELS:
            await page.locator(f".lianjie-{panel}").screenshot(path=folder / theme / f"{panel}.png")


async def _in_chinese(page: Page, folder: Path) -> str:
    """Every panel after its switch was turned."""
    told = []
    for name in PANELS:
        panel = page.locator(f".lianjie-{name}")
        await panel.get_by_role("button", name="中文").click()
        await panel.get_by_text(re.compile("市场|进展|发行|交易单|持有人")).first.wait_for()
    await _show(page, folder)
    for name in PANELS:
        told.append(await page.locator(f".lianjie-{name}").inner_text())
    return "\n".join(told)


async def test_the_page_shows_what_the_auction_gives(seen: dict[str, Any]) -> None:
    assert seen["coupon"] == "Coupon 1.54%"


async def test_the_ticket_shows_both_markets(seen: dict[str, Any]) -> None:
    assert WORKED in seen["sums"] and "¥99,580,000.00" in seen["sums"]


async def test_the_ticket_tells_every_fault_at_once(seen: dict[str, Any]) -> None:
    assert "1,52" in seen["faults"] and "cheap" in seen["faults"]
    assert len(seen["faults"].splitlines()) >= 2


async def test_the_page_says_on_what_the_market_runs(seen: dict[str, Any]) -> None:
    says = {"local": "in this notebook, in one process", "ray": "an actor of Ray with a process of its own"}
    assert says[seen["host"]] in seen["market"]
    market = seen["behind"]
    parties = len(market.parties) + len(market.blueprint.nodes)
    assert f"{parties} running" in seen["market"] and str(market.directory) in seen["market"]


async def test_the_page_says_what_the_ledger_says(seen: dict[str, Any]) -> None:
    market = seen["behind"]
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
