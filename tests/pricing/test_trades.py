"""Prices of trades become quotes; those of a running market become its curve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pandas as pd
import pytest
import pytest_asyncio

from actors.modules.bond import BondTerms
from cluster.kernel_cache import use_kernel_cache
from cluster.market import Market
from cluster.market.clients.venue import ExchangeClient
from cluster.pricing import BondQuote, PricingProblem, build_curve, merged_quotes, quotes_from_trades
from tests.market.town import THIRTY as THIRTY_TERMS
from tests.market.town import Town, build
from tests.pricing.bonds import FIVE, MONDAY, REAL, THIRTY, TWO

use_kernel_cache()

#: Clean prices at which the market trades; illustrative but for the worked example.
PRICES = {"2025-24": "100.0800", "2026-03": "100.1500", "2025-16": "99.2000", "2024-T6": "98.5000"}


def trades(*rows: tuple[str, int, int, str]) -> pd.DataFrame:
    """A table as the market gives it, with the columns that are read."""
    return pd.DataFrame(rows, columns=["asset", "quantity", "amount_fen", "status"])


def test_the_average_is_weighted_with_face_and_only_what_settled_counts() -> None:
    table = trades(
        ("2024-T6", 1_000_000, 9_958_290_055, "SETTLED"),
        ("2024-T6", 3_000_000, 30_024_870_166, "SETTLED"),  # 99.00
        ("2024-T6", 9_000_000, 1, "CASH_SHORT"),
        ("CNY", 1, 1, "SETTLED"),
    )
    (quote,) = quotes_from_trades(table, REAL, MONDAY)
    assert quote.bond == THIRTY
    assert quote.clean == pytest.approx(98.875, abs=1e-8)
    assert quote.weight == 400_000_000


def test_each_market_has_its_own_accrued_interest() -> None:
    banks = quotes_from_trades(trades(("2024-T6", 1_000_000, 9_958_290_055, "SETTLED")), REAL, MONDAY)
    exchange = quotes_from_trades(
        trades(("2024-T6", 3_000_000, 30_024_000_000, "SETTLED")), REAL, MONDAY, "exchange"
    )
    assert banks[0].clean == pytest.approx(98.5, abs=1e-8)
    assert exchange[0].clean == pytest.approx(99.0, abs=1e-8)
    (merged,) = merged_quotes([*banks, *exchange])
    assert merged.clean == pytest.approx(98.875, abs=1e-8)
    assert merged.weight == 400_000_000


def test_quotes_are_in_order_of_maturity() -> None:
    found = merged_quotes(
        [BondQuote(THIRTY, 98), BondQuote(TWO, 100), BondQuote(FIVE, 100), BondQuote(TWO, 101)]
    )
    assert [(quote.bond.code, quote.clean) for quote in found] == [
        ("2025-24", 100.5),
        ("2026-03", 100),
        ("2024-T6", 98),
    ]


def test_bad_tables_and_quotes_are_told() -> None:
    with pytest.raises(PricingProblem, match="no column quantity, status"):
        quotes_from_trades(pd.DataFrame({"asset": [], "amount_fen": []}), REAL, MONDAY)
    with pytest.raises(PricingProblem, match="not before 2026-03 matures"):
        quotes_from_trades(trades(("2026-03", 1, 10_000, "SETTLED")), REAL, "2031-01-25")
    with pytest.raises(PricingProblem) as told:
        merged_quotes([BondQuote(THIRTY, 0), BondQuote(FIVE, 100, -1)])
    assert len(told.value.faults) == 2
    assert quotes_from_trades(trades(), REAL, MONDAY) == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A treasury market with four real bonds."""
    directory: Path = tmp_path_factory.mktemp("pricing") / "market"
    async with await Market.start("treasury", directory=directory) as market:
        town = await build(market)
        custodian = market.custodian("CCDC")
        for number, code in enumerate(code for code in PRICES if code != THIRTY_TERMS.code):
            terms = REAL[code].terms()
            await custodian.register_bond(
                BondTerms(
                    20 + number,
                    code,
                    code,
                    10_000,
                    terms.coupon_micro,
                    terms.frequency,
                    terms.dated,
                    terms.maturity,
                ),
                listed=True,
            )
            await custodian.issue([(town.seller.account, code, "1000000000")])
        yield town


@pytest.mark.asyncio(loop_scope="module")
async def test_the_market_has_one_curve_from_its_own_trades(town: Town) -> None:
    """Four bonds trade between banks, one also on an exchange: the curve meets their prices to the fen's precision."""
    market = town.market
    exchange = market.venue("SSE")
    assert isinstance(exchange, ExchangeClient)
    between_banks = [await town.trade(bond=code, price=price) for code, price in PRICES.items()]
    on_exchange = await exchange.trade(
        seller=town.seller.account,
        buyer=town.buyer.account,
        bond="2024-T6",
        face=100_000_000,
        price="98.60",
        date="2026-03-23",
    )
    for deal in (*between_banks, on_exchange):
        await deal.status()
    table = await market.trades()
    exchanged = table["reference"] == on_exchange.reference
    quotes = merged_quotes(
        [
            *quotes_from_trades(table[~exchanged], REAL, MONDAY),
            *quotes_from_trades(table[exchanged], REAL, MONDAY, "exchange"),
        ]
    )
    assert [(quote.bond.code, round(float(quote.clean), 6)) for quote in quotes] == [
        ("2025-24", 100.08),
        ("2026-03", 100.15),
        ("2025-16", 99.2),
        ("2024-T6", 98.55),
    ]
    curve = build_curve(MONDAY, quotes)
    for quote in quotes:
        assert curve.price(quote.bond) == pytest.approx(float(quote.clean), abs=1e-9)
    assert 1.0 < curve.par_pct(1) < curve.par_pct(5) < curve.par_pct(10, 2) < curve.par_pct(28, 2) < 2.5
