"""Random trades are what they say: two halves by two custodians, 30% across depositories, two banks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actors.ledger.records import GATEWAY_SHIFT, Kind, Records
from cluster.bench.population import Population
from cluster.bench.town import BANKS, BONDS, CUSTODIANS, INDEX
from cluster.bench.trades import ACROSS, draw, own_halves

POPULATION = Population(8_000, 1)
CCDC, CSDC = (INDEX[name] for name in CUSTODIANS)


def both(seed: int, count: int, pair: int = 0) -> tuple[Records, Records]:
    """Both custodians' halves, each drawn by itself."""
    return own_halves(POPULATION, seed, pair, count, 0), own_halves(POPULATION, seed, pair, count, 1)


def gateways(accounts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Who keeps each account."""
    return accounts >> np.uint64(GATEWAY_SHIFT)


def test_halves_that_each_custodian_draws_by_itself_agree_and_name_each_other() -> None:
    one, two = both(1, 5_000)
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
    one, two = both(2, 20_000)
    across = (gateways(one["account"]) != gateways(two["account"])).mean()
    assert abs(across - ACROSS) < 0.02


def test_fields_are_random() -> None:
    one, _ = both(3, 20_000)
    assert len(np.unique(one["reference"])) == 20_000
    assert set(one["asset"].tolist()) == set(BONDS)
    assert set(gateways(one["contra"]).tolist()) == {INDEX[bank] for bank in BANKS}
    assert len(np.unique(one["account"])) > POPULATION.clients // 3
    assert len(np.unique(one["quantity"])) > 900


def test_references_never_repeat() -> None:
    counts = enumerate((1, 500, 1, 3_000))
    seen = np.concatenate([draw(POPULATION.clients, 4, pair, count).reference for pair, count in counts])
    assert len(np.unique(seen)) == len(seen)
    assert seen.all()


def test_one_seed_and_pair_make_the_same_trades() -> None:
    first, again, other, later = (both(seed, 100, pair)[0] for seed, pair in ((7, 0), (7, 0), (8, 0), (7, 1)))
    assert (first == again).all()
    assert not (first == other).all()
    assert not (first == later).all()
