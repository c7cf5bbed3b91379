"""Prices of the market's own trades: what settled, as quotes for a curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from cluster.pricing.accrual import exact_accrued
from cluster.pricing.bond import Bond
from cluster.pricing.conventions import Convention, read_convention
from cluster.pricing.curve import BondQuote
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_clean, read_day

if TYPE_CHECKING:
    import pandas as pd

_SETTLED, _PER, _FACE_FEN = "SETTLED", 100, 10_000


def quotes_from_trades(
    trades: pd.DataFrame,
    bonds: Mapping[str, Bond],
    settlement: Day,
    convention: Convention | str = Convention.INTERBANK,
    face_fen: int = _FACE_FEN,
) -> list[BondQuote]:
    """One quote per bond: the average clean price of one day's settled trades, weighted by face, which is its weight
    (yuan).

    ``trades``: as ``Market`` gives them; columns asset, quantity (units), amount_fen, status. Rows that did not settle,
    and assets not in ``bonds``, are left out. ``settlement``: their common settlement day; ``face_fen``: face of a
    unit. Ascending by maturity, then code.

    Raises:
        PricingProblem: a column is missing, or a traded bond does not live on that day.
    """
    day, rule = read_day(settlement), read_convention(convention)
    missing = [name for name in ("asset", "quantity", "amount_fen", "status") if name not in trades.columns]
    if missing:
        raise PricingProblem(f"the trades have no column {', '.join(missing)}; give them as the market does")
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = zip(trades["asset"], trades["quantity"], trades["amount_fen"], trades["status"], strict=True)
    for asset, quantity, amount, status in rows:
        if status == _SETTLED and asset in bonds:
            sums[asset][0] += int(quantity)
            sums[asset][1] += int(amount)
    quotes = [
        _quote(bonds[asset], units * face_fen, amount, exact_accrued(bonds[asset], day, rule))
        for asset, (units, amount) in sums.items()
    ]
    return sorted(quotes, key=_by_maturity)


def merged_quotes(quotes: Iterable[BondQuote]) -> list[BondQuote]:
    """One quote per bond out of several, say of two markets: the average clean price by weight, and the sum of weights.
    Ascending by maturity, then code.

    Raises:
        PricingProblem: every price that cannot be used and every weight that is not positive.
    """
    sums: dict[Bond, tuple[float, float]] = {}
    faults: list[str] = []
    for bond, clean, weight in quotes:
        try:
            price = read_clean(clean)
        except PricingProblem as problem:
            faults.append(f"the quote of {bond.code}: {problem}")
            continue
        if weight <= 0:
            faults.append(f"{bond.code}: a weight of {weight}; give a positive one")
        value, total = sums.get(bond, (0.0, 0.0))
        sums[bond] = (value + price * weight, total + weight)
    if faults:
        raise PricingProblem(*faults)
    merged = [BondQuote(bond, value / total, total) for bond, (value, total) in sums.items()]
    return sorted(merged, key=_by_maturity)


def _by_maturity(quote: BondQuote) -> tuple[date, str]:
    return quote.bond.maturity, quote.bond.code


def _quote(bond: Bond, face_fen: int, amount_fen: int, accrued: Fraction) -> BondQuote:
    return BondQuote(bond, float(Fraction(_PER * amount_fen, face_fen) - accrued), face_fen / _PER)
