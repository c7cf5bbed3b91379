"""The second tap of the 5-year: allotted Wednesday, paid Thursday, merged and listed Monday."""

from __future__ import annotations

import numpy as np

from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.accrued import Convention
from actors.parties.deals import DEAL
from actors.parties.requests import Balance
from cluster.demo.bonds import FIVE, NUMBERS, TAP, TAP_UNITS, tap
from cluster.demo.population import CNY, Population
from cluster.market import DealBatch, Market

PAYMENT_DATE = 20_260_319
#: Shares of the underwriters in percent and their clean prices (ten-thousandths); illustrative, as the auction's
#: bids are not published.
ALLOTMENTS = ((40, 1_001_200), (25, 1_001_300), (20, 1_001_500), (15, 1_001_900))


async def result(market: Market) -> None:
    """Wednesday: register the tranche and put it into the issuer's issuance account."""
    depository = market.custodian("CCDC")
    await depository.register_bond(tap())
    issuance = next(
        one for one in await depository.accounts() if one.name == "MOF" and one.class_ == Class.ISSUANCE
    )
    await depository.issue_units([Balance(issuance.account, NUMBERS[TAP], TAP_UNITS)])


async def payment(market: Market, population: Population) -> DealBatch:
    """Thursday: underwriters pay the full price into the State Treasury's account, against the bonds."""
    depository = market.custodian("CCDC")
    issuance = next(
        one for one in await depository.accounts() if one.name == "MOF" and one.class_ == Class.ISSUANCE
    )
    rows = np.zeros(len(ALLOTMENTS), DEAL)
    rows["seller"], rows["asset"], rows["cash"] = issuance.account, NUMBERS[TAP], CNY
    rows["buyer"] = [one.account for one in population.underwriters]
    rows["quantity"] = [TAP_UNITS * percent // 100 for percent, _ in ALLOTMENTS]
    rows["price"] = [price for _, price in ALLOTMENTS]
    rows["date"], rows["convention"] = PAYMENT_DATE, int(Convention.ISSUE)
    allotted = await market.treasury("MOF").trade_many(rows)
    await allotted.completed()
    statuses = (await allotted.outcomes())["status"].tolist()
    if any(status != Status.SETTLED for status in statuses):
        raise AssertionError(f"allotments ended with statuses {statuses}")
    return allotted


async def listing(market: Market) -> None:
    """Monday: the tranche merges into the 5-year and trades as one bond."""
    await market.custodian("CCDC").merge_bond(TAP, FIVE)
