"""Random trades: each as two halves that two different custodians sign."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from actors.ledger.records import RECORD, Kind, Records
from cluster.bench.population import Population
from cluster.bench.town import BONDS, CUSTODIANS, INDEX, MONEY

#: Share of the trades whose two securities accounts are at different depositories.
ACROSS: Final = 0.3
UNITS_MAX: Final = 1_000
_PRICE_MIN_FEN: Final = 9_000
_PRICE_MAX_FEN: Final = 11_000

_Bits = NDArray[np.int64]


class Trades:
    """An endless row of random trades; the same for the same seed. References never repeat."""

    def __init__(self, population: Population, seed: int) -> None:
        """Trades between clients of ``population``."""
        self._population = population
        self._random = np.random.default_rng([seed, 2])
        self._made = 0

    def take(self, count: int) -> tuple[Records, Records]:
        """The next ``count`` trades: what the first custodian signs, and the second (each RECORD, (count,)).

        Record i of both are the halves of trade i. Which custodian has the seller is random.
        """
        roll = self._random
        seller_bits = roll.integers(0, 4, count)
        across = (roll.random(count) < ACROSS).astype(np.int64)
        # Bit 0: who keeps the securities; bit 1: who signs. The buyer's signer is always the other one.
        seller = self._client(seller_bits)
        buyer = self._client(seller_bits ^ 2 ^ across)
        both: Records = np.zeros(count, RECORD)
        both["reference"] = self._references(count)
        both["asset"] = np.array(BONDS, np.uint32)[roll.integers(0, len(BONDS), count)]
        both["quantity"] = roll.integers(1, UNITS_MAX + 1, count)
        both["cash"] = MONEY
        both["amount"] = both["quantity"] * roll.integers(_PRICE_MIN_FEN, _PRICE_MAX_FEN + 1, count)
        sells = seller_bits >> 1 == 0
        return self._side(both, 0, sells, seller, buyer), self._side(both, 1, ~sells, seller, buyer)

    def _client(self, bits: _Bits) -> _Bits:
        return self._random.integers(0, self._population.clients // 4, len(bits)) * 4 + bits

    def _references(self, count: int) -> NDArray[np.uint64]:
        """Distinct numbers in no order: a counter through an odd multiplier, modulo 2^64."""
        first = self._made + 1
        self._made += count
        return np.arange(first, first + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)

    def _side(
        self, both: Records, side: int, sells: NDArray[np.bool_], seller: _Bits, buyer: _Bits
    ) -> Records:
        rows = both.copy()
        client = np.where(sells, seller, buyer)
        rows["kind"] = np.where(sells, np.uint8(Kind.DELIVER), np.uint8(Kind.RECEIVE))
        rows["counterparty"] = INDEX[CUSTODIANS[1 - side]]
        rows["account"] = self._population.securities[client]
        rows["contra"] = self._population.money[client]
        return rows
