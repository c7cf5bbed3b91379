"""The end of the week: receipts, results of all validators, books that add up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from actors.ledger.layout import AssetKind
from cluster.demo.report import Report
from cluster.market import Deal, Instruction, Market, Receipt

RESULTS_LOOKS = 500
_LOOK_S = 0.02


async def receipts(
    market: Market,
    deals: Iterable[Deal],
    instructions: Iterable[Instruction],
    report: Report,
    progress: Callable[[int, str], None],
) -> None:
    """Fetch receipts from the parties, and check each by its own bytes alone."""
    for deal in deals:
        for side in ("seller", "buyer"):
            _check(await deal.receipt(side), market, report)
        progress(1, "")
    for instruction in instructions:
        _check(await instruction.receipt(), market, report)
        progress(1, "")


def _check(receipt: Receipt, market: Market, report: Report) -> None:
    if receipt.check(market.market_id).holds:
        report.receipts_verified += 1
    else:
        report.receipts_wrong += 1
        faults = [step.detail for step in receipt.check(market.market_id).steps if not step.holds]
        report.failures.append(f"a receipt does not hold: {'; '.join(faults)}")


async def results(market: Market, report: Report) -> None:
    """Wait until all validators stand at the same commit, and compare what they computed."""
    for _ in range(RESULTS_LOOKS):
        statuses = [status for _, status in await market.node_statuses()]
        known = [status for status in statuses if status is not None]
        places = {(one.committed, one.final) for one in known}
        if len(known) == len(statuses) and len(places) == 1:
            digests = {one.result for one in known}
            report.results_equal = len(digests) == 1
            report.result, report.commits = known[0].result.hex(), known[0].final
            return
        await asyncio.sleep(_LOOK_S)
    report.failures.append("the validators did not come to stand at the same commit")


async def conservation(market: Market, report: Report) -> None:
    """Reconcile the whole ledger on every validator; note what is issued."""
    for one in await market.assets():
        if one.kind == AssetKind.SECURITY and not one.merged_into:
            report.issued[one.code] = one.issued * one.face_fen
    for node in market.blueprint.nodes:
        report.breaks += [f"{node.name}: {one}" for one in await market.reconcile(node.name)]
