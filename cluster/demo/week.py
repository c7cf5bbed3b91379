"""The script of the week, one method a day."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Protocol

from cluster.demo import checks, issue
from cluster.demo.bonds import TWO, opening
from cluster.demo.coupon import PAYMENT_DATE, RECORD_DATE, Entitlements, pay
from cluster.demo.options import DemoOptions
from cluster.demo.population import SHORT_BANK, Population, money, securities, settle_in
from cluster.demo.report import CustodyMove, Report, yuan
from cluster.demo.trading import WORKED_FEN, Trading
from cluster.market import Deal, Instruction, Market

HOLD_NUMBER = 20_260_323


class Stages(Protocol):
    """Who is told how far the demo is."""

    def stage(self, key: str, total: int = 1) -> None:
        """The next stage begins; see ``words``."""

    def advance(self, steps: int, note: str = "") -> None:
        """So many steps of it are done."""

    def complete(self) -> None:
        """The last stage is complete."""


class Week:
    """One run of the main job. ``report`` fills as it goes."""

    def __init__(self, options: DemoOptions, stages: Stages) -> None:
        """A week that has not begun."""
        self.options = options
        self.report = Report(options.host)
        self._stages = stages
        self._chance = random.Random(f"{options.seed}/holdings")
        self._special: list[Instruction] = []
        self._deals: list[Deal] = []
        self._market: Market
        self._people: Population

    async def run(self) -> Report:
        """Live through the week; the market stops at its end."""
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="lianjie-demo-") as scratch:
            directory = self.options.data or Path(scratch) / "market"
            self._stages.stage("start", 100)
            self._market = await Market.start(
                self.options.blueprint, self.options.host, directory, progress=self._starting
            )
            async with self._market:
                await self._days()
                self.report.wall_s = time.perf_counter() - begun
        self._stages.complete()
        return self.report

    def _starting(self, part: float, _: str) -> None:
        done = int(part * 100)
        self._stages.advance(done - self._started)
        self._started = done

    _started = 0

    async def _days(self) -> None:
        self.report.nodes = [one.name for one in self._market.blueprint.nodes]
        await self._opening()
        await self._wednesday()
        await self._thursday()
        await self._monday()
        await self._tuesday()
        await self._coupon()
        await self._checks()
        self.report.failures += await self._market.failures()

    async def _opening(self) -> None:
        """Accounts, bonds, and who holds what at first."""
        market = self._market
        self._stages.stage("population")
        # Depositories write to venues and issuers about each bond: all of them must run.
        await market.ready()
        self._people = await settle_in(market)
        self.report.positions = opening()
        self._stages.stage("opening", len(self.report.positions) + 1)
        self._special.append(await market.central_bank.issue_units(money(self._people)))
        self._stages.advance(1)
        depository = market.custodian("CCDC")
        for position in self.report.positions:
            await depository.register_bond(position.terms, listed=True)
            balances = securities(self._people, position, self._chance)
            self._special.append(await depository.issue_units(balances))
            self._stages.advance(1)

    async def _wednesday(self) -> None:
        self._stages.stage("tap_result")
        venue = self._market.venue("CFETS")
        await venue.open_date(20_260_318)
        await issue.result(self._market)
        await venue.close_date(20_260_318)

    async def _thursday(self) -> None:
        self._stages.stage("tap_payment")
        venue = self._market.venue("CFETS")
        await venue.open_date(issue.PAYMENT_DATE)
        allotted = await issue.payment(self._market, self._people)
        self.report.tap_cny = yuan(int(allotted.rows["amount"].sum()))
        self._deals += [allotted[at] for at in range(len(allotted))]
        await venue.close_date(issue.PAYMENT_DATE)

    async def _monday(self) -> None:
        market = self._market
        venue = market.venue("CFETS")
        self._stages.stage("listing")
        await venue.open_date(20_260_323)
        await issue.listing(market)
        await self._hold_back()
        self._stages.stage("trading", self.options.trades)
        trading = Trading(market, self._people, self.options)
        self.report.tally, self.report.death = trading.tally, trading.death
        self.report.example_fen = (await trading.worked_example()).amount
        await trading.unmatched()
        await trading.run(self._stages.advance)
        self._stages.stage("custody")
        await self._custody()
        await trading.count_unmatched()
        self._deals += trading.sample
        self._special += trading.singles
        await market.central_bank.release_hold(HOLD_NUMBER)
        await venue.close_date(20_260_323)

    async def _hold_back(self) -> None:
        """The central bank holds back nearly all reserves of one bank, whose clients then cannot pay others."""
        market = self._market
        index = market.blueprint.index_of(SHORT_BANK)
        central = market.central_bank
        reserve = next(one for one in await central.accounts() if one.name == SHORT_BANK)
        rows = await central.holding_rows()
        held = int(rows["available"][rows["account"] == reserve.account][0])
        self._special.append(await central.hold_reserve(index, yuan(held - 100), HOLD_NUMBER))

    async def _custody(self) -> None:
        """¥200m of the 2-year, same owner, from CCDC to CSDC."""
        market = self._market
        owner = next(one for one in self._people.traders if one.custodian == "CCDC")
        there = await market.custodian("CSDC").open_account(
            owner.name, cash=((1, owner.deposit),), owner=owner.owner
        )
        begun = time.perf_counter()
        moved = await market.custodian("CCDC").custody_transfer(
            owner.account, there.account, TWO, 200_000_000
        )
        took_ms = (time.perf_counter() - begun) * 1_000
        status = (await moved)[0]
        self.report.custody = CustodyMove(TWO, "200000000.00", "CCDC", "CSDC", status.name, took_ms)
        self._moved = moved
        self._special.append(moved)

    async def _tuesday(self) -> None:
        """The record date: entitlements are fixed at its close."""
        market = self._market
        self._stages.stage("record")
        venue = market.venue("CFETS")
        await venue.open_date(RECORD_DATE)
        declared = await market.treasury("MOF").announce_coupon("2024-T6", RECORD_DATE, PAYMENT_DATE)
        self._expected = Entitlements(self.report.positions[0])
        await self._expected.look(market)
        self._special += [declared, await venue.close_date(RECORD_DATE)]

    async def _coupon(self) -> None:
        market = self._market
        self._stages.stage("coupon")
        await market.venue("CFETS").open_date(PAYMENT_DATE)
        self.report.coupon = await pay(market, self._expected)
        self._special += self.report.coupon.instructions

    async def _checks(self) -> None:
        market, report = self._market, self.report
        self._stages.stage("checks", len(self._deals) + len(self._special))
        await checks.receipts(market, self._deals, self._special, report, self._stages.advance)
        if self.options.data is not None:
            await self._hand_out(self.options.data / "receipts")
        await checks.results(market, report)
        await checks.conservation(market, report)

    async def _hand_out(self, folder: Path) -> None:
        """Write a few receipts to files, for anyone to check."""
        folder.mkdir()
        worked = next(deal for deal in self._deals if deal.amount == WORKED_FEN)
        (await worked.receipt("seller")).save(folder / "worked-example-seller.receipt")
        (await worked.receipt("buyer")).save(folder / "worked-example-buyer.receipt")
        assert self.report.coupon is not None, "the coupon was paid before"
        for instruction, name in (
            (self._moved, "custody-transfer"),
            (self.report.coupon.instructions[0], "coupon"),
        ):
            (await instruction.receipt()).save(folder / f"{name}.receipt")


async def run(options: DemoOptions, stages: Stages) -> Report:
    """Run the main job."""
    return await Week(options, stages).run()
