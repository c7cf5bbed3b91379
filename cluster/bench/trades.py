"""Random trades: each as two halves that two different custodians sign, wherever each of them runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actors.ledger.records import RECORD, Kind, Records
from cluster.bench.options import BATCH_MAX
from cluster.bench.population import Population
from cluster.bench.town import BONDS, CUSTODIANS, INDEX, MONEY

#: Share of the trades whose two securities accounts are at different depositories.
ACROSS: Final = 0.3
UNITS_MAX: Final = 1_000
_PRICE_MIN_FEN: Final = 9_000
_PRICE_MAX_FEN: Final = 11_000
#: Odd, so that multiplying by it modulo 2^64 maps different numbers to different ones.
_SCATTER: Final = np.uint64(0x9E3779B97F4A7C15)
assert BATCH_MAX < 1 << 20, "a pair's references are numbered within 2^20"

_Bits = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trades:
    """``count`` trades of a pair of batches, as columns of shape (count,): clients by number, amounts in fen.

    ``first_sells``: whether the first custodian signs for the seller; the second signs the other side.
    """

    reference: NDArray[np.uint64]
    asset: NDArray[np.uint32]
    seller: _Bits
    buyer: _Bits
    quantity: NDArray[np.int64]
    amount: NDArray[np.int64]
    first_sells: NDArray[np.bool_]


def draw(clients: int, seed: int, pair: int, count: int) -> Trades:
    """The trades of pair number ``pair``: the same for the same arguments, so that two processes need not talk.

    References never repeat between pairs.
    """
    roll = np.random.default_rng([seed, 2, pair])
    seller_bits = roll.integers(0, 4, count)
    across = (roll.random(count) < ACROSS).astype(np.int64)
    # Bit 0: who keeps the securities; bit 1: who signs. The buyer's signer is always the other one.
    seller = roll.integers(0, clients // 4, count) * 4 + seller_bits
    buyer = roll.integers(0, clients // 4, count) * 4 + (seller_bits ^ 2 ^ across)
    quantity = roll.integers(1, UNITS_MAX + 1, count)
    first = (pair << 20) + 1
    return Trades(
        np.arange(first, first + count, dtype=np.uint64) * _SCATTER,
        np.array(BONDS, np.uint32)[roll.integers(0, len(BONDS), count)],
        seller,
        buyer,
        quantity,
        quantity * roll.integers(_PRICE_MIN_FEN, _PRICE_MAX_FEN + 1, count),
        seller_bits >> 1 == 0,
    )


def halves(population: Population, trades: Trades, side: int) -> Records:
    """What custodian ``side`` (0 or 1) signs: record i is its half of trade i. RECORD, shape (count,)."""
    rows: Records = np.zeros(len(trades.reference), RECORD)
    sells = trades.first_sells if side == 0 else ~trades.first_sells
    client = np.where(sells, trades.seller, trades.buyer)
    rows["kind"] = np.where(sells, np.uint8(Kind.DELIVER), np.uint8(Kind.RECEIVE))
    rows["counterparty"] = INDEX[CUSTODIANS[1 - side]]
    rows["reference"], rows["asset"] = trades.reference, trades.asset
    rows["quantity"], rows["amount"], rows["cash"] = trades.quantity, trades.amount, MONEY
    rows["account"], rows["contra"] = population.securities[client], population.money[client]
    return rows


def own_halves(population: Population, seed: int, pair: int, count: int, side: int) -> Records:
    """Draw the trades of a pair and take one side of them."""
    return halves(population, draw(population.clients, seed, pair, count), side)
