"""Random trades are what they say: two halves by two custodians, 30% across depositories, two banks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actors.ledger.records import GATEWAY_SHIFT, Kind
from cluster.bench.population import Population
from cluster.bench.town import BANKS, BONDS, CUSTODIANS, INDEX
from cluster.bench.trades import ACROSS, Trades

POPULATION = Population(8_000, 1)
CCDC, CSDC = (INDEX[name] for name in CUSTODIANS)


def gateways(accounts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Who keeps each account."""
    return accounts >> np.uint64(GATEWAY_SHIFT)


def test_both_halves_agree_and_name_each_other() -> None:
    one, two = Trades(POPULATION, 1).take(5_000)
    for field in ("reference", "asset", "quantity", "cash", "amount"):
        assert (one[field] == two[field]).all()
    kinds = {Kind.DELIVER, Kind.RECEIVE}
    assert set(one["kind"].tolist()) == set(two["kind"].tolist()) == kinds
    assert (one["kind"] != two["kind"]).all()
    assert (one["counterparty"] == CSDC).all()
    assert (two["counterparty"] == CCDC).all()
    assert (one["account"] != two["account"]).all()
    assert (one["contra"] != two["contra"]).all()


def test_three_trades_in_ten_are_across_depositories() -> None:
    one, two = Trades(POPULATION, 2).take(20_000)
    across = (gateways(one["account"]) != gateways(two["account"])).mean()
    assert abs(across - ACROSS) < 0.02


def test_fields_are_random() -> None:
    one, _ = Trades(POPULATION, 3).take(20_000)
    assert len(np.unique(one["reference"])) == 20_000
    assert set(one["asset"].tolist()) == set(BONDS)
    assert set(gateways(one["contra"]).tolist()) == {INDEX[bank] for bank in BANKS}
    assert len(np.unique(one["account"])) > POPULATION.clients // 3
    assert len(np.unique(one["quantity"])) > 900


def test_references_never_repeat() -> None:
    trades = Trades(POPULATION, 4)
    seen = np.concatenate([trades.take(count)[0]["reference"] for count in (1, 500, 1, 3_000)])
    assert len(np.unique(seen)) == len(seen)
    assert seen.all()


def test_one_seed_makes_the_same_trades() -> None:
    first, again, other = (Trades(POPULATION, seed).take(100)[0] for seed in (7, 7, 8))
    assert (first == again).all()
    assert not (first == other).all()
